"""A stream: the answers to one version that come by one medium, and the keys that seal them.

Answers are mixed within their stream, and each mixing begins a new epoch. A key that nothing
waits under is destroyed: what a log, a freed page or a backup still holds is then unreadable.
"""

import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, Connection, Integer, bindparam, func, select
from sqlalchemy.orm import Session

from consult.keys import KeyMissing, KeyRing
from consult.responses.models import Pending

Channel = Literal["phone", "assisted", "paper", "import"]
ONE_BY_ONE: tuple[Channel, ...] = ("phone", "assisted", "paper")  # as people answer, or as keyed

_KEY = re.compile(r"epoch-([0-9]+)-([0-9]+)-([a-z]+)-([0-9]+)")
_NONCE = 12
_LENGTH = 4
_LOCK = 0x434F4E53  # names our advisory locks apart from anybody else's in a PostgreSQL database
_TAKE = {
    exclusive: select(take(_LOCK, bindparam("consultation", type_=Integer)))
    for exclusive, take in (
        (True, func.pg_advisory_xact_lock),
        (False, func.pg_advisory_xact_lock_shared),
    )
}
# Sealed answers are padded to one of these sizes, so that a size tells almost nothing.
_SIZES = (256, 1024, 2048, 4096, 16_384, 65_536, 262_144)


@dataclass(frozen=True, slots=True)
class Stream:
    """One consultation, version and medium."""

    consultation_id: int
    version: int
    channel: Channel

    @classmethod
    def all_with_keys(cls, ring: KeyRing) -> set["Stream"]:
        """The streams that have a key in the ring."""
        found = filter(None, map(_KEY.fullmatch, ring.names("epoch-")))
        return {cls(int(key[1]), int(key[2]), cast(Channel, key[3])) for key in found}

    @property
    def _prefix(self) -> str:
        return f"epoch-{self.consultation_id}-{self.version}-{self.channel}-"

    def epochs(self, ring: KeyRing) -> list[int]:
        """The epochs whose keys exist, oldest first."""
        keys = filter(None, map(_KEY.fullmatch, ring.names(self._prefix)))
        return sorted(int(key[4]) for key in keys)

    def newest_epoch(self, ring: KeyRing) -> int:
        """The last epoch whose key exists; 0 where there is none."""
        return max(self.epochs(ring), default=0)

    def newest_key(self, ring: KeyRing, connection: Connection) -> tuple[int, bytes]:
        """The epoch that new answers are sealed in, and its key; begun where there is none."""
        epoch = self.newest_epoch(ring)
        try:
            return epoch, ring.get(self.key_name(epoch))
        except KeyMissing:  # none yet, or a broken file
            epoch = self.begin_epoch(ring, connection)
            return epoch, ring.get(self.key_name(epoch))

    def past_keys(self, ring: KeyRing) -> dict[int, bytes]:
        """The keys of every epoch but the newest, as far as they can be read."""
        keys = {}
        for epoch in self.epochs(ring)[:-1]:
            with suppress(KeyMissing):
                keys[epoch] = ring.get(self.key_name(epoch))
        return keys

    def begin_epoch(self, ring: KeyRing, connection: Connection) -> int:
        """Begin the next epoch: its key is on disk when this returns."""
        epoch = self.next_epoch(ring, connection)
        ring.ensure(self.key_name(epoch))
        return epoch

    def next_epoch(self, ring: KeyRing, connection: Connection) -> int:
        """After every one that an answer waits in: no name ever stands for two keys."""
        waiting = select(func.max(func.abs(Pending.epoch))).where(self._mine)
        return max(self.newest_epoch(ring), connection.scalar(waiting) or 0) + 1

    def destroy_spent(self, ring: KeyRing, session: Session) -> None:
        """Destroy the key of every past epoch that no waiting answer is sealed under.

        The caller holds the consultation's lock.
        """
        past = self.epochs(ring)[:-1]
        waiting = set(session.scalars(select(Pending.epoch).where(self.waiting(past)).distinct()))
        for epoch in past:
            if epoch not in waiting:
                ring.destroy(self.key_name(epoch))

    def waiting(self, epochs: Iterable[int]) -> ColumnElement[bool]:
        """The condition that selects the answers of this stream that wait under some epochs."""
        return self._mine & Pending.epoch.in_(list(epochs))

    @property
    def _mine(self) -> ColumnElement[bool]:
        return (
            (Pending.consultation_id == self.consultation_id)
            & (Pending.version == self.version)
            & (Pending.channel == self.channel)
        )

    def key_name(self, epoch: int) -> str:
        return f"{self._prefix}{epoch}"


def lock(connection: Connection, consultation_id: int, *, exclusive: bool) -> None:
    """Keep intake (shared) and mixing or closing (exclusive) of a consultation apart until commit.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE[exclusive], {"consultation": consultation_id})


def seal(key: bytes, plain: bytes, label: str, room: int = 0) -> bytes:
    """Seal ``plain`` under a key; ``label`` says where it belongs and must match again.

    It is padded to a size that has room for so many bytes at least: where the longest that is
    usual has room, a size tells of nobody that she wrote much.
    """
    length = len(plain).to_bytes(_LENGTH)
    size = next(size for size in _SIZES if size >= max(len(plain), room) + _LENGTH)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, (length + plain).ljust(size, b"\0"), label.encode())


def unseal(key: bytes, sealed: bytes, label: str) -> bytes:
    """Open what ``seal`` made. Raises cryptography.exceptions.InvalidTag."""
    padded = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], label.encode())
    length = int.from_bytes(padded[:_LENGTH])
    return padded[_LENGTH : _LENGTH + length]
