"""What the key ring knows of the releases that were made, whatever database stands beside it.

A database that was restored may not hold results that people have seen. Made again from other
answers they would tell more than both promise: so the ring, which no restored backup turns back,
keeps the checksum of each. It is entered before a release can be seen, and after its body rests in
the database: a kill between the two leaves a release that is finished as it is.
"""

import hashlib
import re
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.keys import KeyMissing, KeyRing
from consult.questionnaire.text import Text
from consult.releases.models import StoredRelease
from consult.responses.custody import behind

_ENTRY = re.compile(r"released-([0-9]+)-(.+)")
_RING_BEHIND = Text(
    "Faltan llaves en el llavero: puede que su disco no esté montado. No se hacen resultados "
    "mientras tanto. Quien administra el programa ve qué falta con: consult doctor",
    "Keys are missing from the key ring: its disk may not be mounted. No results are made "
    "meanwhile. Whoever runs the program sees what is missing by: consult doctor",
)
_ROUNDING_LOST = Text(
    "Falta la llave que redondeó los resultados anteriores. Recupérela de la copia de seguridad "
    "del llavero, o haga una consulta nueva: con otra llave se podría averiguar más de la gente.",
    "The key that rounded the earlier results is missing. Bring it back from the backup of the "
    "key ring, or make a new consultation: with another key more could be found out about people.",
)
_MADE_ELSEWHERE = Text(
    "Ya se hicieron resultados n.º {N} que esta base de datos no tiene: es más antigua que ellos. "
    "Hacerlos otra vez permitiría averiguar, al compararlos, qué respondió alguien. Restaure la "
    "copia de seguridad más reciente, o haga una consulta nueva.",
    "Results no. {N} were made that this database does not hold: it is older than they are. "
    "Making them again could reveal, by comparing, what somebody answered. Restore the newest "
    "backup, or make a new consultation.",
)


def enter_all(ring: KeyRing, session: Session, consultation: Consultation) -> None:
    """Note the releases whose bodies this database holds; on disk when this returns."""
    for stored in _bodies(session, consultation):
        name = f"released-{stored.number}-{consultation.slug.replace('_', '.')}"
        ring.keep(name, checksum(stored.body or b""))


def made_elsewhere(ring: KeyRing, session: Session, consultation: Consultation) -> list[int]:
    """The numbers of the releases that were made and are not in this database, or not the same."""
    held = {
        stored.number: checksum(stored.body or b"") for stored in _bodies(session, consultation)
    }
    entered = _entered(ring, consultation.slug)
    return sorted(number for number, one in entered.items() if held.get(number) != one)


def withheld(ring: KeyRing, session: Session, consultation: Consultation) -> Text | None:
    """Why no results may be made here, by what the key ring knows."""
    if behind(ring, session.connection()):
        return _RING_BEHIND
    if elsewhere := made_elsewhere(ring, session, consultation):
        number = ", ".join(map(str, elsewhere))
        return Text(
            _MADE_ELSEWHERE.es.format(N=number),
            _MADE_ELSEWHERE.en.format(N=number),
        )
    if _bodies(session, consultation) and rounding_key(ring, consultation) is None:
        return _ROUNDING_LOST
    return None


def rounding_key(ring: KeyRing, consultation: Consultation) -> bytes | None:
    """The key that rounds the results of a consultation; None where there is none (yet)."""
    try:
        return ring.get(rounding_name(consultation))
    except KeyMissing:
        return None


def rounding_name(consultation: Consultation) -> str:
    return f"rounding-{consultation.id}"


def checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def _entered(ring: KeyRing, slug: str) -> Mapping[int, bytes]:
    """The checksum of each release of a consultation; empty where its entry is damaged."""
    found = filter(None, map(_ENTRY.fullmatch, ring.names("released-")))
    return {int(one[1]): _read(ring, one[0]) for one in found if one[2].replace(".", "_") == slug}


def _read(ring: KeyRing, name: str) -> bytes:
    try:
        return ring.get(name)
    except KeyMissing:
        return b""


def _bodies(session: Session, consultation: Consultation) -> list[StoredRelease]:
    rows = select(StoredRelease).filter_by(consultation_id=consultation.id)
    return list(session.scalars(rows.where(StoredRelease.body.is_not(None))))
