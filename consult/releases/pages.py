"""What a page of a release shows, the same for staff and for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from consult.questionnaire.text import Language, Text
from consult.tables.catalogue import sentence
from consult.tables.charts import PHONE, SCREEN, chart
from consult.tables.release import EVERYBODY, Breakdown, Release
from consult.tables.rounding import BASE
from consult.tables.summaries import summary
from consult.tables.view import Table, table


@dataclass(frozen=True, slots=True)
class Shown:
    """A question by a breakdown as a table, and by what else it could be shown.

    ``hidden`` says why a row is not shown, ``notes`` how to read the rest; ``summaries`` has one
    for each row, empty where the rows have none.
    """

    table: Table
    tabs: Sequence[Breakdown]
    hidden: Text
    notes: Sequence[Text]
    summaries: Sequence[Text | None]


def shown(release: Release, question: str, by: str = EVERYBODY) -> Shown:
    """Raises KeyError where the release does not print it."""
    of = table(release, question, by)
    tabs = [cut for cut in release.breakdowns if cut.id in of.question.counts]
    hidden = sentence("hidden_sensitive" if of.question.sensitive else "hidden")
    found = [summary(of, row) for row in of.rows]
    summaries = [one.text if one else None for one in found] if any(found) else []
    return Shown(of, tabs, hidden, _notes(of), summaries)


def drawn(release: Release, shown: Shown, language: Language) -> Mapping[str, Markup]:
    """The chart in the width of a desk and in that of a phone."""
    of = shown.table
    return {
        look.name: Markup(chart(release, of.question.id, of.by, language, look))  # noqa: S704  # ours; its words are escaped there
        for look in (SCREEN, PHONE)
    }


def who_answered(release: Release) -> list[Shown]:
    """The questions by which tables are broken down, by themselves."""
    return [shown(release, question.id) for question in release.questions if question.role]


def standing(release: Release, deviation: int) -> Mapping[str, Text]:
    """The sentences that stand on every page of it."""
    filled: dict[str, str | int | Text] = {"R": f"{release.base:,}", "b": BASE, "D": deviation}
    return {code: sentence(code, filled) for code in ("banner", "zero", "more_exact", "comparing")}


def _notes(of: Table) -> list[Text]:
    notes = [("several", of.question.form != "one"), ("zero", True), ("comparing", bool(of.by))]
    return [sentence(code, {"D": of.question.deviation}) for code, holds in notes if holds]
