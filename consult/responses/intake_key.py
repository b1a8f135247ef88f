"""The key of a consultation, under which phones seal answers that they keep without network.

Its public half stands in the page. The private one rests in the ring from opening until seven days
after closing; what a phone still keeps by then is unreadable.
"""

from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from consult.keys import KEY_BYTES, KeyMissing, KeyRing

CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve
_ID = 3  # bytes: there is one key to a consultation


def key_name(consultation_id: int) -> str:
    return f"intake-{consultation_id}"


@dataclass(frozen=True)
class IntakeKey:
    """The private key; what the page tells of it is ``told``."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def find(cls, ring: KeyRing, consultation_id: int) -> "IntakeKey":
        """Raises KeyMissing, or OSError where the ring cannot be read."""
        drawn = int.from_bytes(ring.get(key_name(consultation_id)))
        return cls(ec.derive_private_key(drawn % (_ORDER - 1) + 1, CURVE))

    @cached_property
    def point(self) -> bytes:
        """The public key as WebCrypto imports it raw."""
        public = self.private.public_key()
        return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @cached_property
    def id(self) -> str:
        return unpadded(sha256(self.point).digest()[:_ID])

    @property
    def told(self) -> str:
        return f"{self.id}|{b64encode(self.point).decode()}"

    def agreed(self, point: bytes) -> bytes:
        """The key that whoever holds the other half of ``point`` knows too. Raises ValueError."""
        other = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        secret = self.private.exchange(ec.ECDH(), other)
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=None).derive(secret)


def told(ring: KeyRing, consultation_id: int) -> str:
    """What a page says of the key; empty where there is none to be had."""
    try:
        return IntakeKey.find(ring, consultation_id).told
    except (KeyMissing, OSError):
        return ""


def unpadded(raw: bytes) -> str:
    """Base64url as WebCrypto's users write it, without the signs that only fill up."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
