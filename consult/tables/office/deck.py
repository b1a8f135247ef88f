"""``deck.pptx``: who answered, what is worth saying, every question, and how to read it."""

from collections.abc import Iterator, Sequence

from consult.questionnaire.text import Language
from consult.tables.catalogue import Parameter, day, sentence
from consult.tables.files import label
from consult.tables.findings import Finding
from consult.tables.office.figures import Figure, of_everybody, of_groups
from consult.tables.office.native import draw
from consult.tables.office.reading import how_to_read, without_percent
from consult.tables.office.slides import ACROSS, BODY, BODY_HIGH, MARGIN, Box, Slides
from consult.tables.office.template import WIDE
from consult.tables.palette import SEA, SOFT
from consult.tables.release import Printed, Release
from consult.tables.view import Table, table

_CHART = Box(MARGIN, BODY, ACROSS, BODY_HIGH)
_BELOW = Box(MARGIN, BODY + BODY_HIGH + 6, ACROSS, 32)


def deck_pptx(release: Release, findings: Sequence[Finding], language: Language) -> bytes:
    """The deck in one language. The same release and findings give the same bytes."""
    return _Deck(release, language).told(findings)


class _Deck:
    def __init__(self, release: Release, language: Language) -> None:
        self._release, self._language = release, language
        self._slides = Slides(release, language)

    def told(self, findings: Sequence[Finding]) -> bytes:
        self._cover()
        for one in self._release.questions:
            if one.role:
                self._question(one, self._say("who_answered"))
        for finding in findings:
            self._finding(finding)
        for one in self._release.questions:
            if not one.role:
                self._question(one, one.section.get(self._language))
        self._reading()
        return self._slides.bytes()

    def _say(self, code: str, **parameters: Parameter) -> str:
        return sentence(code, parameters).get(self._language)

    def _cover(self) -> None:
        when = self._release.date
        date = day(when.year, when.month, when.day).get(self._language)
        words = label(self._release).get(self._language)
        title, place = self._release.title.get(self._language), Box(MARGIN, 96, ACROSS, 120)
        slide = self._slides.add(title, notes=words, place=place, sizes=(46, 38, 30, 24, 18))
        self._slides.block(slide, Box(0, 0, WIDE, 10), SEA)
        numbered = f"{self._say('release', N=self._release.number)} · {date}"
        self._slides.write(slide, Box(MARGIN, 232, ACROSS, 40), numbered, (24, 20), SOFT)
        self._slides.plate(slide, Box(MARGIN, 326, ACROSS, 124), words, (22, 20, 18))

    def _question(self, one: Printed, above: str) -> None:
        shown = table(self._release, one.id)
        figures = list(of_everybody(shown, self._language))
        for place, figure in enumerate(figures, 1):
            part = f" ({place}/{len(figures)})" if len(figures) > 1 else ""
            self._charted(one.text.get(self._language), f"{above}{part}", shown, figure)
        if not figures:
            self._charted(one.text.get(self._language), above, shown, None)

    def _finding(self, finding: Finding) -> None:
        shown = table(self._release, finding.question, finding.by)
        figure = (
            of_groups(shown, finding.groups, self._language)
            if finding.by
            else next(of_everybody(shown, self._language), None)
        )
        above = f"{self._say('finding')} · {shown.question.text.get(self._language)}"
        self._charted(finding.text.get(self._language), above, shown, figure)

    def _charted(self, title: str, above: str, shown: Table, figure: Figure | None) -> None:
        notes = "\n".join(self._notes(shown))
        slide = self._slides.add(title, above, notes)
        asked = shown.question.text.get(self._language)
        if figure:
            named = self._say("chart_title", question=asked, by=shown.by_text)
            draw(slide, _CHART, figure, named, self._release.date)
        below = " ".join(self._below(shown, figure))
        self._slides.write(slide, _BELOW, below, (12, 11, 10), SOFT)

    def _below(self, shown: Table, figure: Figure | None) -> Iterator[str]:
        """What the chart says its numbers are of, and what it does not show."""
        everybody = shown.rows[0]
        if not shown.by and everybody.base is not None:
            yield f"{self._say('base')}: {everybody.base:,}."
        elif figure:
            yield f"{self._say('percent_of_base')}."
        if shown.question.form != "one":
            yield self._say("several")
        yield from without_percent(shown, self._language)

    def _notes(self, shown: Table) -> Iterator[str]:
        deviation = shown.question.deviation
        yield shown.question.text.get(self._language)
        yield from self._below(shown, None)
        for place, line in enumerate(shown.lines):
            if not shown.by and (count := shown.rows[0].cells[place].count) is not None:
                yield f"{line.text.get(self._language)}: {count:,}"
        yield self._say("zero", D=deviation)
        yield label(self._release).get(self._language)

    def _reading(self) -> None:
        rules = [rule.get(self._language) for rule in how_to_read(self._release)]
        slide = self._slides.add(self._say("how_to_read"), notes="\n".join(rules))
        self._slides.plate(slide, Box(MARGIN, BODY, ACROSS, 96), rules[0], (18, 16, 14))
        for place, rule in enumerate(rules[1:]):
            box = Box(MARGIN, BODY + 114 + 39 * place, ACROSS, 36)
            self._slides.write(slide, box, rule, (16, 14, 12))
