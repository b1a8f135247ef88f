"""Names of a form as ids of ours, and back."""

import re
from collections.abc import Container

from consult.questionnaire.shape import LONGEST_ID

_RESERVED = ("meta",)  # of pyxform, for what it keeps of a form itself
_OTHER = re.compile(r"[^a-z0-9_]+")


def unused_id(name: str, taken: Container[object]) -> str:
    """The id for a name: lower case, underscores for the rest, and a number where it is taken.

    An id that begins with a digit is written with an underscore before it, which XML asks for.
    """
    plain = _OTHER.sub("_", name.lower()).strip("_")[:LONGEST_ID] or "x"
    candidate, number = plain, 1
    while candidate in taken:
        number += 1
        candidate = f"{plain[: LONGEST_ID - 5]}_{number}"
    return candidate


def name_for(id_: str) -> str:
    """The name that a question or section has in a form."""
    return f"_{id_}" if id_[0].isdigit() or id_ in _RESERVED else id_
