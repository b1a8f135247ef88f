"""Every district of Peru: named well, told apart where that is needed, and found."""

import re

import pytest

from consult.questionnaire.districts import as_options, every_district, of_province, search

SANTA_ROSA_CHICLAYO, SANTA_ROSA_LIMA = "140114", "150139"


def test_every_district_has_its_code_and_a_name_with_its_accents() -> None:
    every = every_district()
    assert len(every) == 1892
    assert len({id_[:4] for id_ in every}) == 196
    assert len({id_[:2] for id_ in every}) == 25
    for district in every.values():
        assert re.fullmatch(r"[A-ZÁÉÍÓÚÑ][\w' -]*[a-záéíóúüñ]", district.name), district
        assert district.name == district.name.strip()
    some = ("130111", "130112", "180107", "160801")
    assert [every[id_].name for id_ in some] == [
        "Víctor Larco Herrera",
        "Alto Trujillo",
        "San Antonio",
        "Putumayo",
    ]


def test_no_two_stand_under_one_name_in_one_province() -> None:
    places = [(each.name, each.whereabouts) for each in every_district().values()]
    assert len(set(places)) == len(places)


def test_trujillo_has_twelve() -> None:
    assert of_province("1301") == tuple(f"1301{number:02}" for number in range(1, 13))


def names(*ids: str) -> list[str]:
    return [option.text.es for option in as_options(ids)]


def test_namesakes_are_told_apart_only_where_both_are_there() -> None:
    assert names("130101", SANTA_ROSA_LIMA) == ["Trujillo", "Santa Rosa"]
    both = names(SANTA_ROSA_LIMA, SANTA_ROSA_CHICLAYO)
    assert both == ["Santa Rosa (Chiclayo)", "Santa Rosa (Lima)"]
    everything = [option.text.es for option in as_options(every_district())]
    assert len(set(everything)) == len(everything)
    assert names("000000") == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("alto truj", "130112"),
        ("VICTOR LARCO", "130111"),
        ("víctor", "130111"),
        ("santa rosa chiclayo", SANTA_ROSA_CHICLAYO),
        ("porvenir la libertad", "130102"),
        ("130105", "130105"),
        ("nunoa", "210806"),
        ("trujillo", "130101"),
    ],
)
def test_words_lead_to_a_district(words: str, first: str) -> None:
    assert search(words)[0].id == first


@pytest.mark.parametrize("words", ["", "  ", "%", "_", "\0", "zzz", "trujillo zzz", "'; --", "́"])
def test_what_is_no_name_leads_nowhere(words: str) -> None:
    assert search(words) == []


def test_a_search_gives_no_more_than_fits_a_page() -> None:
    assert len(search("a")) == 12
    assert {each.id for each in search("1301")} == set(of_province("1301"))
