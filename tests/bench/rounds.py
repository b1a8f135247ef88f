"""Rounds of several contenders in turn, and what came of them: medians, ratios, their spread."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.bench.contenders import Contender, cpu_of
from tests.bench.load import Round, drive

Requests = Callable[[], Iterable[bytes]]  # fresh ones for each round


@dataclass
class Turns:
    """All turns of one contender; what they cost is in microseconds for each request."""

    name: str
    rounds: list[Round] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)
    told_stored: int = 0  # in the uncounted round too

    @property
    def rates(self) -> list[float]:
        return [round_.count / round_.seconds for round_ in self.rounds]

    @property
    def statuses(self) -> Counter[str]:
        return sum((round_.statuses for round_ in self.rounds), Counter())

    def milliseconds(self, share: float) -> float:
        return median(round_.quantile(share) for round_ in self.rounds) * 1e3

    def told(self) -> str:
        own = median(round_.own_cpu / round_.count for round_ in self.rounds) * 1e6
        database = f" + database {median(self.database_cpu):5,.0f}" if self.database_cpu[0] else ""
        return (
            f"{self.name:<16}{median(self.rates):8,.0f}/s"
            f"   p50 {self.milliseconds(0.5):6.1f} ms   p99 {self.milliseconds(0.99):6.1f} ms"
            f" ({self.milliseconds(0.99) / self.milliseconds(0.5):4.1f}x)"
            f"   cpu {median(self.server_cpu):6,.0f} us{database}   asking {own:4.0f} us"
            f"   {dict(self.statuses)}"
        )


def take_turns(
    contenders: Sequence[Contender],
    requests: Requests,
    *,
    rounds: int,
    seconds: float,
    database: int = 0,
) -> list[Turns]:
    """A B C, A B C …; a first round of each goes uncounted. ``database`` is a server's pid."""
    turns = [Turns(contender.name) for contender in contenders]
    for number in range(rounds + 1):
        for contender, taken in zip(contenders, turns, strict=True):
            asked = requests()
            with contender.awake():
                before, stored = cpu_of(contender.pid), cpu_of(database) if database else 0.0
                round_ = drive((contender.host, contender.port), asked, seconds)
                spent = cpu_of(contender.pid) - before
                stored = cpu_of(database) - stored if database else 0.0
            taken.told_stored += round_.statuses["303"]
            if number:
                taken.rounds.append(round_)
                taken.server_cpu.append(spent / round_.count * 1e6)
                taken.database_cpu.append(stored / round_.count * 1e6)
    return turns


def ratio(what: str, ours: Sequence[float], theirs: Sequence[float], goal: str = "") -> str:
    """The ratio of each round, with the least and the most of them."""
    each = [one / other for one, other in zip(ours, theirs, strict=True)]
    told = f"{what}: {median(each):.2f}x ({min(each):.2f} to {max(each):.2f})"
    return f"{told}   goal {goal}" if goal else told


def load_average() -> str:
    """How much else the machine was doing, the bench itself (about 2) included."""
    return "load average " + " ".join(f"{load:.1f}" for load in os.getloadavg())
