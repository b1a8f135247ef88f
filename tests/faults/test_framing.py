"""Hostile and broken requests around the answers: lengths, chunks, methods, addresses, sizes."""

import gzip
import json
import re
from pathlib import Path

import pytest

from tests.faults.clients import new_id
from tests.faults.every_kind import PATH, form, stored
from tests.faults.scene import CANARY, JSON, STATUS, Scene, address_of_database, scene
from tests.faults.wire import exchange, post, request

__all__ = ["address_of_database", "scene"]

WHOLE = form(f"one=a&said={CANARY}", new_id())
CHUNKED = "Transfer-Encoding: chunked"
CLOSED = 0  # closed without a word
BY_THE_SERVER = ("No se guardó nada", "Nothing was stored")  # on one page, in both languages
NEITHER = {"es": "No se guardó ni cambió nada", "en": "Nothing was saved or changed"}


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def said(scene: Scene, data: bytes, *, hang_up: bool = False) -> tuple[int, str]:
    reply = exchange(scene.served.address, data, hang_up=hang_up)
    return (reply.status, json.loads(reply.body)["status"]) if reply else (CLOSED, "")


# How the body says where it ends, and what is said to it. Where two readers could see two ends, or
# none comes, it is refused before anybody looks inside.
FRAMES = {
    "a length that is too small": (WHOLE, {"length": "20"}, 400),
    "no length": (WHOLE, {"length": None}, 400),
    "a negative length": (WHOLE, {"length": "-5"}, 400),
    "a signed length": (WHOLE, {"length": f"+{len(WHOLE)}"}, 400),
    "a length that is no number": (WHOLE, {"length": "many"}, 400),
    "a length in other digits": (WHOLE, {"length": "²"}, 400),
    "a length in hexadecimal": (WHOLE, {"length": hex(len(WHOLE))}, 400),
    "a length that is too large by far": (WHOLE, {"length": "9" * 18}, 413),
    "chunks of no size": (b"zz\r\n" + WHOLE + b"\r\n0\r\n\r\n", CHUNKED, 400),
    "chunks of a negative size": (b"-5\r\n" + WHOLE + b"\r\n0\r\n\r\n", CHUNKED, 400),
    "chunks longer than they say": (b"5\r\n" + WHOLE + b"\r\n0\r\n\r\n", CHUNKED, 400),
    "a chunk without end": (b"5" * 5000, CHUNKED, 400),
    "chunks cut in the last field": (chunks(WHOLE[:-1]), CHUNKED, 400),
    "chunks of something compressed": (
        chunks(gzip.compress(WHOLE)),
        "Transfer-Encoding: gzip, chunked",
        501,
    ),
    "no transfer coding at all": (WHOLE, "Transfer-Encoding: identity", 501),
    "chunks of too much": (chunks(*[b"x" * 60_000] * 20), CHUNKED, 413),
}


def framed(name: str, *lines: str) -> bytes:
    body, frame, _status = FRAMES[name]
    if isinstance(frame, str):
        return post(PATH, body, frame, *lines, length=None)
    return post(PATH, body, *lines, **frame)


@pytest.mark.parametrize("name", FRAMES)
def test_where_no_end_can_be_seen_nothing_is_stored(scene, name):
    status = FRAMES[name][2]
    with scene.unharmed():
        case = "too_large" if status == 413 else "malformed"
        assert said(scene, framed(name, JSON)) == (status, case)
        page = scene.says(framed(name))
        assert page.status == status
        assert (
            all(sentence in page.text for sentence in BY_THE_SERVER) or "no se guardó" in page.text
        )


@pytest.mark.parametrize(
    "lines",
    [
        (f"Content-Length: {len(WHOLE)}", f"Content-Length: {len(WHOLE)}"),
        (f"Content-Length: {len(WHOLE)}", "Content-Length: 5"),
        (f"Content-Length: {len(WHOLE)}", "Content-Length : 5"),
        (f"Content-Length: {len(WHOLE)}, 5",),
        (f"Content-Length: {len(WHOLE)}\r\n 0",),
        (CHUNKED, f"Content-Length: {len(WHOLE)}"),
        (f"Content-Length: {len(WHOLE)}", CHUNKED),
        (f"Content-Length: {len(WHOLE)}", "Transfer-Encoding: xchunked"),
        (f"Content-Length: {len(WHOLE)}", "Transfer-Encoding:\vchunked"),
    ],
)
def test_two_ends_are_refused(scene, lines):
    for body in (WHOLE, chunks(WHOLE)):
        with scene.unharmed():
            assert scene.says(post(PATH, body, *lines, length=None)).status in (400, 501)


@pytest.mark.parametrize(
    "data",
    [
        post(PATH, WHOLE, JSON, length=str(len(WHOLE) + 9)),
        post(PATH, chunks(WHOLE, end=b""), JSON, CHUNKED, length=None),
        post(PATH, chunks(WHOLE, end=b"0\r\nX: y"), JSON, CHUNKED, length=None),
        post(PATH, WHOLE, JSON, length="9" * 5000),
        post("http://[::1" + PATH, WHOLE, JSON),
    ],
    ids=("too long", "no last chunk", "no end of trailers", "too many digits", "half an address"),
)
def test_what_does_not_end_is_not_stored(scene, data):
    with scene.unharmed():
        assert said(scene, data, hang_up=True)[0] in (CLOSED, 400)


@pytest.mark.parametrize(
    ("body", "frame"),
    [
        (lambda whole: chunks(whole), CHUNKED),
        (lambda whole: chunks(*(whole[i : i + 1] for i in range(len(whole)))), CHUNKED),
        (lambda whole: chunks(whole, end=b"0\r\nX-Trailer: y\r\n\r\n"), CHUNKED),
        (lambda whole: b"%X;a=b\r\n%s\r\n0\r\n\r\n" % (len(whole), whole), CHUNKED),
        (lambda whole: whole, "Expect: 100-continue"),
    ],
    ids=("one chunk", "a chunk for each byte", "a trailer", "an extension", "asked before"),
)
def test_a_whole_body_is_stored_however_it_comes(scene, body, frame):
    same = new_id()
    whole = form(submission_id=same)
    length = None if frame == CHUNKED else ""
    assert said(scene, post(PATH, body(whole), JSON, frame, length=length)) == (200, "stored")
    assert said(scene, post(PATH, whole, JSON)) == (200, "stored")
    assert said(scene, post(PATH, form("one=b", same), JSON)) == (409, "conflict")


def test_http_1_0_is_answered(scene):
    whole = form(submission_id=new_id())
    old = post(PATH, whole, JSON).replace(b"HTTP/1.1", b"HTTP/1.0")
    assert said(scene, old) == (200, "stored")
    assert said(scene, old.replace(b"Host: test\r\n", b"")) == (200, "stored")
    with scene.unharmed():
        hidden = post(PATH, chunks(WHOLE), JSON, CHUNKED, length=None)
        assert said(scene, hidden.replace(b"HTTP/1.1", b"HTTP/1.0")) == (400, "malformed")


RESIDENTS = ("/", PATH, f"{PATH}/thanks", f"{PATH}/results")


@pytest.mark.parametrize("path", [*RESIDENTS, "/healthz", "/readyz", "/c/nowhere"])
def test_other_methods_change_nothing(scene, path):
    with scene.unharmed():
        for method in ("PUT", "DELETE", "TRACE", "PATCH", "CONNECT", "PROPFIND", "NONSENSE"):
            for language, sentence in NEITHER.items():
                asked = request(method, path, f"Accept-Language: {language}", f"X-Said: {CANARY}")
                reply = scene.says(asked)
                assert reply.status == 405 and sentence in reply.text, (method, path)
                assert CANARY not in reply.text
        for method, expected in (("HEAD", (200, 404)), ("OPTIONS", (200,))):
            reply = scene.says(request(method, path))
            assert reply.status in expected and reply.body == b""
        for method in ("get", "G\x00ET", "GÉT"):
            assert scene.says(request(method, path)).status == 400


# Addresses, and what a submission to them meets.
TARGETS = {
    f"http://evil.example{PATH}": "stored",  # the host of an absolute address means nothing here
    f"/{PATH}": "stored",  # slashes before the first are none
    f"{PATH}?{'a=1&' * 5000}": "stored",
    f"{PATH}?lang=%ff&_id=x&one=b": "stored",  # only the body is read
    f"{PATH}#{'x' * 5000}": "stored",
    f"{PATH}%00": "unknown",
    f"{PATH}%0A": "unknown",
    f"{PATH}%FF": "unknown",
    f"{PATH};x": "unknown",
    f"{PATH.upper()}": 404,
    f"/c/{'a' * 5000}": "unknown",
    f"/c/{CANARY}": "unknown",
    f"//evil.example{PATH}": 404,
    f"{PATH}/": 404,
    "/c/..%2f": 404,
    f"/c/../{PATH[1:]}": 404,
    "/c/%2e%2e/c": 404,
    "*": 404,
    f"{PATH}?{'a' * 300_000}": 431,
}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target[:40])
def test_odd_addresses(scene, target):
    expected = TARGETS[target]
    body = form(submission_id=new_id())
    if expected == "stored":
        assert said(scene, post(target, body, JSON)) == (200, "stored")
        assert scene.says(request("GET", target)).status == 200
        return
    with scene.unharmed():
        status = expected if isinstance(expected, int) else STATUS[expected]
        assert scene.says(post(target, body, JSON)).status == status
        for language in ("es", "en"):
            page = scene.says(post(target, body, f"Accept-Language: {language}"))
            assert page.status == status
            assert re.search(r"[Nn]o se (guardó|perdió) nada|Nothing was (stored|lost)", page.text)


def memory(pid: int) -> int:
    """Resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) // 1024


def test_the_memory_of_the_server_stays_flat(scene, scale):
    large = (
        post(PATH, b"said=" + b"x" * 10_000_000 + b"&_version=1&_end=1", JSON),
        post(PATH, b"&".join(b"f%060d=1" % n for n in range(900)) + b"&_version=1&_end=1", JSON),
        post(PATH, b"n" * 60_000 + b"=1&_version=1&_end=1", JSON),
        post(PATH, chunks(*[b"x" * 100_000] * 20), JSON, CHUNKED, length=None),
        post(PATH, gzip.compress(bytes(50_000_000)), JSON, "Content-Encoding: gzip"),
        request("GET", f"{PATH}?{'a' * 28_000}"),
    )
    before = stored(scene.app)
    for data in large * 5:  # whatever is kept once is kept by now
        scene.says(data)
    grown = -memory(scene.served.pid)
    for data in large * scale.of(short=40, long=400):
        assert scene.says(data).status in (200, 413, 415, 422)
    grown += memory(scene.served.pid)
    print(f"{grown} MB more after {len(large) * scale.of(short=40, long=400)} large requests")
    assert stored(scene.app) == before
    assert grown < 64
