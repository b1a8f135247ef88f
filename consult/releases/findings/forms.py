"""What a coordinator types about a finding."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from consult.questionnaire.text import Text, UnreadableText, clean

_LONGEST = 500  # letters


class Sentence(FlaskForm):
    """A finding in both languages. Without English, the Spanish sentence stands there too."""

    es = TextAreaField(
        _("In Spanish"),
        [DataRequired(_("Write the sentence in Spanish.")), Length(max=_LONGEST)],
    )
    en = TextAreaField(_("In English"), [Length(max=_LONGEST)])

    def validate_es(self, field: TextAreaField) -> None:
        _readable(field)

    def validate_en(self, field: TextAreaField) -> None:
        _readable(field)

    @property
    def text(self) -> Text:
        return Text(*(clean(field.data or "") for field in (self.es, self.en)))


class AddFinding(Sentence):
    """A new one, about a question of the release."""

    question = SelectField(_("Question"))

    def __init__(self, questions: Iterable[tuple[str, str]], about: str | None = None) -> None:
        super().__init__(question=about)
        self.question.choices = list(questions)


def _readable(field: TextAreaField) -> None:
    try:
        field.data = clean(field.data or "")
    except UnreadableText as unreadable:
        raise ValidationError(_("It holds characters that cannot be kept.")) from unreadable
