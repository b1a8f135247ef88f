"""What a facilitator types into one part of a questionnaire. Limits are those of the document."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from consult.questionnaire.document import Kind, Role
from consult.questionnaire.reading import MOST_LISTED

KINDS: dict[Kind, Any] = {
    "single": _("One answer"),
    "multiple": _("Several answers"),
    "scale": _("Scale"),
    "number": _("Number"),
    "text": _("Text"),
    "date": _("Date"),
    "ranking": _("Order of priority"),
    "grid": _("Grid"),
    "place": _("Place"),
    "note": _("Note, without an answer"),
}
ROLES: dict[Role | str, Any] = {
    "": _("None"),
    "district": _("District"),
    "sex": _("Sex"),
    "age": _("Age"),
    "sector": _("Institution or group"),
}
JOINS = {"all": _("all"), "any": _("any")}
TESTS = {
    "is": _("is"),
    "is_not": _("is not"),
    "includes": _("includes"),
    "excludes": _("does not include"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "answered": _("was answered"),
    "not_answered": _("was not answered"),
}


def _choices(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in words.items()]


# Lines of a list that are read: one more than any may have, so that too many are refused.
MOST_LINES = MOST_LISTED + 1


class Line(Form):
    """An option, or a row of a grid. One without an id is new."""

    id = HiddenField()
    es = StringField(_("Spanish"))
    en = StringField(_("English"))
    exclusive = BooleanField(_("Stands alone"))


class BandLine(Form):
    """A band of a number, both ends included."""

    id = HiddenField()
    es = StringField(_("Spanish"))
    en = StringField(_("English"))
    minimum = StringField(_("From"))
    maximum = StringField(_("To"))


class Condition(Form):
    """[question] [is] [value or values]."""

    field = SelectField(_("Question"), default="", validate_choice=False)
    test = SelectField(_("Condition"), choices=_choices(TESTS), default="is", validate_choice=False)
    values = SelectMultipleField(_("Answers"), validate_choice=False)
    value = StringField(_("Value"))


class PartForm(FlaskForm):
    """What every part has: the mark of how it was when the page was made, and when it is shown."""

    mark = HiddenField()
    join = RadioField(choices=_choices(JOINS), default="all", validate_choice=False)
    conditions = FieldList(FormField(Condition), max_entries=MOST_LINES)
    is_kept = BooleanField()  # the condition does not fit rows, and stays as it is


class StartForm(PartForm):
    """Title, welcome and thanks."""

    title_es = StringField(_("Title, Spanish"))
    title_en = StringField(_("Title, English"))
    intro_es = TextAreaField(_("Welcome and consent, Spanish"))
    intro_en = TextAreaField(_("Welcome and consent, English"))
    thanks_es = TextAreaField(_("Thanks, Spanish"))
    thanks_en = TextAreaField(_("Thanks, English"))


class SectionForm(PartForm):
    """The title of a section."""

    title_es = StringField(_("Title, Spanish"))
    title_en = StringField(_("Title, English"))


class QuestionForm(PartForm):
    """One question of any kind; what its kind has no use for is not shown, and kept."""

    text_es = TextAreaField(_("Question, Spanish"))
    text_en = TextAreaField(_("Question, English"))
    kind = SelectField(_("Kind of answer"), choices=_choices(KINDS), validate_choice=False)
    source = StringField(_("Source"))
    hint_es = StringField(_("Hint, Spanish"))
    hint_en = StringField(_("Hint, English"))
    options = FieldList(FormField(Line), max_entries=MOST_LINES)
    rows = FieldList(FormField(Line), max_entries=MOST_LINES)
    bands = FieldList(FormField(BandLine), max_entries=MOST_LINES)
    pasted = TextAreaField(_("Paste a list"))
    non_answers = BooleanField(_("“I don't know” and “I prefer not to answer”"))
    required = BooleanField(_("Required"))
    sensitive = BooleanField(_("Sensitive"))
    shuffled = BooleanField(_("Options in another order on each phone"))
    role = SelectField(
        _("Breaks down the tables by"), choices=_choices(ROLES), validate_choice=False
    )
    minimum = StringField(_("Smallest number"))
    maximum = StringField(_("Largest number"))
    earliest = StringField(_("Earliest day"), render_kw={"type": "date"})
    latest = StringField(_("Latest day"), render_kw={"type": "date"})
    max_choices = StringField(_("How many may be chosen at most"))
    max_length = StringField(_("How many characters at most"))


class PasteForm(FlaskForm):
    """Several questions at once, as they stand in a document."""

    after = HiddenField()
    questions = TextAreaField(_("Questions"))
