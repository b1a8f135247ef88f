"""What facilitators type: a new consultation, and its helplines."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp, StopValidation

from consult.consultations.places import Districts
from consult.page.published import ADULT
from consult.questionnaire.shipped import BLANK, shipped
from consult.questionnaire.text import UnreadableText, clean
from consult.web.locale import said

FROM_FILE = "file"
AGES = {
    ADULT: _("18 or over"),
    14: _("14 to 17: made for adolescents"),
    15: _("15 to 17: made for adolescents"),
    16: _("16 to 17: made for adolescents"),
    17: _("17: made for adolescents"),
}
_TEXTS = ("name", "about", "hours", "languages")


def cleaned(typed: str | None) -> str | None:
    """Words as they are kept, by the rule that answers are read by."""
    try:
        return clean(typed) if typed else typed
    except UnreadableText:
        raise ValueError(_("This holds characters that cannot be kept.")) from None


class Words(StringField):
    """Words that a page will show."""

    def __init__(self, label: LazyString, validators: list[Any], **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[cleaned], **kwargs)


class NewConsultation(FlaskForm):
    """Where the questionnaire comes from, where it is asked, and under which address."""

    source = RadioField(_("Begin with"))
    file = FileField(_("File with a questionnaire"))
    language = RadioField(_("Language of its texts, where the file does not say"), default="")
    title_es = Words(_("Title in Spanish"), [Optional(), Length(max=200)])
    title_en = Words(_("Title in English"), [Optional(), Length(max=200)])
    districts = Districts(_("Districts"))
    slug = StringField(_("Address"), [InputRequired(_("Write an address.")), Length(max=64)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready_made = [(name, said(each.title)) for name, each in shipped().items() if name != BLANK]
        self.source.choices = [
            *ready_made,
            (BLANK, _("From nothing")),
            (FROM_FILE, _("A file of your own")),
        ]
        self.language.choices = [
            ("", _("Whatever they look like")),
            ("es", _("Spanish")),
            ("en", _("English")),
        ]


def needed_with_a_number(message: LazyString) -> Callable[[Form, Field], None]:
    """A check that a field of a line is filled where the line has a number."""

    def check(form: Form, field: Field) -> None:
        if form.number.data and not field.data:
            raise StopValidation(str(message))

    return check


class Line(Form):
    """One helpline, in both languages. A line without a number is left out."""

    number = Words(
        _("Number"),
        [Optional(), Regexp(r"(?=.*[0-9])[0-9 *#+]{2,20}\Z", message=_("Only digits."))],
    )
    name_es = Words(
        _("Name in Spanish"),
        [needed_with_a_number(_("Write whose number it is.")), Length(max=80)],
    )
    name_en = Words(_("Name in English"), [Length(max=80)])
    about_es = Words(_("What for, in Spanish"), [Length(max=120)])
    about_en = Words(_("What for, in English"), [Length(max=120)])
    hours_es = Words(_("Hours, in Spanish"), [Length(max=120)])
    hours_en = Words(_("Hours, in English"), [Length(max=120)])
    languages_es = Words(_("Languages attended, in Spanish"), [Length(max=120)])
    languages_en = Words(_("Languages attended, in English"), [Length(max=120)])
    source = Words(_("How it was checked"), [Length(max=300)])
    checked = DateField(
        _("Checked on"),
        [needed_with_a_number(_("Say on which day the number was checked.")), Optional()],
    )


class Helplines(FlaskForm):
    """Every line of a consultation, and an empty one to add another."""

    lines = FieldList(FormField(Line))

    def validate(self, extra_validators: Any = None) -> bool:
        """A post without a single line is no wish to have none: an empty one is always there."""
        return bool(self.lines.entries) and super().validate(extra_validators)

    def kept(self) -> list[dict[str, Any]]:
        """The lines as a consultation keeps them: texts in both languages, and an ISO day."""
        return [_kept(line) for line in self.lines.data if line["number"]]


def typed(line: dict[str, Any]) -> dict[str, object]:
    """A kept line as the form shows it."""
    texts = {
        f"{name}_{language}": line[name][language] for name in _TEXTS for language in ("es", "en")
    }
    return texts | {
        "number": line["number"],
        "source": line["source"],
        "checked": date.fromisoformat(line["checked"]),
    }


def _kept(line: dict[str, Any]) -> dict[str, Any]:
    texts = {
        name: {"es": line[f"{name}_es"], "en": line[f"{name}_en"] or line[f"{name}_es"]}
        for name in _TEXTS
    }
    return {
        "number": line["number"],
        **texts,
        "source": line["source"],
        "checked": line["checked"].isoformat(),
    }
