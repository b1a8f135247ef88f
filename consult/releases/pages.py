"""What a page of a release shows, the same for staff and for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from consult.questionnaire.text import Language, Text
from consult.tables.catalogue import sentence
from consult.tables.charts import chart
from consult.tables.release import EVERYBODY, Breakdown, Printed, Release
from consult.tables.rounding import BASE
from consult.tables.view import Table, table


@dataclass(frozen=True, slots=True)
class Shown:
    """A question by a breakdown: as a table, as a chart, and by what else it could be shown.

    ``hidden`` says why a row is not shown, ``notes`` how to read the rest.
    """

    table: Table
    chart: Markup
    tabs: Sequence[Breakdown]
    hidden: Text
    notes: Sequence[Text]


def shown(release: Release, question: str, by: str, language: Language) -> Shown:
    """Raises KeyError where the release does not print it."""
    of = table(release, question, by)
    drawing = Markup(chart(of, language))  # noqa: S704  # ours; its words are escaped there
    tabs = [cut for cut in release.breakdowns if cut.id in of.question.counts]
    hidden = sentence("hidden_sensitive" if of.question.sensitive else "hidden")
    return Shown(of, drawing, tabs, hidden, _notes(of))


def who_answered(release: Release, language: Language) -> list[Shown]:
    """The questions by which tables are broken down, by themselves."""
    roles = [question for question in release.questions if question.role]
    return [shown(release, question.id, EVERYBODY, language) for question in roles]


def sections(release: Release) -> list[tuple[Text, list[Printed]]]:
    """The other questions, by section."""
    rest = [question for question in release.questions if not question.role]
    return [(title, list(group)) for title, group in groupby(rest, key=lambda q: q.section)]


def standing(release: Release, deviation: int) -> Mapping[str, Text]:
    """The sentences that stand on every page of it."""
    filled = {"R": f"{release.base:,}", "b": BASE, "D": deviation}
    return {code: sentence(code, filled) for code in ("banner", "zero", "more_exact")}


def _notes(of: Table) -> list[Text]:
    notes = [("several", of.question.form != "one"), ("zero", True), ("comparing", bool(of.by))]
    return [sentence(code, {"D": of.question.deviation}) for code, holds in notes if holds]
