"""Which names are answered, and that no answer repeats a name that somebody else put in."""

import pytest
from flask import Flask, redirect
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from consult.config import UnsafeSetting
from consult.web.hosts import KnownHosts

HOSTS = ("Consulta.example.pe", ".vecinos.example", "señal.example:8000", "[::1]")


@Request.application
def inside(request: Request) -> Response:
    return Response("inside")


def status(host: str, path: str = "/c/x", **environ: object) -> int:
    client = Client(KnownHosts(inside, HOSTS))
    return client.get(path, environ_overrides={"HTTP_HOST": host, **environ}).status_code


@pytest.mark.parametrize(
    "host",
    [
        "consulta.example.pe",
        "CONSULTA.example.PE",
        "consulta.example.pe:8000",
        "consulta.example.pe.",
        "consulta.example.pe.:8000",
        "vecinos.example",
        "a.vecinos.example",
        "a.b.vecinos.example",
        "xn--seal-hqa.example",
        "[::1]",
        "[::1]:8000",
    ],
)
def test_its_own_names_are_answered(host):
    assert status(host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "evil.example",
        "evilvecinos.example",
        ".vecinos.example.evil",
        "consulta.example.pe.evil.example",
        "consulta.example.pe..",
        "consulta.example.pe:x",
        "consulta.example.pe:8000:8000",
        "consulta.example.pe:123456",
        "consulta.example.pe@evil.example",
        "user@consulta.example.pe",
        "user:word@consulta.example.pe",
        "consulta.example.pe/x",
        "consulta.example.pe, evil.example",
        "evil.example, consulta.example.pe",
        "consulta.example.pe evil.example",
        "consulta.example.pe\n",
        "http://consulta.example.pe",
        "con\u0301sulta.example.pe",
        "[::2]",
        "[::1",
        "::1",
        "127.0.0.1",
    ],
)
def test_any_other_name_is_refused(host):
    assert status(host) == 400


ODD = ("a b", "a,b", "a@b", "a/b", "-a", "a-", "a..b", "ñ", "%00", "[evil]", "a" * 64, "a:x", "\n")


@pytest.mark.parametrize("host", ODD)
def test_where_no_hosts_are_set_every_name_is_answered_that_can_be_one(host):
    app = Client(KnownHosts(inside, ()))
    assert app.get("/c/x", environ_overrides={"HTTP_HOST": host}).status_code == 400
    for whatever in ("evil.example", "10.0.0.7:8000", "my_host", "a" * 63, "[fe80::1]:80", ""):
        assert app.get("/c/x", environ_overrides={"HTTP_HOST": whatever}).status_code == 200


@pytest.mark.parametrize("host", ["http://example.pe", "a b", "", ".", "example.pe/c", "[::1"])
def test_what_is_no_host_cannot_be_set(host):
    with pytest.raises(UnsafeSetting, match="CONSULT_HOSTS"):
        KnownHosts(inside, ("example.pe", host))


def test_a_request_without_a_name_is_refused():
    seen: list[str] = []
    app = KnownHosts(inside, HOSTS)
    request = {"REQUEST_METHOD": "POST", "PATH_INFO": "/c/x", "wsgi.url_scheme": "http"}
    list(app(request, lambda status, headers, exc=None: seen.append(status)))
    assert seen == ["400 BAD REQUEST"]


def test_machines_ask_by_address():
    assert {status("10.0.0.7", path) for path in ("/healthz", "/readyz")} == {200}
    assert status("10.0.0.7", "/healthz/..") == 400


def test_only_the_two_schemes_of_the_web_are_answered():
    answered = {
        s: status(HOSTS[0], **{"wsgi.url_scheme": s}) for s in ("http", "https", "javascript")
    }
    assert answered == {"http": 200, "https": 200, "javascript": 400}


def test_who_is_refused_is_told_that_nothing_was_stored():
    reply = Client(KnownHosts(inside, HOSTS)).post("/c/x", headers={"Host": "evil.example"})
    assert "No se guardó nada." in reply.text and "Nothing was stored." in reply.text
    assert "evil" not in reply.text


@pytest.mark.parametrize("path", ["/there", "/odd//path", "//evil.example//path"])
def test_a_redirect_names_no_host(app: Flask, path: str):
    @app.get("/odd/path")
    @app.get("/evil.example/path")
    def odd() -> str:
        return "odd"

    @app.get("/there")
    def there() -> object:
        return redirect("http://forged.example/odd/path?a=1")

    reply = app.test_client().get(path, headers={"Host": "forged.example"})
    assert reply.status_code in (302, 308)
    assert reply.location.startswith("/") and not reply.location.startswith("//")
    assert "forged" not in reply.location and "forged" not in reply.text


def test_a_redirect_to_somewhere_else_stays_as_it_is(app: Flask):
    @app.get("/away")
    def away() -> object:
        return redirect("https://another.example/")

    assert app.test_client().get("/away").location == "https://another.example/"
