"""The limit: the same questionnaire taken in by hand, without a framework, on the same server.

python -m tests.bench.bare serve --host H --port P
"""

import hashlib
import hmac
import os
import secrets

import msgpack

from consult.responses.stream import seal
from tests.bench.bare_store import Row, open_store
from tests.bench.by_hand import Refused, codes_of, controls_of, fields_of
from tests.bench.residents import PATH
from tests.bench.serving import serve

MOST = 64 * 1024  # bytes
KEY = secrets.token_bytes(32)
LABEL = "epoch-1-1-phone-1"
STATUS = {"conflict": "409 Conflict", "closed": "410 Gone", "busy": "503 Service Unavailable"}
THANKS = [("Location", f"{PATH}/thanks"), ("Content-Length", "0"), ("Cache-Control", "no-store")]


class Bare:
    def __init__(self, store):
        self._store = store

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/readyz":
            return _say(start_response, "200 OK")
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != PATH:
            return _say(start_response, "404 Not Found")
        if environ.get("CONTENT_TYPE") != "application/x-www-form-urlencoded":
            return _say(start_response, "415 Unsupported Media Type")
        try:
            row = _row(environ["wsgi.input"].read(MOST))
        except (Refused, UnicodeDecodeError):
            return _say(start_response, "422 Unprocessable Content")
        outcome = self._store.add(row)
        if outcome != "stored":
            return _say(start_response, STATUS[outcome])
        start_response("303 See Other", THANKS)
        return []


def _row(raw: bytes) -> Row:
    fields = fields_of(raw)
    id_ = controls_of(fields).encode()
    plain = msgpack.packb(codes_of(fields))
    row_id = secrets.token_bytes(16)
    return (
        hashlib.sha256(id_).digest(),
        hmac.digest(id_, plain, "sha256"),
        row_id,
        seal(KEY, plain, f"{LABEL}|{row_id.hex()}"),
    )


def _say(start_response, status):
    start_response(status, [("Content-Length", "0"), ("Retry-After", "5")])
    return []


if __name__ == "__main__":
    with open_store(os.environ["CONSULT_DATABASE_URL"]) as store:
        serve(Bare(store))
