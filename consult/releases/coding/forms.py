"""What whoever reads open answers types: themes, and words for a quote."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    SelectMultipleField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from consult.consultations.forms import Words, cleaned
from consult.questionnaire.text import Text
from consult.releases.coding.models import LONGEST_NAME, Theme
from consult.releases.coding.quoting.quote import LONGEST
from consult.web.locale import said

_NAME = Length(max=LONGEST_NAME)


class Boxes(SelectMultipleField):
    """Boxes of which none has to be ticked."""

    option_widget = CheckboxInput()


class Quoting(FlaskForm):
    """A quote in both languages."""

    quote_es = TextAreaField(_("Quote in Spanish"), [Length(max=LONGEST)], filters=[cleaned])
    quote_en = TextAreaField(_("Quote in English"), [Length(max=LONGEST)], filters=[cleaned])
    propose = SubmitField(_("Propose the quote"))

    @property
    def quote(self) -> Text:
        return Text(self.quote_es.data or "", self.quote_en.data or "")


class Reading(Quoting):
    """One answer and its themes. Enter presses the first button."""

    text = HiddenField()
    again = HiddenField()
    themes = Boxes(_("Themes"), validate_choice=False)  # one may be merged meanwhile
    none = BooleanField(_("No theme"))
    new_es = Words(_("A new theme, in Spanish"), [_NAME])
    new_en = Words(_("In English"), [_NAME])
    save = SubmitField(_("Save and go on"))
    skip = SubmitField(_("Skip"))

    def __init__(self, themes: Sequence[Theme], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.themes.choices = [(one.code, said(one.name)) for one in themes]

    @property
    def new(self) -> Text:
        return Text(self.new_es.data or "", self.new_en.data or "")

    @property
    def chosen(self) -> list[str]:
        return [code for code, _name in self.themes.choices if code in (self.themes.data or ())]

    @property
    def is_decided(self) -> bool:
        """Either a theme or none: an answer that nobody decided on is not read."""
        return bool(self.chosen or self.new.es) != bool(self.none.data)
