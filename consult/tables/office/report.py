"""``report.docx``, about four pages: what, who answered, what is worth saying, how to read it."""

from collections.abc import Sequence

from consult.questionnaire.text import Language
from consult.tables.catalogue import Parameter, day, sentence
from consult.tables.files import label
from consult.tables.findings import Finding
from consult.tables.office.paper import Paper
from consult.tables.office.reading import how_to_read, without_percent
from consult.tables.release import Printed, Release
from consult.tables.view import Cell, Row, Table, table

_MOST_LINES, _MOST_ROWS, _MOST_GROUPS = 5, 10, 12  # of a finding's small table


def report_docx(release: Release, findings: Sequence[Finding], language: Language) -> bytes:
    """The report in one language. The same release and findings give the same bytes."""
    return _Report(release, language).told(findings)


class _Report:
    def __init__(self, release: Release, language: Language) -> None:
        self._release, self._language = release, language
        self._paper = Paper(release, language)

    def told(self, findings: Sequence[Finding]) -> bytes:
        self._what()
        self._who()
        self._paper.write(self._say("findings"), "Heading 1")
        if not findings:
            self._paper.write(self._say("no_findings"))
        for finding in findings:
            self._finding(finding)
        self._paper.write(self._say("how_to_read"), "Heading 1")
        for rule in how_to_read(self._release):
            self._paper.write(rule.get(self._language), "List Bullet")
        return self._paper.bytes()

    def _say(self, code: str, **parameters: Parameter) -> str:
        return sentence(code, parameters).get(self._language)

    def _what(self) -> None:
        release, paper = self._release, self._paper
        date = day(release.date.year, release.date.month, release.date.day)
        paper.write(release.title.get(self._language), "Title")
        numbered = self._say("release", N=release.number)
        paper.write(f"{numbered} · {date.get(self._language)}", "Subtitle")
        paper.label(label(release).get(self._language))
        paper.write(self._say("what_it_is"), "Heading 1")
        paper.write(self._say("what_for", title=release.title))
        channels = ", ".join(self._say(channel) for channel in release.channels)
        paper.write(self._say("made_of", N=release.number, day=date, channels=channels or "–"))
        paper.write(self._say("asked_about"))
        asked = (one.section.get(self._language) for one in release.questions if not one.role)
        for section in dict.fromkeys(asked):
            paper.write(section, "List Bullet")

    def _who(self) -> None:
        self._paper.write(self._say("who_answered"), "Heading 1")
        for one in self._release.questions:
            if one.role:
                self._paper.write(one.text.get(self._language), "Heading 2")
                self._everybody(one)

    def _everybody(self, one: Printed, most: int | None = None) -> None:
        """Lines down, with people and per cent; weighted to the census where that is told.

        With ``most``, so many lines at most: those that were chosen most.
        """
        shown = table(self._release, one.id)
        row = shown.rows[0]
        places = _first([row], len(shown.lines), most or len(shown.lines))
        cells = [row.cells[place] for place in places]
        weighted = any(cell.weighted is not None for cell in cells)
        head = [self._say("answer"), self._say("people_short"), "%"]
        head += [f"% {self._say('weighted')}"] if weighted else []
        rows = [
            [shown.lines[place].text.get(self._language), *_figures(cell, weighted)]
            for place, cell in zip(places, cells, strict=True)
        ]
        told = row.status == "ok"
        self._paper.table(head, rows, [cell.percent or 0 for cell in cells] if told else ())
        self._below(shown, row)

    def _finding(self, finding: Finding) -> None:
        shown = table(self._release, finding.question, finding.by)
        self._paper.write(finding.text.get(self._language), "Heading 2")
        asked = self._paper.write(shown.question.text.get(self._language))
        asked.paragraph_format.keep_with_next = True
        if finding.by:
            self._groups(shown, finding.groups)
        else:
            self._everybody(shown.question, _MOST_ROWS)

    def _groups(self, shown: Table, about: Sequence[str]) -> None:
        """Groups down, the lines that most chose across, in per cent of the base."""
        rows = [row for row in shown.rows if row.status == "ok"]
        if len(rows) > _MOST_GROUPS:
            rows = [row for row in rows if row.group.id in about][:_MOST_GROUPS]
        lines = _first(rows, len(shown.lines), _MOST_LINES)
        head = [shown.by_text, sentence("base"), *(shown.lines[place].text for place in lines)]
        cells = [
            [
                row.group.text.get(self._language),
                f"{row.base:,}",
                *(f"{row.cells[place].percent} %" for place in lines),
            ]
            for row in rows
        ]
        self._paper.table([words.get(self._language) for words in head], cells)
        self._below(shown, None)

    def _below(self, shown: Table, row: Row | None) -> None:
        notes = [] if row is None or row.base is None else [f"{self._say('base')}: {row.base:,}."]
        if shown.question.form != "one":
            notes.append(self._say("several"))
        notes += without_percent(shown, self._language)
        self._paper.write(" ".join(notes), "Caption")


def _figures(cell: Cell, weighted: bool) -> list[str]:
    told = [cell.count, cell.percent, *([cell.weighted] if weighted else [])]
    return ["–" if number is None else f"{number:,}" for number in told]


def _first(rows: Sequence[Row], lines: int, most: int) -> list[int]:
    """The places of the lines that most people of any row chose, in their own order."""

    def chosen(place: int) -> int:
        return max((row.cells[place].count or 0 for row in rows), default=0)

    return sorted(sorted(range(lines), key=lambda place: -chosen(place))[:most])
