"""The 25 questions read as a careful engineer would by hand who knows them and no others.

Tables of what is allowed, the rules of the route written out, every field looked at once.
"""

import re
from urllib.parse import unquote_plus

from tests.bench.residents import QUESTIONNAIRE

EMPTY, NOT_ASKED, TEXT = 0, 1, "proposal"
LONGEST = 500  # characters
STATUS = {"": EMPTY, "_dk": 2, "_refused": 3}
UNSAFE = (["very_unsafe"], ["unsafe"])
NOTHING_HAPPENED = (None, [""], ["_dk"], ["_refused"])
CONTROLS = frozenset(("_id", "_version", "_lang", "_end"))
ID = re.compile(r"[A-Za-z0-9_-]{22,64}")
BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

KINDS = {field: asked.kind for asked in QUESTIONNAIRE.questions for field in asked.fields}
CODES = {
    field: {option.id: 4 + place for place, option in enumerate(asked.options)}
    | {status: STATUS[status] for status in ("", *asked.non_answers)}
    for asked in QUESTIONNAIRE.questions
    for field in asked.fields
}
MOST = {asked.id: asked.max_choices or 99 for asked in QUESTIONNAIRE.questions}
ALONE = {o.id for asked in QUESTIONNAIRE.questions for o in asked.options if o.exclusive} | {
    *STATUS
}
REQUIRED = [field for asked in QUESTIONNAIRE.questions if asked.required for field in asked.fields]


class Refused(ValueError):
    """What was sent is not taken."""


def fields_of(raw: bytes) -> dict[str, list[str]]:
    """The values of every field. Raises Refused and UnicodeDecodeError."""
    text = raw.decode()
    if not text.endswith("&_end=1") or BAD_ESCAPE.search(text):
        raise Refused
    fields: dict[str, list[str]] = {}
    for pair in text.split("&"):
        name, equals, value = pair.partition("=")
        if not equals:
            raise Refused
        if "%" in pair or "+" in pair:
            name, value = unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")
        if name in fields:
            fields[name].append(value)
        else:
            fields[name] = [value]
    return fields


def controls_of(fields: dict[str, list[str]]) -> str:
    """The id, where it is one and the version is ours. Only answers are left in ``fields``."""
    taken = [fields.pop(name, ["", ""]) for name in ("_id", "_version", "_lang", "_end")]
    if any(len(values) > 1 for values in taken) or not ID.fullmatch(taken[0][0]):
        raise Refused
    if taken[1] != ["1"]:
        raise Refused
    return taken[0][0]


def codes_of(fields: dict[str, list[str]]) -> tuple[list[int], str]:
    """A number for each column, and the free words. Raises Refused."""
    if not CODES.keys() >= fields.keys() or any(name not in fields for name in REQUIRED):
        raise Refused
    skipped = _skipped(fields)
    codes: list[int] = []
    for field, kind in KINDS.items():
        if field in skipped:
            codes.append(2 if kind == "multiple" else NOT_ASKED)
        elif kind == "multiple":
            codes.append(_several(field, fields.get(field)))
        elif kind == "ranking":
            codes += _ranked(field, fields.get(field))
        elif kind != "text":
            codes.append(_one(field, fields.get(field)))
    [said] = fields.get(TEXT, [""])
    if len(said) > LONGEST or not said.isprintable():
        raise Refused
    return codes, said


def _skipped(fields: dict[str, list[str]]) -> set[str]:
    """The rules of the route."""
    skipped = set()
    if fields.get("safety_night") not in UNSAFE:
        skipped.add("unsafe_reasons")
    victim = fields.get("victim")
    if victim in NOTHING_HAPPENED or victim == ["none"]:
        skipped |= {"weapon", "reported", "not_reported"}
    elif fields.get("reported") != ["no"]:
        skipped.add("not_reported")
    return skipped


def _one(field: str, values: list[str] | None) -> int:
    if values is None:
        return EMPTY
    if len(values) > 1 or values[0] not in CODES[field]:
        raise Refused
    return CODES[field][values[0]]


def _several(field: str, values: list[str] | None) -> int:
    if values is None:
        return 1 << EMPTY
    known, bits = CODES[field], 0
    if len(values) > 1 and (len(values) > MOST[field] or not ALONE.isdisjoint(values)):
        raise Refused
    for value in values:
        bit = 1 << known.get(value, 63)
        if bit & (bits | 1 << 63):
            raise Refused
        bits |= bit
    return bits


def _ranked(field: str, values: list[str] | None) -> list[int]:
    known = CODES[field]
    if values is None or values == [""]:
        return [EMPTY] * 4
    if len(values) == 1 and values[0] in STATUS:
        return [STATUS[values[0]]] * 4
    codes = [known.get(value, EMPTY) for value in values]
    if min(codes) < 4 or len(set(codes)) < len(codes):
        raise Refused
    return codes + [EMPTY] * (4 - len(codes))
