"""A process that dies by its own SIGKILL at a chosen step of what it does.

A step is a moment beside which something lasting may happen: before and after every SQL statement
and every commit, and after every call by which the key ring changes the disk. A scene is run to its
end once, to name its steps; then again for each of them, to die there, each time on a copy of its
place.

A scene is a function of a module: it prepares everything and returns the act whose steps count. It
runs in a process forked from one that holds no thread and no connection.
"""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, make_url
from sqlalchemy.engine.default import DefaultDialect

from consult.db import db
from consult.keys import KeyRing
from tests.conftest import make_app
from tests.databases import drop_database, fresh_database
from tests.faults.clients import HEADERS, PATH, new_id
from tests.faults.conftest import Place, Scale
from tests.faults.numbered import CANARY, SAID, form

Act = Callable[[], object]
Scene = Callable[..., Act]

PATIENCE = 120  # seconds for one scene; generous, for a machine that does much else
forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["tests.faults.steps", "tests.faults.invariants"])

_EVERY = 6  # of the other steps, in the short form
_LASTING = ("commit", "create", "destroy")  # what the short form leaves none out of
_RING_CALLS = ("open", "fsync", "utime", "link", "unlink")
KEY_CREATED = {f"after create {call}" for call in ("open", "fsync", "link", "unlink")}
KEY_DESTROYED = {f"after destroy {call}" for call in ("fsync", "unlink")}


def named(scene: Scene, place: Place, folder: Path, *arguments: object) -> list[str]:
    """Run a scene to its end on a copy of ``place``, and name its steps in order."""
    mine, its = forking.Pipe(duplex=False)
    with copied(place, folder / "whole") as there:
        process = _begun(scene, there, arguments, its, None)
        assert mine.poll(PATIENCE), "the scene told no steps"
        names = mine.recv()
        assert _ended(process) == 0
    return names


def deaths(
    scene: Scene, place: Place, folder: Path, scale: Scale, *arguments: object
) -> Iterator[Place]:
    """Copies of ``place`` in which the scene died, each at another step. The last one printed is
    where a test failed."""
    names = named(scene, place, folder, *arguments)
    for step in chosen(names, scale):
        print(f"died at step {step} of {len(names)}, {names[step - 1]}")
        with copied(place, folder / f"step-{step}") as there:
            assert _ended(_begun(scene, there, arguments, None, step)) == -signal.SIGKILL
            yield there


def together(*calls: tuple[Any, ...]) -> list[Any]:
    """Scenes, each with its arguments, that act at one moment in a process each; what they return.

    Raises EOFError where one failed.
    """
    barrier, pipes = forking.Barrier(len(calls)), []
    for scene, *arguments in calls:
        mine, its = forking.Pipe(duplex=False)
        arranged = barrier, its, scene, arguments
        forking.Process(target=_join_in, args=arranged, daemon=True).start()
        its.close()
        pipes.append(mine)
    return [pipe.recv() for pipe in pipes]


def chosen(names: Sequence[str], scale: Scale) -> Iterator[int]:
    """Every step, counted from 1; or a spread of them with every commit and change of the keys."""
    for step, name in enumerate(names, 1):
        if scale.long or step % _EVERY == 1 or name.split()[1] in _LASTING:
            yield step


@contextmanager
def copied(place: Place, instance: Path) -> Iterator[Place]:
    """The database and the instance folder once more; nobody may be connected to the first."""
    url, original = make_url(place[0]), place[1]
    shutil.copytree(original, instance)
    if url.get_backend_name() == "sqlite":
        file = shutil.copy(url.database or "", instance / "copy.db")
        yield f"sqlite:///{file}", instance
        return
    server = url.set(database="postgres").render_as_string(hide_password=False)
    copy = fresh_database(server, place[0])
    try:
        yield copy, instance
    finally:
        drop_database(copy)


@contextmanager
def house(place: Place, **overrides: object) -> Iterator[Flask]:
    """An app at a place, which leaves it when the block is left."""
    app = make_app(*place, **overrides)
    try:
        yield app
    finally:
        app.extensions["writer"].close()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def answer(app: Flask, numbers: Iterable[int]) -> None:
    """Residents answer, one after the other."""
    for number in numbers:
        send(app, form(number, new_id()))


def send(app: Flask, body: bytes) -> None:
    """A phone sends a submission, and is told that it is stored."""
    assert app.test_client().post(PATH, data=body, headers=HEADERS).status_code == 303


def sheet(numbers: Iterable[int]) -> bytes:
    """What residents said on paper, keyed into a spreadsheet."""
    header = [*(f"n{place}" for place in range(8)), SAID]
    rows = (
        [*(f"o{digit}" for digit in f"{number:08}"), f"{CANARY} {number}"] for number in numbers
    )
    return "\n".join(",".join(row) for row in [header, *rows]).encode()


def _begun(
    scene: Scene, place: Place, arguments: Sequence[object], told: Any, last: int | None
) -> BaseProcess:
    arranged = scene, place, arguments, told, last
    process = forking.Process(target=_play, args=arranged, daemon=True)
    process.start()
    return process


def _ended(process: BaseProcess) -> int | None:
    process.join(PATIENCE)
    return process.exitcode


def _play(
    scene: Scene, place: Place, arguments: Sequence[object], told: Any, last: int | None
) -> None:
    act = scene(*place, *arguments)
    steps = _Steps(last)
    steps.watch()
    act()
    if told is not None:
        told.send(steps.names)


def _join_in(barrier: Barrier, told: Any, scene: Scene, arguments: Sequence[object]) -> None:
    act = scene(*arguments)
    barrier.wait(PATIENCE)
    told.send(act())


class _Steps:
    """Names every step of this process, and ends it at the last one it may take."""

    def __init__(self, last: int | None) -> None:
        self.names: list[str] = []
        self._last = last
        self._doing: str | None = None  # what the key ring is at

    def watch(self) -> None:
        """From now on, and for as long as the process lives."""
        event.listen(Engine, "before_cursor_execute", self._statement("before"))
        event.listen(Engine, "after_cursor_execute", self._statement("after"))
        DefaultDialect.do_commit = self._around(DefaultDialect.do_commit)
        KeyRing.keep = self._at("create", KeyRing.keep)
        KeyRing.destroy = self._at("destroy", KeyRing.destroy)
        for name in _RING_CALLS:
            setattr(os, name, self._then(name, getattr(os, name)))

    def _step(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _statement(self, when: str) -> Callable[..., None]:
        def seen(_connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
            words = statement.partition("(")[0].split()
            self._step(f"{when} {' '.join(words[:3])}")

        return seen

    def _around(self, commit: Callable[..., None]) -> Callable[..., None]:
        def committed(*arguments: Any) -> None:
            self._step("before commit")
            commit(*arguments)
            self._step("after commit")

        return committed

    def _at(self, doing: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def done(*arguments: Any) -> Any:
            self._doing = doing
            try:
                return act(*arguments)
            finally:
                self._doing = None

        return done

    def _then(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **options: Any) -> Any:
            result = call(*arguments, **options)
            if self._doing:
                self._step(f"after {self._doing} {name}")
            return result

        return called
