"""What every answer carries, whatever it is."""

import pytest
from flask import Flask, make_response

ADDRESSES = ["/", "/staff/sign-in", "/staff/", "/nowhere", "/broken", "/healthz", "/readyz"]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_guarded(app: Flask, address: str) -> None:
    headers = app.test_client().get(address).headers
    assert ALWAYS.items() <= dict(headers).items()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "Strict-Transport-Security" not in headers


def test_https_is_asked_for_again_only_over_https(app: Flask) -> None:
    headers = app.test_client().get("/", base_url="https://localhost").headers
    assert "max-age=63072000" in headers["Strict-Transport-Security"]


def test_an_answer_keeps_the_policy_it_has_set_itself(app: Flask) -> None:
    @app.get("/own")
    def own() -> object:
        return make_response("", {"Content-Security-Policy": "default-src 'self'"})

    headers = app.test_client().get("/own").headers
    assert headers["Content-Security-Policy"] == "default-src 'self'"
