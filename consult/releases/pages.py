"""What a page of a release shows, the same for staff and for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from markupsafe import Markup

from consult.questionnaire.text import LANGUAGES, Language, Text
from consult.tables.catalogue import sentence
from consult.tables.charts import chart
from consult.tables.release import EVERYBODY, Breakdown, Printed, Release
from consult.tables.rounding import BASE
from consult.tables.versions import version_notes
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


@dataclass(frozen=True, slots=True)
class Family:
    """A question, or the parts of one (rows of a grid, readings of a ranking) under their stem."""

    stem: Text | None
    members: list[tuple[Printed, Text]]


def shown(release: Release, question: str, by: str, language: Language) -> Shown:
    """Raises KeyError where the release does not print it."""
    of = table(release, question, by)
    drawing = Markup(chart(release, question, by, language))  # noqa: S704  # ours; its words are escaped there
    tabs = [cut for cut in release.breakdowns if cut.id in of.question.counts]
    hidden = sentence("hidden_sensitive" if of.question.sensitive else "hidden")
    return Shown(of, drawing, tabs, hidden, [*version_notes(release, of.question), *_notes(of)])


def who_answered(release: Release, language: Language) -> list[Shown]:
    """The questions by which tables are broken down, by themselves."""
    roles = [question for question in release.questions if question.role]
    return [shown(release, question.id, EVERYBODY, language) for question in roles]


def sections(release: Release) -> list[tuple[Text, list[Family]]]:
    """The other questions, by section."""
    rest = [question for question in release.questions if not question.role]
    return [
        (title, [_family(list(same)) for _, same in groupby(group, key=lambda q: q.question)])
        for title, group in groupby(rest, key=lambda q: q.section)
    ]


def _family(members: list[Printed]) -> Family:
    if len(members) == 1:
        return Family(None, [(members[0], members[0].text)])
    texts = [member.text for member in members]
    stem = {language: _stem([text.get(language) for text in texts]) for language in LANGUAGES}
    labels = [
        Text(**{code: text.get(code).removeprefix(stem[code]).strip() for code in LANGUAGES})
        for text in texts
    ]
    return Family(Text(**stem), list(zip(members, labels, strict=True)))


def _stem(sentences: list[str]) -> str:
    """What they begin with alike, in whole words."""
    words = zip(*(sentence.split() for sentence in sentences), strict=False)
    return " ".join(word[0] for word in takewhile(lambda same: len(set(same)) == 1, words))


def standing(release: Release, deviation: int) -> Mapping[str, Text]:
    """The sentences that stand on every page of it."""
    filled: dict[str, str | int | Text] = {"R": f"{release.base:,}", "b": BASE, "D": deviation}
    return {code: sentence(code, filled) for code in ("banner", "zero", "more_exact")}


def _notes(of: Table) -> list[Text]:
    notes = [("several", of.question.form != "one"), ("zero", True), ("comparing", bool(of.by))]
    return [sentence(code, {"D": of.question.deviation}) for code, holds in notes if holds]
