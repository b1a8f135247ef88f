"""What the server answers before any room could: in both languages, about nobody, and unmixed."""

import json

import pytest

from consult.page.headers import HEADERS
from tests.cli.wire import asked, posted, served

CLOSE, JSON = "Connection: close", "Accept: application/json"
CHUNKED = "POST /c/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
WAITS = "Expect: 100-continue"
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server():
    """An application that tells what reached it."""

    def tell(environ, start_response):
        body = environ["wsgi.input"].read()
        told = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)}".encode()
        start_response("200 OK", [("Content-Length", str(len(told)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [told]

    with served(tell, uploads=lambda path, _cookies: path == "/staff/up") as server:
        yield server


REFUSED = {
    "no request": (b"canary\r\n\r\n", 400),
    "no such version": (b"GET / HTTP/3.7\r\nHost: h\r\n\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "small letters": (b"get / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "a header of no shape": (b"GET / HTTP/1.1\r\nHost: h\r\ncanary\r\n\r\n", 400),
    "a bare line feed": (b"GET / HTTP/1.1\r\nHost: h\r\nX: a\nY: b\r\n\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400),
    "a length of letters": (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", 400),
    "a length of 5,000 digits": (
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\nab",
        400,
    ),
    "half an address": (b"GET http://[::1/ HTTP/1.1\r\nHost: h\r\n\r\n", 400),
    "chunked twice": (
        b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "a signed length": (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +5\r\n\r\nab", 400),
    "two lengths": (
        b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        400,
    ),
    "two framings": (f"{CHUNKED}Content-Length: 5\r\n\r\n0\r\n\r\n".encode(), 400),
    "chunks before 1.1": (CHUNKED.replace("1.1", "1.0").encode() + b"\r\n0\r\n\r\n", 400),
    "another encoding": (CHUNKED.replace("chunked", "gzip").encode() + b"\r\n", 501),
    "chunked twice over": (CHUNKED.replace("chunked", "chunked, x").encode() + b"\r\n", 501),
    "a chunk of no size": (f"{CHUNKED}\r\nzz\r\ncanary\r\n".encode(), 400),
    "a chunk without an end": (f"{CHUNKED}\r\n3\r\ncanary\r\n".encode(), 400),
    "a size without an end": (f"{CHUNKED}\r\n".encode() + b"1" * 4096, 400),
    "a trailer without an end": (f"{CHUNKED}\r\n0\r\nX: ".encode() + b"y" * 4096, 400),
    "long headers": (b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", 431),
    "a long body": (posted(b"a" * MEBIBYTE), 413),
    "a very long body": (posted(b"a" * 20 * MEBIBYTE), 413),
    "a very long body of staff": (posted(b"a" * 20 * MEBIBYTE, path="/staff/"), 413),
    "a long body that waits": (posted(b"", WAITS).replace(b": 0", b": 999999"), 413),
    "a long body in chunks": (
        f"{CHUNKED}\r\n".encode() + b"10000\r\n%b\r\n" % (b"a" * 65536) * 9 + b"0\r\n\r\n",
        413,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_speaks_both_languages_and_of_nobody(server, name):
    sent, code = REFUSED[name]
    head, _, body = asked(server, sent).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    assert status.split()[1] == str(code)
    assert headers.items() >= HEADERS.items() and headers["Connection"] == "close"
    assert int(headers["Content-Length"]) == len(body)  # one reply, and none to what came behind
    said = body.decode()
    assert "No se guardó nada." in said and "Nothing was stored." in said
    assert "canary" not in said
    assert "Server" not in headers and "waitress" not in said.lower()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (posted(b"a" * MEBIBYTE, JSON), "too_large"),
        (posted(b"", JSON, "no header"), "malformed"),
        (f"{CHUNKED}{JSON}\r\n\r\nzz\r\n".encode(), "malformed"),
    ],
    ids=["too large", "unreadable", "a bad chunk"],
)
def test_a_program_is_answered_in_json(server, sent, status):
    head, _, body = asked(server, sent).partition(b"\r\n\r\n")
    assert b"Content-Type: application/json" in head
    told = json.loads(body)
    assert told["status"] == status
    assert "No se guardó nada." in told["message"]["es"]
    assert "Nothing was stored." in told["message"]["en"]


def test_a_refusal_of_a_head_has_no_body(server):
    told = asked(server, posted(b"a" * MEBIBYTE).replace(b"POST", b"HEAD"))
    assert told.startswith(b"HTTP/1.1 413") and told.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"GET /a HTTP/1.0\r\n\r\n", [b"GET /a 0"]),
        (posted(b"abc", CLOSE), [b"POST /c/x 3"]),
        (posted(b"abc") + posted(b"", CLOSE, path="/b"), [b"POST /c/x 3", b"POST /b 0"]),
        (posted(b"abc", CLOSE, WAITS), [b"100 Continue", b"POST /c/x 3"]),
        (b"GET /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n%b\r\n\r\n" % CLOSE.encode(),
         [b"GET /a 0"]),
        (posted(b"abc", CLOSE, "Expect: 200-ok"), [b"POST /c/x 3"]),
        (f"{CHUNKED}{CLOSE}\r\n\r\n3\r\nabc\r\n0\r\n\r\n".encode(), [b"POST /c/x 3"]),
        (b"TRACE /a HTTP/1.1\r\nHost: h\r\nX: canary\r\n%b\r\n\r\n" % CLOSE.encode(),
         [b"TRACE /a 0"]),
        (posted(b"a" * 2 * MEBIBYTE, CLOSE, path="/staff/up"), [b"POST /staff/up 2097152"]),
        (posted(b"a" * 100_000, CLOSE), [b"POST /c/x 100000"]),
    ],
    ids=["HTTP/1.0", "plain", "pipelined", "waits", "waits with nothing", "expects something else",
         "chunked", "TRACE", "a file of staff", "longer than a submission"],
)  # fmt: skip
def test_what_is_well_formed_reaches_the_application_in_order(server, sent, told):
    came = asked(server, sent)
    places = [came.find(one) for one in told]
    assert -1 not in places and places == sorted(places)
    assert came.count(b"HTTP/1.") == len(told)
    assert b"\r\nServer:" not in came and b"\r\nVia:" not in came


def test_head_has_the_headers_alone(server):
    came = asked(server, b"HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert came.startswith(b"HTTP/1.1 200") and came.endswith(b"\r\n\r\n")


def test_a_fault_of_the_application_is_no_success_and_no_secret(caplog):
    def fail(environ, start_response):
        raise ValueError("canary")

    with served(fail) as server:
        came = asked(server, posted(b"canary", CLOSE, path="/c/canary"))
        asked_json = asked(server, posted(b"", CLOSE, JSON))
    assert came.startswith(b"HTTP/1.1 500") and b"puede que no se haya guardado" in came
    assert b"canary" not in came
    assert json.loads(asked_json.partition(b"\r\n\r\n")[2])["status"] == "retry"
