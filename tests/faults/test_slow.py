"""Sockets that send slowly, or never read, beside a resident who just wants to answer."""

import time
from contextlib import ExitStack

import pytest

from tests.faults.clients import PATH, new_id, send
from tests.faults.invariants import check
from tests.faults.numbered import form
from tests.faults.server import Served
from tests.faults.sockets import Slow, connect, get, post

SLOW = 200
HONEST = 1
LARGEST = "/bootstrap/static/css/bootstrap.min.css"  # 230 kB: 16 MB are 70 of them


def test_a_resident_is_answered_while_others_are_slow(place):
    in_body = [post(form(100 + number, new_id())) for number in range(SLOW // 2)]
    in_head = [get(PATH, Slow="a" * 200) for _ in range(SLOW // 2)]
    begun = [(request, request.index(b"\r\n\r\n") + 4) for request in in_body]
    begun += [(request, request.index(b"\r\n")) for request in in_head]
    with Served(*place) as served, Slow(served.address, begun) as slow:
        began = time.monotonic()
        assert served.get(PATH) == 200
        assert send(served.address, form(HONEST, new_id())) == 303
        took = time.monotonic() - began
        assert slow.open() == SLOW  # they were there all the while
        assert slow.finish() == [303] * (SLOW // 2) + [200] * (SLOW // 2)  # and truly connected
        print(f"page and answer in {took * 1000:.0f} ms beside {SLOW} slow sockets")
        check(*place, {HONEST, *range(100, 100 + SLOW // 2)}, served.log)


@pytest.mark.parametrize(("path", "deaf"), [(PATH, 100), (LARGEST, 32)])
def test_a_resident_is_answered_while_others_never_read(place, path, deaf):
    many = get(path) * 100  # one reading of the server takes them all in
    with Served(*place) as served, ExitStack() as sockets:
        for _ in range(deaf):
            one = sockets.enter_context(connect(served.address, buffer=2048))
            one.settimeout(1)
            one.sendall(many)
        served.wait_until_idle()
        began = time.monotonic()
        assert served.get(PATH) == 200
        assert send(served.address, form(HONEST, new_id())) == 303
        print(f"page and answer in {time.monotonic() - began:.2f} s beside {deaf} deaf sockets")
        check(*place, {HONEST}, served.log)
