"""How many answers are expected; and which options stand together, one letter for each group."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Form, IntegerField
from wtforms.validators import InputRequired, NumberRange

from consult.questionnaire.document import Questionnaire
from consult.tables.merging import JOINS, mergeable
from consult.tables.request import Merged

LETTERS = "ABCDEFGHIJ"
MOST_EXPECTED = 1_000_000
_NUMBER = _("Write a whole number from 1 to 1,000,000.")


class Expected(Form):
    """For how many made-up answers to rehearse. It changes nothing, so it needs no token."""

    expected = IntegerField(
        _("How many answers do you expect?"),
        [InputRequired(_NUMBER), NumberRange(1, MOST_EXPECTED, _NUMBER)],
        render_kw={"inputmode": "numeric", "min": 1, "max": MOST_EXPECTED},
    )


class Categories(FlaskForm):
    """Its token; the letters are named ``question.option`` and read by ``typed``."""


def typed(form: MultiDict[str, str], questionnaire: Questionnaire) -> dict[str, list[list[str]]]:
    """The groups that were chosen: options of one letter, by question."""
    chosen: dict[str, list[list[str]]] = {}
    for question, options in mergeable(questionnaire):
        by_letter: dict[str, list[str]] = {}
        for option in options:
            if letter := form.get(f"{question.id}.{option.id}", ""):
                by_letter.setdefault(letter, []).append(option.id)
        if by_letter:
            chosen[question.id] = list(by_letter.values())
    return chosen


def proposed(args: MultiDict[str, str], questionnaire: Questionnaire, merged: Merged) -> Merged:
    """What is merged, with what an address proposes instead: ``?district=130106%2B130109``."""
    asked = {
        question.id: [ids.split(JOINS) for ids in args.getlist(question.id)]
        for question, _ in mergeable(questionnaire)
        if question.id in args
    }
    return {**merged, **asked}


def letters(merged: Merged) -> Mapping[str, str]:
    """The letter of each option that is in a group, by ``question.option``."""
    return {
        f"{question}.{option}": letter
        for question, groups in merged.items()
        for letter, group in zip(LETTERS, groups, strict=False)
        for option in group
    }
