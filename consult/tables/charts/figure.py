"""What every chart of a question needs: its parts in their colours, its words and its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from consult.questionnaire.document import NOT_ASKED
from consult.questionnaire.text import Language
from consult.tables.catalogue import sentence
from consult.tables.charts.drawing import Piece, moved, text, width, wrapped
from consult.tables.charts.look import Look
from consult.tables.palette import INK, LINE, SEA, SOFT, Paint, nominal, scale
from consult.tables.rules import percent
from consult.tables.summaries import summary
from consult.tables.view import Row, Table

_NAMED = 6  # hidden groups named in full; more are counted
ORDERED = ("scale", "grid")  # kinds whose options go from one end to the other


@dataclass(frozen=True)
class Part:
    """What is drawn together: one line of the question, or who gave no answer."""

    name: str
    lines: tuple[int, ...]
    paint: Paint
    outline: str = ""


@dataclass(frozen=True)
class Figure:
    """A table to be drawn. ``name`` begins every id in the drawing."""

    shown: Table
    language: Language
    look: Look
    name: str

    def say(self, code: str, **parameters: str | int) -> str:
        return sentence(code, parameters).get(self.language)

    def words(
        self, x: float, y: float, words: str, fill: str = INK, anchor: str = "start",
        bold: bool = False,
    ) -> str:  # fmt: skip
        return text(x, y, words, self.look.size, fill, anchor, bold)

    def width(self, words: str) -> float:
        return width(words, self.look.size)

    def wrapped(self, words: str, room: float, most: int | None = None) -> list[str]:
        return wrapped(words, room, self.look.size, most)

    def block(self, x: float, top: float, lines: Sequence[str], fill: str = INK) -> str:
        """Lines of text one under another, from ``top``."""
        return "".join(
            self.words(x, top + self.look.leading * (number + 0.5), line, fill)
            for number, line in enumerate(lines)
        )

    @cached_property
    def parts(self) -> list[Part]:
        """The options in their colours, then who gave no answer, hatched, and who was not asked."""
        lines = self.shown.lines
        options = [place for place, line in enumerate(lines) if not line.reason]
        reasons = [place for place, line in enumerate(lines) if line.reason]
        gone = tuple(place for place in reasons if lines[place].id != NOT_ASKED)
        texts = [line.text.get(self.language) for line in lines]
        parts = [
            Part(texts[place], (place,), paint)
            for place, paint in zip(options, self._paints(len(options)), strict=True)
        ]
        if gone:
            named = " / ".join(texts[place] for place in gone)
            parts.append(Part(named, gone, self.hatched, LINE))
        unasked = [place for place in reasons if place not in gone]
        return parts + [Part(texts[p], (p,), Paint("#ffffff", SOFT), SOFT) for p in unasked]

    def _paints(self, options: int) -> list[Paint]:
        if self.shown.question.form != "one":
            return [Paint(SEA, "#ffffff")] * options
        ordered = self.shown.question.kind in ORDERED
        return scale(options) if ordered else nominal(options)

    @property
    def hatched(self) -> Paint:
        return Paint(f"url(#{self.name}-hatch)", INK)

    def counts(self, row: Row) -> list[int]:
        """The rounded people in each part."""
        return [sum(row.cells[place].count or 0 for place in part.lines) for part in self.parts]

    def summary(self, row: Row) -> str:
        found = summary(self.shown, row)
        return found.text.get(self.language) if found else ""

    def told(self) -> list[Row]:
        return [row for row in self.shown.rows if row.status != "hidden"]

    def labelled(self, row: Row, svg: str, high: float) -> Piece:
        """A drawing of this height with the name of its group and its base."""
        look, name = self.look, row.group.text.get(self.language)
        base = f"{row.base:,}" if row.base is not None else "–"
        if not look.label:
            lines = self.wrapped(name, look.wide - self.width(base) - look.size)
            label = self.words(look.base, look.leading / 2, base, SOFT, "end")
            above = look.leading * len(lines)
            named = self.block(0, 0, lines) + label + moved(0, above, svg)
            return Piece(above + high + look.gap, named)
        lines = self.wrapped(name, look.label)
        least = max(high, look.leading * len(lines))
        label = self.block(0, (least - look.leading * len(lines)) / 2, lines)
        number = self.words(look.base, least / 2, base, SOFT, "end")
        return Piece(least + look.gap, label + number + moved(0, (least - high) / 2, svg))

    def hidden(self) -> list[Piece]:
        """The groups that are not shown, together, and why."""
        names, look = self.hidden_names(), self.look
        if not names:
            return []
        lines = self.wrapped(self._listed(names), look.label or look.wide)
        reason = self.wrapped(self.why_hidden(len(names)), look.wide - look.start)
        below = 0.0 if look.label else look.leading * len(lines)
        rows = max(len(lines), len(reason)) if look.label else len(lines) + len(reason)
        svg = self.block(0, 0, lines) + self.block(look.start, below, reason, SOFT)
        if look.label:
            svg += self.words(look.base, look.leading / 2, "–", SOFT, "end")
        return [Piece(look.leading * rows + look.gap, svg)]

    def hidden_names(self) -> list[str]:
        rows = [row for row in self.shown.rows if row.status == "hidden"]
        return [row.group.text.get(self.language) for row in rows]

    def why_hidden(self, groups: int) -> str:
        kind = "hidden_sensitive" if self.shown.question.sensitive else "hidden"
        return self.say(kind if groups == 1 else f"{kind}_several")

    def _listed(self, names: Sequence[str]) -> str:
        if len(names) > _NAMED:
            return self.say("groups", count=len(names))
        if len(names) == 1:
            return names[0]
        return self.say("last_of_list", first=", ".join(names[:-1]), last=names[-1])

    def paragraph(self, words: str) -> Piece:
        """Soft words over the whole width."""
        lines = self.wrapped(words, self.look.wide)
        high = self.look.leading * len(lines)
        return Piece(high + self.look.gap, self.block(0, 0, lines, SOFT))

    def described(self) -> str:
        """The chart in words, for whoever does not see it."""
        told = [self._described(row) for row in self.told()]
        if names := self.hidden_names():
            told.append(f"{', '.join(names)}: {self.why_hidden(len(names))}")
        return " ".join(told)

    def _described(self, row: Row) -> str:
        base = row.base or 1
        numbers = ", ".join(
            f"{part.name} {f'{percent(count, base)} %' if row.status == 'ok' else count}"
            for part, count in zip(self.parts, self.counts(row), strict=True)
        )
        group = row.group.text.get(self.language)
        return self.say("chart_group", group=group, base=f"{base:,}", numbers=numbers)
