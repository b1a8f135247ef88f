"""Security headers on every answer. What an answer has set for itself stays as it is."""

from flask import Flask, Response, request

_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_POLICY = "; ".join(f"{name} {sources}" for name, sources in _SOURCES.items())
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_TWO_YEARS = 2 * 365 * 24 * 60 * 60  # seconds


def init_headers(app: Flask) -> None:
    app.after_request(secure)


def secure(response: Response) -> Response:
    """Give an answer the headers that it has not set itself, and let it name no host."""
    _stay_here(response)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    if request.is_secure:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={_TWO_YEARS}; includeSubDomains"
        )
    return response


def _stay_here(response: Response) -> None:
    """Lead on by the path alone: what this house is called is only what the request said."""
    here = request.host_url
    if response.location and response.location.startswith(here):
        response.location = "/" + response.location.removeprefix(here).lstrip("/")
        response.data = b""  # a page with the same link
