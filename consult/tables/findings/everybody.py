"""What may be said of everybody: strong majorities, even splits, and where many do not know."""

from collections.abc import Iterator
from dataclasses import dataclass

from consult.questionnaire.document import NON_ANSWERS
from consult.tables.catalogue import Parameter, sentence
from consult.tables.findings.finding import Finding
from consult.tables.findings.shares import (
    Candidate,
    Lines,
    Share,
    choices,
    ends,
    options,
    quoted,
    share,
)
from consult.tables.release import EVERYBODY, Printed, Release
from consult.tables.view import Table, table

_MAJORITY, _HALF, _UNKNOWN = 67, (45, 55), 25  # per cent
_SURELY_HALF = (0.4, 0.6)  # where the true share lies then


def of_everybody(release: Release, printed: Printed) -> Iterator[Candidate]:
    """In the order of the lines, whatever the rule."""
    shown = table(release, printed.id)
    if shown.rows[0].status == "ok":
        told = _Everybody(release, shown)
        yield from told.majorities()
        yield from told.halves()
        yield from told.unknown()
        yield from told.leading()


@dataclass(frozen=True)
class _Everybody:
    release: Release
    shown: Table

    def share(self, lines: Lines) -> Share:
        return share(self.release, self.shown, self.shown.rows[0], lines)

    def said(self, rule: str, strength: float, **words: Parameter) -> Candidate:
        printed = self.shown.question
        text = sentence(f"finding_{rule}", {"question": printed.text, **words})
        return Candidate(rule, Finding(printed.id, EVERYBODY, (), text), strength, printed)

    def of_lines(self, rule: str, lines: Lines, strength: float) -> Candidate:
        percent = self.share(lines).percent
        return self.said(rule, strength, percent=percent, chosen=quoted(self.shown, lines))

    def majorities(self) -> Iterator[Candidate]:
        """Two of three or more, and more than half however the rounding fell."""
        for lines in choices(self.shown):
            found = self.share(lines)
            if found.percent >= _MAJORITY and found.low > 0.5:
                yield self.of_lines("majority", lines, found.percent)

    def halves(self) -> Iterator[Candidate]:
        """An option that about half chose, and a scale that parts them in halves."""
        for place in options(self.shown):
            found = self.share((place,))
            if _about_half(found):
                yield self.of_lines("half", (place,), -abs(found.percent - 50))
        if both := ends(self.shown):
            first, second = map(self.share, both)
            if _about_half(first) and _about_half(second):
                words = dict(
                    zip(("chosen", "other"), (quoted(self.shown, e) for e in both), strict=True)
                )
                percents = {"percent": first.percent, "other_percent": second.percent}
                yield self.said("split", -abs(first.percent - second.percent), **percents, **words)

    def unknown(self) -> Iterator[Candidate]:
        """A quarter or more who do not know, or prefer not to answer."""
        for place, line in enumerate(self.shown.lines):
            found = self.share((place,))
            if line.id in NON_ANSWERS and found.percent >= _UNKNOWN and found.low > 0.2:
                yield self.of_lines("unknown", (place,), found.percent)

    def leading(self) -> Iterator[Candidate]:
        """The option with the most people, where no rounding could have put it first."""
        ranked = sorted(options(self.shown), key=lambda place: -self.share((place,)).percent)
        if len(ranked) > 1 and self.share((ranked[0],)).low > self.share((ranked[1],)).high:
            lines = (ranked[0],)
            yield self.of_lines("leading", lines, self.share(lines).percent)


def _about_half(found: Share) -> bool:
    within = _HALF[0] <= found.percent <= _HALF[1]
    return within and found.low > _SURELY_HALF[0] and found.high < _SURELY_HALF[1]
