"""Census figures as people write them, judged before they count."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.questionnaire.districts import every_district
from consult.questionnaire.document import Option, Questionnaire
from consult.questionnaire.text import Text, unaccented
from consult.tables.catalogue import Parameter, sentence
from consult.tables.items import items

UNCOUNTED = "-"  # what stands for people where the source does not count a category
_DASHES = (UNCOUNTED, "–", "—")
_ROLES = ("district", "sex", "age")
_NUMBER = re.compile(r"\d+|\d{1,3}(?:[, \u00a0\u202f]\d{3})+", re.ASCII)
_MOST = 100_000_000  # people in one category
_DIGITS = 20  # more say no more than that it is too large
_APART = 1  # per cent of the largest total
_MOST_NAMED = 12

Margin = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A role that a census may speak of, and its categories in all versions together."""

    role: str
    text: Text
    categories: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody wrote of one category; ``row`` is its number in a file."""

    role: str
    group: str
    people: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What to mend, and the role and category that it is about, where that is known."""

    text: Text
    role: str = ""
    group: str = ""


class _Unfit(Exception):
    """What cannot be taken. ``args``: the code of a sentence and what fills it."""

    @property
    def text(self) -> Text:
        return sentence(*self.args)


def asked(versions: Sequence[tuple[int, Questionnaire]]) -> tuple[Asked, ...]:
    """The roles of district, sex and age that questions play, in numbered versions."""
    players = {
        str(item.question.role): item
        for item in reversed(items(versions))
        if item.form == "one" and item.id == item.question.id
    }
    return tuple(
        Asked(role, sentence(role), players[role].options) for role in _ROLES if role in players
    )


def judge(
    lines: Sequence[Line], roles: Sequence[Asked]
) -> tuple[Mapping[str, Margin], list[Wrong]]:
    """The figures by role and category, and all that is wrong with them.

    Roles and categories are named by their id or their words in either language, whatever accents.
    A role of which no line says a number is left out.
    """
    placed: dict[tuple[str, str], Line] = {}
    wrong: list[Wrong] = []
    for line in lines:
        try:
            placed[_place(line, roles, placed)] = line
        except _Unfit as unfit:
            wrong.append(Wrong(_in_row(line, unfit.text)))
    margins: dict[str, Margin] = {}
    for role in roles:
        own = {option.id: placed.get((role.role, option.id)) for option in role.categories}
        if any(line and line.people not in ("", *_DASHES) for line in own.values()):
            margins[role.role], more = _margin(role, own)
            wrong += more
    if not margins and not wrong:
        wrong.append(Wrong(sentence("no_figures")))
    return margins, wrong or list(_differing(margins, roles))


def _place(
    line: Line, roles: Sequence[Asked], taken: Mapping[tuple[str, str], Line]
) -> tuple[str, str]:
    role = next((one for one in roles if _is(line.role, one.role, one.text)), None)
    if role is None:
        known = ", ".join(one.role for one in roles)
        raise _Unfit("unknown_role", {"role": line.role[:60], "known": known})
    option = next((one for one in role.categories if _is(line.group, one.id, one.text)), None)
    if option is None:
        known = ", ".join(one.text.es for one in role.categories[:_MOST_NAMED])
        said: dict[str, Parameter] = {"group": line.group[:60], "role": role.text, "known": known}
        raise _Unfit("unknown_category", said)
    if (role.role, option.id) in taken:
        raise _Unfit("twice", {"group": option.text, "role": role.text})
    return role.role, option.id


def _is(written: str, name: str, text: Text) -> bool:
    words = _plain(written)
    return bool(words) and words in (name, _plain(text.es), _plain(text.en))


def _plain(words: str) -> str:
    return " ".join(unaccented(words).split())


def _margin(role: Asked, own: Mapping[str, Line | None]) -> tuple[Margin, list[Wrong]]:
    margin: dict[str, int | None] = {}
    wrong = []
    for option in role.categories:
        line = own[option.id]
        try:
            margin[option.id] = _people(role, option, line.people if line else "")
        except _Unfit as unfit:
            wrong.append(Wrong(_in_row(line, unfit.text), role.role, option.id))
    return margin, wrong


def _people(role: Asked, option: Option, written: str) -> int | None:
    """People in a category; None where the source does not count it."""
    said: dict[str, Parameter] = {
        "group": option.text,
        "role": role.text,
        "people": written[:60],
        "most": f"{_MOST:,}",
    }
    if written in _DASHES or (not written and _is_no_place(role, option)):
        return None
    if not written:
        raise _Unfit("missing_figure", said)
    if not _NUMBER.fullmatch(written):
        negative = written.startswith(_DASHES) and _NUMBER.fullmatch(written[1:])
        raise _Unfit("negative_figure" if negative else "no_number", said)
    people = int(re.sub(r"\D", "", written)[:_DIGITS])
    if not 0 < people <= _MOST:
        raise _Unfit("huge_figure" if people else "zero_figure", said)
    return people


def _is_no_place(role: Asked, option: Option) -> bool:
    """Whether it is "somewhere else", which no census of these districts counts."""
    return role.role == "district" and option.id not in every_district()


def _differing(margins: Mapping[str, Margin], roles: Sequence[Asked]) -> Iterator[Wrong]:
    """The roles must count the same people."""
    totals = {
        role: sum(people or 0 for people in margin.values()) for role, margin in margins.items()
    }
    if not totals:
        return
    words = {role.role: role.text for role in roles}
    least, most = min(totals, key=lambda r: totals[r]), max(totals, key=lambda r: totals[r])
    if (totals[most] - totals[least]) * 100 > _APART * totals[most]:
        told: dict[str, Parameter] = {
            "first": words[least], "less": f"{totals[least]:,}",
            "second": words[most], "more": f"{totals[most]:,}",
        }  # fmt: skip
        yield Wrong(sentence("totals_differ", told))


def _in_row(line: Line | None, text: Text) -> Text:
    if line is None or line.row is None:
        return text
    return sentence("in_row", {"row": line.row, "what": text})
