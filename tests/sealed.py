"""A phone that seals what it keeps, as a script in its page will."""

import secrets
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()


@dataclass(frozen=True)
class Phone:
    """What it read in the page: the key, the address and the version."""

    key: str
    slug: str
    version: int = 1

    def seals(self, form: bytes) -> bytes:
        """The body of a sealed submission."""
        key_id, point = self.key.split("|")
        own = ec.generate_private_key(_CURVE)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, b64decode(point))
        derive = HKDF(SHA256(), 32, salt=None, info=None).derive
        cipher, iv = AESGCM(derive(own.exchange(ec.ECDH(), theirs))), secrets.token_bytes(12)
        mine = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        parts = (mine, iv, cipher.encrypt(iv, form, f"{self.slug}|{self.version}".encode()))
        return "|".join(("1", key_id, *map(_encoded, parts))).encode()


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
