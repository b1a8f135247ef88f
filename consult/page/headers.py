"""The headers that every answer to a resident carries."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from wsgiref.types import WSGIEnvironment

from consult.page.style import REVIEW_STYLE, STYLE

_TWO_YEARS = 2 * 365 * 24 * 60 * 60  # seconds


def _hashed(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _written(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {source}" for name, source in policy.items())


# Hashes and no nonce: the page is rendered once and the same bytes go to everybody.
_POLICY = {
    "default-src": "'none'",
    "style-src": f"{_hashed(STYLE)} {_hashed(REVIEW_STYLE)}",
    "img-src": "data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS: Mapping[str, str] = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": _written(_POLICY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


@cache
def headers_with(script: str, more_style: str = REVIEW_STYLE) -> Mapping[str, str]:
    """The headers of a page in which this script stands, and nothing else runs."""
    policy = {
        **_POLICY,
        "style-src": f"{_hashed(STYLE)} {_hashed(more_style)}",
        "script-src": _hashed(script),
        "connect-src": "'self'",
    }
    return {**HEADERS, "Content-Security-Policy": _written(policy)}


def headers_over(
    environ: WSGIEnvironment, kind: str, length: int, always: Mapping[str, str] = HEADERS
) -> list[tuple[str, str]]:
    """The headers of a body of ``length`` bytes that answers a request outside the application."""
    headers = {
        **always,
        "Content-Type": f"{kind}; charset=utf-8" if kind == "text/html" else kind,
        "Content-Length": str(length),
    }
    if environ.get("wsgi.url_scheme") == "https":
        headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}; includeSubDomains"
    return list(headers.items())
