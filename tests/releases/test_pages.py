"""Around the tables: the list of questions, the search, earlier results, and why it is so."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from consult.consultations.published import find
from consult.db import writing
from consult.releases.models import StoredRelease
from consult.releases.opened import opened
from consult.releases.why.example import YESTERDAY, exact, rounded
from consult.tables.stored import from_bytes, to_bytes
from tests.cast import Visitor
from tests.releases.test_views import OF, ONE, PUBLIC, QUESTION, answer, run


@pytest.fixture
def released(house: Flask, julio: Visitor) -> Visitor:
    """A coordinator who has made results no. 1."""
    answer(house, 120)
    julio.sends(OF)
    run(house)
    return julio


def side(page: str) -> str:
    return "".join(re.findall(r'<nav class="side".*?</nav>', page, re.DOTALL))


SEARCHES = [
    ("policia", ["sector"]),  # without its accent
    ("POLICÍA", ["sector"]),
    ("noche barrio", ["safety_night"]),
    ("xyzzy", []),
    ("noche xyzzy", []),
]


@pytest.mark.parametrize(("asked", "questions"), SEARCHES)
def test_a_search_finds_questions_and_options(
    released: Visitor, asked: str, questions: list[str]
) -> None:
    page = released.client.get(ONE, query_string={"find": asked, "lang": "es"}).text
    main = page.partition("<main")[2]
    found = set(re.findall(rf'<h3><a href="{ONE}/(\w+)', main))
    assert set(questions) <= found
    assert bool(found) is bool(questions)
    assert ("Nada tiene esas palabras" in main) is not bool(questions)


def test_a_search_is_only_words(released: Visitor) -> None:
    page = released.client.get(ONE, query_string={"find": '<script>"' + "x" * 500}).text
    assert "&lt;script&gt;" in page
    assert "<script>&" not in page
    assert "x" * 101 not in page.partition("<main")[2]


def test_every_question_is_listed_and_the_one_shown_is_marked(released: Visitor) -> None:
    beside = side(released.sees(QUESTION))
    listed = re.findall(rf'href="{ONE}/([\w.]+)" data-words', beside)
    assert len(listed) == len(set(listed)) > 5
    assert re.findall(r'href="([^"]+)"[^>]*aria-current', beside) == [QUESTION]


def test_one_can_walk_from_question_to_question(released: Visitor) -> None:
    listed = re.findall(rf'href="({ONE}/[\w.]+)" data-words', side(released.sees(ONE)))
    walked = [listed[0]]
    while found := re.findall(r'rel="next" href="([^"]+)"', released.client.get(walked[-1]).text):
        walked.append(found[0])
    assert walked == listed
    back = released.client.get(listed[1]).text
    assert re.findall(r'rel="prev" href="([^"]+)"', back) == [listed[0]]


def test_the_tabs_of_everybody_keep_the_language(released: Visitor, neighbour: Visitor) -> None:
    page = neighbour.client.get(f"{PUBLIC}/1/safety_night?lang=en").text
    tabs = re.findall(r'<nav class="cuts".*?</nav>', page, re.DOTALL)[0]
    assert all("lang=en" in link for link in re.findall(r'href="([^"]+)"', tabs))


def test_earlier_results_stay_where_they_were(
    house: Flask, released: Visitor, neighbour: Visitor
) -> None:
    assert "Otros resultados" not in neighbour.sees(PUBLIC) + released.sees(ONE)
    with house.app_context(), writing() as session:
        consultation = find(session, "c-open")
        assert consultation is not None
        first = session.query(StoredRelease).one()
        assert first.body is not None
        later = StoredRelease(
            consultation_id=consultation.id, number=2, state="ready",
            requested_at=first.requested_at,
            body=to_bytes(replace(from_bytes(first.body), number=2)),
        )  # fmt: skip
        session.add(later)
    assert "Resultados n.º 2</h1>" in neighbour.sees(PUBLIC)
    assert "Resultados n.º 1</h1>" in neighbour.sees(f"{PUBLIC}/1")
    assert f'href="{PUBLIC}/1?lang=es"' in neighbour.sees(PUBLIC)
    assert f'href="{OF}/2"' in released.sees(ONE)
    neighbour.sees(f"{PUBLIC}/3", 404)


def test_what_was_read_once_is_not_read_again(released: Visitor, neighbour: Visitor) -> None:
    neighbour.sees(PUBLIC)
    before = opened.cache_info()
    neighbour.sees(PUBLIC)
    after = opened.cache_info()
    assert after.misses == before.misses
    assert after.hits > before.hits


def test_why_is_told_to_everybody_in_the_words_of_the_house(neighbour: Visitor) -> None:
    page = neighbour.sees("/why")
    for sentence in (
        "No hay resultados en vivo: al comparar la tabla de ayer con la de hoy",
        "«0» quiere decir entre 0 y 4 personas, no «nadie».",
        "No se muestra: menos de 20. No significa cero; cuenta en el total.",
        "No compare grupos por diferencias menores de 10 puntos: el redondeo puede crearlas.",
        "El sistema no da tablas más exactas a nadie, tampoco a las autoridades.",
    ):
        assert sentence in page
    assert "Set-Cookie" not in neighbour.client.get("/why").headers


@pytest.mark.parametrize("answered", YESTERDAY)
def test_two_live_tables_give_one_person_away_and_rounded_ones_do_not(answered: str) -> None:
    assert [line.answer for line in exact(answered) if line.new] == [answered]
    assert rounded(answered) == rounded("no")
    for line, true in zip(rounded(answered), exact(answered), strict=True):
        assert line.new == 0
        assert abs(line.today - true.today) < 5
    bases = [sum(line.today for line in lines) for lines in (exact(answered), rounded(answered))]
    assert abs(bases[0] - bases[1]) < 5


@pytest.mark.parametrize(
    ("asked", "told"), [("yes", "«Sí»"), ("refused", "«Prefiero"), ("zzz", "«No»")]
)
def test_the_example_answers_without_a_script(neighbour: Visitor, asked: str, told: str) -> None:
    page = neighbour.client.get("/why", query_string={"answered": asked, "lang": "es"}).text
    assert f"la señora N. respondió {told}" in page
