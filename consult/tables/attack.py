"""The attack: all that anybody can work out from the published files, by linear programs.

It knows nothing but the files of one release or of several: every printed number is within its
stated deviation, a hidden base is under its limit, lines sum to bases, breakdowns to each other,
the readings of a ranking fit together, and from one release to the next people only come. For
each cell of each release, and for what each has more than those before it, it finds the least and
the most that the true count can be.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from consult.questionnaire.document import NOT_ASKED
from consult.tables.constraints import Line, Model, Spot
from consult.tables.told import EVERY, Question, Told, read

Files = tuple[bytes, bytes]  # tables.csv and codebook.csv of a release
Wanted = Callable[[str, Spot], bool]


@dataclass(frozen=True, slots=True)
class Interval:
    """What the attack knows of one cell, and what the releases promise that nobody can rule out.

    The cell is that of the ``release``-th of the releases, or where ``since`` is above 0, what
    that one has more than the ``since``-th.
    """

    release: int
    since: int
    question: str
    option: str
    by: str
    group: str
    printed: int | None
    low: int
    high: int
    promised_low: int
    promised_high: int

    @property
    def narrower(self) -> bool:
        """Whether the promise, which is about printed counts, is broken."""
        if self.printed is None:
            return False
        return self.low > self.promised_low or self.high < self.promised_high


def attack(
    releases: Sequence[Files],
    wanted: Wanted = lambda _question, _spot: True,
    progress: Callable[[int, int], None] | None = None,
    hidden: tuple[int, int] | None = None,
) -> list[Interval]:
    """The interval of every ``wanted`` cell of the releases, hidden ones too, in their order.

    ``hidden`` is what the rule of hiding gives away of a count, where it goes by counts (ours goes
    by bases). ``progress(done, all)`` is called after each question.
    """
    attacker = _Attacker([read(*files) for files in releases], hidden)
    names = attacker.names
    found: list[Interval] = []
    for family in _families(attacker, names):
        found += attacker.intervals(family, wanted)
        if progress:
            progress(names.index(family[-1]) + 1, len(names))
    return found


def _families(attacker: "_Attacker", names: Sequence[str]) -> Iterator[list[str]]:
    """Questions that tell of each other: the readings of a ranking; every other stands alone."""

    def stem(name: str) -> str:
        ranking = attacker.newest(name).kind == "ranking"
        return name.rpartition(".")[0] if ranking else name

    return (list(family) for _, family in groupby(names, key=stem))


class _Attacker:
    """Whoever holds the files of some releases."""

    def __init__(self, told: Sequence[Told], hidden: tuple[int, int] | None) -> None:
        self.told = told
        self.bases = [release.bases() for release in told]
        self.hidden = hidden
        self.names = list(dict.fromkeys(name for one in told[::-1] for name in one.questions))

    def newest(self, name: str) -> Question:
        return next(one.questions[name] for one in self.told[::-1] if name in one.questions)

    def intervals(self, family: Sequence[str], wanted: Wanted) -> Iterator[Interval]:
        """Of each question in each release, then of what each has more than those before."""
        cells = [
            (name, step, since, spot)
            for name in family
            for step, release in enumerate(self.told)
            if name in release.questions
            for since in range(step + 1)
            for spot in release.questions[name].counts
            if wanted(name, spot)
        ]
        if not cells:
            return
        model = self.model(family)
        for name, step, since, spot in cells:
            low, high = model.span(spot, range(since, step + 1))
            (_, option), by, group = spot
            printed, *promised = self.promise(family, name, step, since, spot)
            yield Interval(step + 1, since, name, option, by, group, printed, low, high, *promised)

    def promise(
        self, family: Sequence[str], name: str, step: int, since: int, spot: Spot
    ) -> tuple[int | None, int, int]:
        """What is printed, and the interval that nobody can narrow.

        Up to the deviation more, and no more people than the bases hold; up to the deviation less,
        and no less than what a release in between tells by itself, since nobody leaves. Questions
        that tell of each other promise what the nearest of them does.
        """
        count, base = self.printed(name, step, spot)
        before, base_before = self.printed(name, since - 1, spot) if since else (0, 0)
        if count is None or base is None or before is None or base_before is None:
            return None, 0, 0
        near = [self.deviation(family, between) for between in range(since, step + 1)]
        told = [self.printed(name, between, spot)[0] for between in range(since, step + 1)]
        # a count that is hidden is at most what a later release prints
        sure = [
            (count if then is None else then) - deviation
            for then, deviation in zip(told, near, strict=True)
        ]
        most = min(count - before + near[-1], base - base_before + self.told[step].deviation)
        return count - before, max(0, max(sure) - before), most

    def deviation(self, family: Sequence[str], step: int) -> int:
        questions = self.told[step].questions
        shared = self.told[step].deviation
        return min((questions[one].deviation for one in family if one in questions), default=shared)

    def printed(self, name: str, step: int, spot: Spot) -> tuple[int | None, int | None]:
        """A count and its base; nobody is in a line that was not there yet."""
        _, by, group = spot
        question = self.told[step].questions.get(name)
        if question is None or (EVERY, by, group) not in question.bases:
            return None, None
        base = question.bases[EVERY, by, group]
        return question.counts.get(spot, 0 if base is not None else None), base

    def model(self, family: Sequence[str]) -> Model:
        lines = [line for name in family for line in self.lines(name)]
        model = Model([*lines, EVERY], self.spots(family), len(self.told))
        for step, bases in enumerate(self.bases):
            for spot, (low, high) in bases.items():
                model.between({spot: 1}, low, high, range(step + 1))
            for name in family:
                self._printed_is_near(model, name, step)
        for step in range(len(self.told)):
            for name in family:
                _adds_up(model, self.newest(name), self.lines(name), range(step, step + 1))
            _ranks_fit(model, [self.newest(name) for name in family], range(step, step + 1))
        return model.closed()

    def lines(self, name: str) -> list[Line]:
        there = [one.questions[name].lines for one in self.told if name in one.questions]
        return list(dict.fromkeys(line for lines in there for line in lines))

    def spots(self, family: Sequence[str]) -> Iterable[Spot]:
        for bases in self.bases:
            yield from bases
        for release in self.told:
            for name in family:
                if name in release.questions:
                    yield from release.questions[name].counts

    def _printed_is_near(self, model: Model, name: str, step: int) -> None:
        until, question = range(step + 1), self.told[step].questions.get(name)
        for spot, count in (question.counts if question else {}).items():
            if count is not None and question:
                model.between(
                    {spot: 1}, count - question.deviation, count + question.deviation, until
                )
            elif self.hidden:
                model.between({spot: 1}, *self.hidden, until)
        if question is None and self.newest(name).kind == "text":
            return  # what was written is read when it is: whoever wrote may have done so before
        there = question.lines if question else [(name, NOT_ASKED)]
        for line in self.lines(name):
            if line not in there:  # nobody was asked this yet
                model.between({(line, "", ""): 1}, 0, 0, until)


def _adds_up(model: Model, one: Question, lines: Sequence[Line], step: range) -> None:
    """Everybody is on one line; of several answers, each is given by some who chose any."""
    options = [line for line in lines if line not in one.aside]
    for by, group in model.finest:

        def terms(
            some: Iterable[Line], weight: int, by: str = by, group: str = group
        ) -> dict[Spot, int]:
            return {(line, by, group): weight for line in some}

        if one.form == "one":
            model.between(terms(lines, 1) | terms([EVERY], -1), 0, 0, step)
            continue
        chose = terms([EVERY], 1) | terms(one.aside & set(lines), -1)
        model.between(chose, 0, None, step)
        for option in options:
            model.between(chose | terms([option], -1), 0, None, step)
        model.between(terms(options, -1) | chose, None, 0, step)
        most = {spot: weight * one.limit for spot, weight in chose.items()}
        model.between(terms(options, -1) | most, 0, None, step)


def _ranks_fit(model: Model, family: Sequence[Question], step: range) -> None:
    """Who put an option first has it among the first three; who ranked none, in neither."""
    for top in [one for one in family if one.form == "top"]:
        for one in [one for one in family if one.form == "one"]:
            for line in one.lines:
                more = 0 if line in one.aside else None
                for by, group in model.finest:
                    terms = {((top.name, line[1]), by, group): 1, (line, by, group): -1}
                    model.between(terms, 0, more, step)
