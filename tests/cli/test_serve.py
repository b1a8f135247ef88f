"""How the built-in server ends: what was asked is answered and stored, and nobody is kept."""

import os
import signal
import socket
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from consult.cli.serve import make_server
from consult.cli.server import limits, listening
from consult.db import db
from consult.responses.writer import PATIENT as PATIENT_CALLERS
from consult.web.refusal import Refusal
from tests.cli.wire import PATIENT, all_of, asked, knock, posted, served
from tests.conftest import make_app
from tests.faults.clients import PATH, new_id
from tests.faults.numbered import form, open_house, stored
from tests.faults.server import Served

FORM = "Content-Type: application/x-www-form-urlencoded"
LARGE = b"x" * 12 * 1024 * 1024  # bytes; more than two sockets hold


class Slow:
    """An application that tells when it was asked, and answers when it is let."""

    def __init__(self, reply: bytes = b"done") -> None:
        self.asked, self.let = threading.Semaphore(0), threading.Event()
        self._reply = reply

    def __call__(self, environ, start_response):
        self.asked.release()
        assert self.let.wait(PATIENT)
        start_response("200 OK", [("Content-Length", str(len(self._reply)))])
        return [self._reply]

    def wait_until_asked(self, times: int = 1) -> None:
        for _ in range(times):
            assert self.asked.acquire(timeout=PATIENT)


@pytest.fixture
def house(tmp_path):
    """The address and the instance of an open consultation on SQLite."""
    url = f"sqlite:///{tmp_path / 'consult.db'}"
    open_house(url, tmp_path / "instance")
    return url, tmp_path / "instance"


@contextmanager
def locked(url: str) -> Iterator[None]:
    """While another writer holds the database: a submission waits until this is left."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as held:
        held.execute("BEGIN IMMEDIATE")
        yield


def leave(server: listening.BuiltIn) -> None:
    """Ask for the end, and wait until the server no longer takes anybody in."""
    server.stop()
    wait_until_it_refuses(server.effective_port)


def wait_until_it_refuses(port: int) -> None:
    until = time.monotonic() + PATIENT
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.01)
    raise AssertionError("it still listens")


def test_a_reply_in_flight_arrives_and_says_that_it_is_the_last():
    with served(app := Slow()) as server:
        line = knock(server, posted(b"a"))
        app.wait_until_asked()
        leave(server)
        app.let.set()
        came = all_of(line)
    assert came.endswith(b"\r\n\r\ndone") and b"Connection: close" in came


def test_those_who_wait_for_a_thread_are_answered_too():
    with served(app := Slow()) as server:
        lines = [knock(server, posted(b"a") * 2) for _ in range(24)]
        app.wait_until_asked(16)
        leave(server)
        app.let.set()
        came = [all_of(line) for line in lines]
    assert [one.count(b"\r\n\r\ndone") for one in came] == [2] * 24
    assert [one.count(b"Connection: close") for one in came] == [1] * 24


def test_a_reply_that_no_socket_holds_arrives_whole():
    with served(app := Slow(LARGE)) as server:
        line = knock(server, posted(b"a"))
        app.wait_until_asked()
        app.let.set()
        leave(server)
        came = all_of(line)
    assert len(came.partition(b"\r\n\r\n")[2]) == len(LARGE)


def test_the_idle_and_the_half_sent_are_let_go():
    with served(app := Slow()) as server:
        app.let.set()
        half = knock(server, posted(b"abc")[:-1])
        idle = knock(server, posted(b"abc"))
        while not (came := idle.recv(65536)).endswith(b"done"):
            assert came
        leave(server)
        assert (all_of(half), all_of(idle)) == (b"", b"")
    assert app.asked.acquire(blocking=False) and not app.asked.acquire(blocking=False)


def fill(server: listening.BuiltIn, number: int) -> list[socket.socket]:
    """Connections that have sent all of a request but its last byte."""
    return [knock(server, posted(b"abc", "Connection: close")[:-1]) for _ in range(number)]


@pytest.fixture
def small(monkeypatch):
    """A server that has room for about twenty connections, and an application at once."""
    monkeypatch.setattr(limits, "_connections", lambda: 20)
    with served(app := Slow()) as server:
        app.let.set()
        yield server


def test_who_sends_half_and_waits_makes_room_for_others(small, monkeypatch):
    monkeypatch.setattr(listening, "HELD", 0.2)
    with ExitStack() as lines:
        for line in fill(small, 60):
            lines.enter_context(line)
        for _ in range(3):
            assert asked(small, posted(b"abc", "Connection: close")).endswith(b"done")


def test_nobody_who_has_just_begun_is_cut_for_another(small):
    lines = fill(small, 60)
    for line in lines:
        line.sendall(b"c")
        assert all_of(line).endswith(b"done")


def test_patience_has_an_end(monkeypatch):
    monkeypatch.setattr(listening, "PATIENCE", 0.1)
    app = Slow()
    with served(app) as server:
        line = knock(server, posted(b"a"))
        app.wait_until_asked()
        server.close()
        assert all_of(line) == b""
        app.let.set()  # its thread ends now, after all, and finds nobody to answer


def test_closed_before_it_ran_and_closed_twice():
    server = listening.BuiltIn(Slow(), "127.0.0.1", 0, behind_proxy=False)
    server.close()
    server.close()
    server.run()


def test_a_host_with_two_addresses_has_one_port():
    server = listening.BuiltIn(Slow(), "localhost", 0, behind_proxy=False)
    assert {int(one.effective_port) for one in server._listeners} == {server.effective_port}
    server.close()


def test_a_port_that_is_taken_is_a_line(house):
    url, instance = house
    app = make_app(url, instance)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with app.test_request_context(), pytest.raises(Refusal, match=str(taken.getsockname()[1])):
            make_server(app, "127.0.0.1", taken.getsockname()[1])
    with app.app_context():
        db.engine.dispose()


def submit(server: Served, number: int) -> socket.socket:
    """A whole submission, sent."""
    line = socket.create_connection((server.host, server.port), PATIENT)
    line.sendall(posted(form(number, new_id()), FORM, path=PATH))
    return line


def numbers(url: str, instance: Path) -> Counter[int]:
    app = make_app(url, instance)
    found = stored(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.mark.parametrize("asks", [signal.SIGTERM, signal.SIGINT])
def test_what_waits_for_the_disk_at_the_end_is_stored_and_acknowledged(house, asks):
    with Served(*house) as server:
        with locked(house[0]):
            lines = [submit(server, number) for number in range(PATIENT_CALLERS)]
            os.kill(server.pid, asks)
            wait_until_it_refuses(server.port)
        replies = [all_of(line) for line in lines]
        assert server._process.wait(PATIENT) == 0
        log = server.log
    assert [reply[:12] for reply in replies] == [b"HTTP/1.1 303"] * PATIENT_CALLERS
    assert numbers(*house) == Counter(range(PATIENT_CALLERS))
    assert log.splitlines() == [f"Serving on http://{server.host}:{server.port}/"]


def test_a_second_signal_ends_it_at_once(house):
    with Served(*house) as server, locked(house[0]):
        line = submit(server, 1)
        os.kill(server.pid, signal.SIGTERM)
        wait_until_it_refuses(server.port)
        os.kill(server.pid, signal.SIGTERM)
        assert server._process.wait(PATIENT) == -signal.SIGTERM
        assert all_of(line) == b""
    assert not numbers(*house)


@pytest.mark.skipif(sys.platform != "linux", reason="limits are read where Linux tells them")
def test_its_memory_goes_to_no_file_and_it_has_room_for_a_crowd(house):
    with Served(*house) as server:
        limits = Path(f"/proc/{server.pid}/limits").read_text("utf-8")
    told = {line[:26].strip(): line[26:].split() for line in limits.splitlines()}
    assert told["Max core file size"][0] == "0"
    assert int(told["Max open files"][0]) > 2000
