"""Security headers on every answer. What an answer has set for itself stays as it is."""

import secrets

from flask import Flask, Response, g, request

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
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
    app.add_template_global(csp_nonce, "csp_nonce")


def csp_nonce() -> str:
    """The number that this one page's own ``<style>`` and ``<script>`` carry."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def secure(response: Response) -> Response:
    """Give an answer the headers that it has not set itself."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _policy())
    if request.is_secure:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={_TWO_YEARS}; includeSubDomains"
        )
    return response


def _policy() -> str:
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    wider = {"script-src", "style-src"}
    return "; ".join(
        f"{name} {sources}{nonce if name in wider else ''}" for name, sources in _POLICY.items()
    )
