"""A sealed submission: ``1|key id|ephemeral public key|iv|ciphertext``, each part in base64url."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from werkzeug.datastructures import Headers

from consult.config import LARGEST_BODY, LARGEST_SEALED
from consult.responses.body import Body, BrokenBody, read_form, read_raw
from consult.responses.intake_key import IntakeKey

_KIND = "text/plain"
# 3 bytes, 65, 12, and the 16 that GCM adds at least.
_PARTS = re.compile(
    rb"1\|([A-Za-z0-9_-]{4})\|([A-Za-z0-9_-]{87})\|([A-Za-z0-9_-]{16})\|([A-Za-z0-9_-]{22,})"
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The parts of one, not opened yet."""

    key_id: str
    point: bytes
    iv: bytes
    ciphertext: bytes

    def opened(self, key: IntakeKey, slug: str, versions: Iterable[int]) -> Body:
        """The form in it, which one of these versions was sealed for. Raises BrokenBody."""
        if self.key_id != key.id:
            raise BrokenBody("malformed")
        cipher = AESGCM(self._agreed(key))
        for number in versions:
            with suppress(InvalidTag):
                return _form(
                    cipher.decrypt(self.iv, self.ciphertext, f"{slug}|{number}".encode()), number
                )
        raise BrokenBody("malformed")

    def _agreed(self, key: IntakeKey) -> bytes:
        try:
            return key.agreed(self.point)
        except ValueError:  # no point of the curve
            raise BrokenBody("malformed") from None


def read_envelope(stream: IO[bytes], headers: Headers) -> Envelope:
    """Raises BrokenBody, and nothing else."""
    return in_parts(read_raw(stream, headers, _KIND, LARGEST_SEALED))


def in_parts(sealed: bytes) -> Envelope:
    """Raises BrokenBody, and nothing else."""
    parts = _PARTS.fullmatch(sealed)
    if not parts or len(parts[4]) % 4 == 1:  # no bytes come out at that length
        raise BrokenBody("malformed")
    return Envelope(
        parts[1].decode(), *(urlsafe_b64decode(part + b"==") for part in parts.groups()[1:])
    )


def _form(plain: bytes, number: int) -> Body:
    """Nobody looks at a sealed form once more: it is sent whole, under its id, or not at all."""
    if len(plain) > LARGEST_BODY:
        raise BrokenBody("too_large")
    body = read_form(plain)
    if body.version != number or body.id is None or body.edit or body.switch:
        raise BrokenBody("malformed")
    return body
