"""Servers that are measured against each other: each a process of its own, one awake at a time."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from consult.accounts.staff import ensure_programme
from consult.consultations.create import Plan, create
from consult.db import db, furnish, writing
from consult.questionnaire.document import Questionnaire
from consult.responses.closing import open_to_answers
from tests.bench.residents import PLAIN, SLUG
from tests.conftest import Clock, make_app
from tests.faults.server import Served

_TICK = os.sysconf("SC_CLK_TCK")
_AWAKENS = 0.2  # seconds


class Contender(Served):
    """``consult serve`` as shipped, or ``module`` in its place, asleep until it is woken."""

    def __init__(
        self,
        name: str,
        url: str,
        instance: Path,
        module: str = "",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(url, instance, settings)
        self.name = name
        if module:
            self._command = [sys.executable, "-m", f"tests.bench.{module}"]

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Let it run while the others sleep: what it does in the background is its own burden."""
        os.killpg(self.pid, signal.SIGCONT)
        time.sleep(_AWAKENS)
        try:
            yield
        finally:
            self.sleep()

    def sleep(self) -> None:
        os.killpg(self.pid, signal.SIGSTOP)

    def leave(self) -> None:
        """Stop it as an operator would, so that all that it took in is where it belongs."""
        os.killpg(self.pid, signal.SIGCONT)
        assert self.stop() == 0, self.log


@contextmanager
def asleep(contenders: Sequence[Contender]) -> Iterator[Sequence[Contender]]:
    """All of them started, and sleeping."""
    with ExitStack() as stack:
        for contender in contenders:
            stack.enter_context(contender)
            contender.sleep()
        yield contenders


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process and all below it have used so far."""
    running = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    facts = {other: _facts(other) for other in running}
    parents = {other: parent for other, (parent, _) in facts.items()}
    return sum(spent for other, (_, spent) in facts.items() if _is_below(other, pid, parents))


def parent_of(pid: int) -> int:
    return _facts(pid)[0]


def _facts(pid: int) -> tuple[int, float]:
    """The parent of a process, and the seconds that it and its ended children have used."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it has ended meanwhile
        return 0, 0.0
    fields = stat.rpartition(") ")[2].split()  # the name, in brackets, may hold spaces
    return int(fields[1]), sum(map(int, fields[11:15])) / _TICK


def open_house(url: str, instance: Path, questionnaire: Questionnaire = PLAIN) -> None:
    """A database with the consultation open in it, and its keys."""
    app = make_app(url, instance)
    with app.app_context():
        furnish()
        with writing() as session:
            programme = ensure_programme(session, "Uno", "One")
            made = create(session, "bench", programme.id, Plan(questionnaire, SLUG), Clock()())
            open_to_answers(session, "bench", made, Clock()())
            assert made.id == 1, "the bare one knows no other"
        db.session.remove()
        db.engine.dispose()


def _is_below(pid: int, ancestor: int, parents: Mapping[int, int]) -> bool:
    while pid and pid != ancestor:
        pid = parents.get(pid, 0)
    return pid == ancestor
