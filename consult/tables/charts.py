"""A question by a breakdown as an SVG: labelled where it stands, readable in grey."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.questionnaire.document import NOT_ASKED
from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.drawing import LEADING, block, box, picture, text, width, wrapped
from consult.tables.palette import INK, LINE, SEA, SOFT, Paint, paints
from consult.tables.release import Release
from consult.tables.rules import percent
from consult.tables.view import Row, Table, table

WIDE = 1004.0
_LABEL, _BASE, _BARS = 205.0, 277.0, 291.0  # ends of the labels and bases, start of the bars
_BAR, _GAP = 30.0, 8.0
_SWATCH, _BETWEEN = 13.0, 26.0
_NAMED = 6  # hidden groups named in full; more are counted


@dataclass(frozen=True)
class Part:
    """A segment of every bar: some lines of the question together."""

    name: str
    lines: tuple[int, ...]
    paint: Paint
    outline: str = ""


@dataclass(frozen=True)
class Piece:
    """Something drawn at the top of the space it takes."""

    high: float
    svg: str


def chart(release: Release, question: str, by: str, language: Language) -> str:
    """The chart of a question. Raises KeyError where the release does not print it."""
    shown = table(release, question, by)
    name = re.sub(r"[^a-z0-9_]+", "-", f"chart-{release.number}-{question}-{by}-{language}")
    drawing = _Drawing(shown, language, name, _parts(shown, language, name))
    pieces = [*drawing.rows(), *drawing.hidden(), drawing.key()]
    body, top = drawing.hatching(), 0.0
    for piece in pieces:
        body += f'<g transform="translate(0 {top:g})">{piece.svg}</g>'
        top += piece.high
    by_text = shown.by_text.get(language)
    asked = shown.question.text
    title = sentence("chart_title", {"question": asked, "by": by_text}).get(language)
    return picture(name, top, WIDE, title, drawing.described(), body)


def _parts(shown: Table, language: Language, name: str) -> list[Part]:
    """The options in their colours, then who gave no answer, hatched, and who was not asked."""
    options = [place for place, line in enumerate(shown.lines) if not line.reason]
    colours = paints(len(options)) if shown.question.form == "one" else [Paint(SEA, INK)] * 99
    reasons = [place for place, line in enumerate(shown.lines) if line.reason]
    gone = [place for place in reasons if shown.lines[place].id != NOT_ASKED]
    texts = [line.text.get(language) for line in shown.lines]
    parts = [
        Part(texts[place], (place,), paint) for place, paint in zip(options, colours, strict=False)
    ]
    if gone:
        named = " / ".join(texts[place] for place in gone)
        parts.append(Part(named, tuple(gone), Paint(f"url(#{name}-hatch)", INK), LINE))
    unasked = [place for place in reasons if place not in gone]
    return parts + [Part(texts[p], (p,), Paint("#ffffff", SOFT), SOFT) for p in unasked]


@dataclass(frozen=True)
class _Drawing:
    shown: Table
    language: Language
    name: str
    parts: Sequence[Part]

    def say(self, code: str, **parameters: str | int) -> str:
        return sentence(code, parameters).get(self.language)

    def rows(self) -> list[Piece]:
        several = self.shown.question.form != "one"
        drawn: list[Piece] = []
        for row in self.shown.rows:
            if row.status == "no_percent":
                drawn.append(self._counts_only(row))
            elif row.status == "ok":
                drawn += self._options(row) if several else [self._stacked(row)]
        return drawn

    def _counts(self, row: Row) -> list[int]:
        return [sum(row.cells[place].count or 0 for place in part.lines) for part in self.parts]

    def _labelled(self, row: Row, svg: str, least: float = _BAR) -> Piece:
        lines = wrapped(row.group.text.get(self.language), _LABEL)
        high = max(least, LEADING * len(lines))
        base = "–" if row.base is None else f"{row.base:,}"
        label = block(0, (high - LEADING * len(lines)) / 2, lines)
        number = text(_BASE, high / 2, base, SOFT, "end")
        return Piece(high + _GAP, label + number + svg)

    def _stacked(self, row: Row) -> Piece:
        svg, at, base = "", _BARS, row.base or 1
        for part, count in zip(self.parts, self._counts(row), strict=True):
            wide = (WIDE - _BARS) * count / base
            number = str(percent(count, base))
            if wide > 0:
                # the white seam keeps neighbours apart where colours fail
                svg += box(at, 0, max(wide - 1.5, 0.5), _BAR, part.paint.fill, part.outline)
            if wide > width(number) + 3:
                svg += self._number(part, at + wide / 2, number)
            at += wide
        return self._labelled(row, svg)

    def _number(self, part: Part, middle: float, number: str) -> str:
        plate = ""
        if part.paint.fill.startswith("url"):
            wide = width(number) + 2
            plate = box(middle - wide / 2, 6, wide, _BAR - 12, "#ffffff")
        return plate + text(middle, _BAR / 2, number, part.paint.number, "middle")

    def _options(self, row: Row) -> list[Piece]:
        """A bar of its own for each option, under the name of the group."""
        pieces = [self._heading(row)]
        base = row.base or 1
        for part, count in zip(self.parts, self._counts(row), strict=True):
            lines = wrapped(part.name, _BASE)
            high = max(_BAR, LEADING * len(lines))
            wide = (WIDE - _BARS - 60) * count / base
            at = (high - _BAR) / 2
            svg = block(0, (high - LEADING * len(lines)) / 2, lines)
            svg += box(_BARS, at + 4, max(wide, 1), _BAR - 8, part.paint.fill, part.outline)
            svg += text(_BARS + wide + 8, high / 2, f"{percent(count, base)} %")
            pieces.append(Piece(high + 2, svg))
        return [*pieces, Piece(_GAP, "")]

    def _heading(self, row: Row) -> Piece:
        words = row.group.text.get(self.language)
        base = f"{self.say('base')}: {row.base:,}"
        named = text(0, 14, words, INK, bold=True) + text(WIDE, 14, base, SOFT, "end")
        return Piece(30, named + box(0, 27, WIDE, 1, LINE))

    def _counts_only(self, row: Row) -> Piece:
        numbers = " · ".join(map(str, self._counts(row)))
        note = text(_BARS + width(numbers) + 16, 12, self.say("counts_only"), SOFT)
        return self._labelled(row, text(_BARS, 12, numbers) + note, 24)

    def hidden(self) -> list[Piece]:
        names = self._hidden_names()
        if not names:
            return []
        lines = wrapped(self._listed(names), _LABEL)
        reason = wrapped(self._reason(len(names)), WIDE - _BARS)
        high = LEADING * max(len(lines), len(reason))
        dash = text(_BASE, LEADING / 2, "–", SOFT, "end")
        return [Piece(high + _GAP, block(0, 0, lines) + dash + block(_BARS, 0, reason, SOFT))]

    def _hidden_names(self) -> list[str]:
        rows = [row for row in self.shown.rows if row.status == "hidden"]
        return [row.group.text.get(self.language) for row in rows]

    def _reason(self, groups: int) -> str:
        kind = "hidden_sensitive" if self.shown.question.sensitive else "hidden"
        return self.say(kind if groups == 1 else f"{kind}_several")

    def _listed(self, names: Sequence[str]) -> str:
        if len(names) > _NAMED:
            return self.say("groups", count=len(names))
        if len(names) == 1:
            return names[0]
        first = ", ".join(names[:-1])
        return self.say("last_of_list", first=first, last=names[-1])

    def key(self) -> Piece:
        """One swatch for each part, flowing over as many lines as it takes."""
        base = self.say("percent_of_base")
        if self.shown.question.form != "one":
            lines = wrapped(f"{base}. {self.say('several')}", WIDE)
            return Piece(14 + LEADING * len(lines), block(0, 12, lines, SOFT))
        svg, x, y = "", 0.0, 14.0
        for part in (*self.parts, None):
            words = part.name if part else base
            wide = width(words) + (_SWATCH + 8 if part else 0)
            if x and x + wide > WIDE:
                x, y = 0.0, y + LEADING + 4
            if part:
                fill, outline = part.paint.fill, part.outline
                svg += box(x, y + 3, _SWATCH, _SWATCH, fill, outline)
            svg += text(x + (_SWATCH + 6 if part else 0), y + LEADING / 2, words, SOFT)
            x += wide + _BETWEEN
        return Piece(y + LEADING + 6, svg)

    def hatching(self) -> str:
        return (
            f'<defs><pattern id="{self.name}-hatch" width="7" height="7" '
            'patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
            '<rect width="7" height="7" fill="#ffffff"/>'
            '<rect width="2" height="7" fill="#b9b4aa"/></pattern></defs>'
        )

    def described(self) -> str:
        """The chart in words, for whoever does not see it."""
        told = [self._told(row) for row in self.shown.rows if row.status != "hidden"]
        names = self._hidden_names()
        if names:
            told.append(f"{', '.join(names)}: {self._reason(len(names))}")
        return " ".join(told)

    def _told(self, row: Row) -> str:
        base = row.base or 1
        counts = zip(self.parts, self._counts(row), strict=True)
        told = row.status == "ok"
        numbers = ", ".join(
            f"{part.name} {f'{percent(count, base)} %' if told else count}"
            for part, count in counts
        )
        group = row.group.text.get(self.language)
        return self.say("chart_group", group=group, base=f"{base:,}", numbers=numbers)
