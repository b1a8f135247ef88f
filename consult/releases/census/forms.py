"""What staff write down of a census."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from consult.consultations.forms import Words
from consult.questionnaire.text import Text
from consult.tables.census import Census
from consult.tables.margins import UNCOUNTED, Asked, Line, Margin, Wrong, judge
from consult.tables.margins_csv import read_csv

_FIRST_YEAR = 1940  # before it Peru had no census for two generations


class Figure(Form):
    """The people in one category."""

    role = HiddenField()
    group = HiddenField()
    people = StringField(
        filters=[lambda typed: "".join(filter(str.isprintable, typed or "")).strip()]
    )


class CensusForm(FlaskForm):
    """Where the figures come from, and one of them for each category of each role."""

    source_es = Words(
        _("Source"), [DataRequired(_("Write where the figures come from.")), Length(max=200)]
    )
    source_en = Words(_("Source in English, if it is another"), [Optional(), Length(max=200)])
    year = IntegerField(_("Year"), [InputRequired(_("Write the year of the figures."))])
    file = FileField(_("Or a CSV file with the figures"))
    figures = FieldList(FormField(Figure))

    def __init__(self, roles: Sequence[Asked], kept: Census | None, this_year: int) -> None:
        margins: Mapping[str, Margin] = kept.margins if kept else {}
        lines = [
            {
                "role": role.role,
                "group": option.id,
                "people": _shown(margins.get(role.role, {}), option.id),
            }
            for role in roles
            for option in role.categories
        ]
        data: dict[str, Any] = {"figures": lines}
        if kept:
            english = kept.source.en if kept.source.en != kept.source.es else ""
            data |= {"source_es": kept.source.es, "source_en": english, "year": kept.year}
        super().__init__(data=data)
        self._roles, self._this_year = roles, this_year

    def parts(self) -> list[tuple[Asked, list[tuple[Text, FormField]]]]:
        """Each role with its categories in words and their fields."""
        there = self._by_category()
        return [
            (
                role,
                [
                    (option.text, there[role.role, option.id])
                    for option in role.categories
                    if (role.role, option.id) in there
                ],
            )
            for role in self._roles
        ]

    def field_of(self, wrong: Wrong) -> str:
        """The id of the field to mend, where the page has it."""
        figure = self._by_category().get((wrong.role, wrong.group))
        return str(figure.people.id) if figure else ""

    def validate_year(self, field: IntegerField) -> None:
        if field.data is None or not _FIRST_YEAR <= field.data <= self._this_year:
            field.errors.clear()  # one sentence says all
            limits = {"first": _FIRST_YEAR, "last": self._this_year}
            raise ValidationError(gettext("Write a year between %(first)s and %(last)s.", **limits))

    def judged(self) -> tuple[Census, list[Wrong]]:
        """The census that was written down, and all that is wrong with its figures.

        A file takes the place of what the fields hold, and what could be read of it stands there.
        """
        lines, wrong = self._lines()
        margins, more = judge(lines, self._roles) if not wrong else ({}, [])
        self._show(margins, [*wrong, *more])
        source = Text(self.source_es.data, self.source_en.data or self.source_es.data)
        return Census(source, self.year.data, margins), [*wrong, *more]

    def _lines(self) -> tuple[list[Line], list[Wrong]]:
        if self.file.data:
            return read_csv(self.file.data.read())
        return [Line(f["role"], f["group"], f["people"]) for f in self.figures.data], []

    def _show(self, margins: Mapping[str, Margin], wrong: Sequence[Wrong]) -> None:
        for (role, group), figure in self._by_category().items():
            if self.file.data and margins:
                figure.people.data = _shown(margins.get(role, {}), group)
            figure.people.errors = [
                one.text for one in wrong if (one.role, one.group) == (role, group)
            ]

    def _by_category(self) -> Mapping[tuple[str, str], FormField]:
        return {(line.role.data, line.group.data): line for line in self.figures}


def _shown(margin: Margin, group: str) -> str:
    people = margin.get(group, "")
    return UNCOUNTED if people is None else str(people)
