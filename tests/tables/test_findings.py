"""Findings: what each rule says of made-up numbers, and what holds of every one of them."""

import re
from dataclasses import replace

import pytest

from consult.questionnaire.text import Text
from consult.tables.build import build
from consult.tables.findings import doubts, findings
from consult.tables.findings.doubts import numbers, told
from consult.tables.view import table

# Everybody is 1,000 people and nothing else is printed: options in order, then who gave none.
OF_EVERYBODY = [
    ("one option of three", "pick", (700, 200, 100, 0), "el 70 % eligió «a es»"),
    ("one end of a scale", "rate", (400, 300, 200, 100, 0), "el 70 % eligió «a es» u «o es»"),
    ("no more than two of three", "pick", (660, 330, 10, 0), "Ninguna otra respuesta tuvo"),
    ("half", "pick", (480, 260, 260, 0), "cerca de la mitad (el 48 %) eligió «a es»"),
    ("halves", "rate", (250, 250, 250, 250, 0), "y el 50 % eligió «c es» o «d es»"),
    ("many do not know", "pick", (250, 250, 250, 250), "el 25 % contestó «No sé»"),
    ("nothing to say", "pick", (300, 300, 300, 100), ""),
    ("too few of it asked", "part", (700, 100, 100, 100), ""),
]
# Options a, b by sex, of f and of m.
BY_SEX = [
    ("ten points", (300, 200), (250, 250), "el 60 % del grupo «f es» y el 50 % del grupo «m es»"),
    ("nine points", (295, 205), (250, 250), ""),
    ("rounding could have made it", (60, 40), (50, 50), ""),
    ("few people", (60, 30), (5, 85), ""),
]


@pytest.fixture(scope="module")
def crowd(cast):
    return build(cast.request(cast.everything, 2500, seed=3))


@pytest.fixture(scope="module")
def small(cast):
    asked = (
        cast.question("pick", "single", options=cast.options("a", "b", "c"), non_answers=("_dk",)),
        cast.question("rate", "scale", required=True, options=cast.options("a", "o", "c", "d"),
                      non_answers=("_dk",)),
        cast.question("part", "single", options=cast.options("a", "b"),
                      when={"answered": "pick"}, required=True, non_answers=("_dk",)),
    )  # fmt: skip
    return build(cast.request(cast.questionnaire(*cast.roles(), *asked), 1000))


def only(release, name, by, counts, bases):
    """The release as if it printed one question, everybody and one breakdown, with these counts."""
    printed = release.question(name)
    lines = tuple(line for line in printed.lines if line.id != "_empty")
    everybody = tuple((sum(row),) for row in counts)
    printed = replace(printed, lines=lines, deviation=4, counts={"": everybody, by: counts})
    cuts = tuple(
        replace(cut, bases=bases if cut.id == by else (sum(bases),))
        for cut in release.breakdowns
        if cut.id in ("", by)
    )
    return replace(release, questions=(printed,), breakdowns=cuts, deviation=4)


@pytest.mark.parametrize(("case", "name", "counts", "said"), OF_EVERYBODY)
def test_what_is_said_of_everybody(small, case, name, counts, said):
    lines = tuple((count, 0, 0, 0) for count in counts)
    found = findings(only(small, name, "sex", lines, (1000, 0, 0, 0)))
    assert [finding.by for finding in found] == [""] * bool(said)
    assert all(said in finding.text.es for finding in found)
    assert all(finding.text.es.startswith("De quienes respondieron, ") for finding in found)


@pytest.mark.parametrize(("case", "of_f", "of_m", "said"), BY_SEX)
def test_two_groups_are_named_where_rounding_cannot_have_made_it(small, case, of_f, of_m, said):
    counts = (*((f, m, 0, 0) for f, m in zip(of_f, of_m, strict=True)), (0, 0, 0, 0), (0, 0, 0, 0))
    found = findings(only(small, "pick", "sex", counts, (sum(of_f), sum(of_m), 0, 0)))
    between = [finding for finding in found if finding.groups]
    assert [finding.groups for finding in between] == [("f", "m")] * bool(said)
    assert all(said in finding.text.es for finding in between)


def test_the_pair_is_the_most_solid_one_not_the_farthest_apart(small):
    lines = ((450, 150, 90, 10), (50, 350, 10, 90), (0,) * 4, (0,) * 4)
    counts = tuple(row + (0,) * 3 for row in lines)
    bases = (500, 500, 100, 100, 0, 0, 0)
    found = findings(only(small, "pick", "district", counts, bases))
    assert [finding.groups for finding in found if finding.groups] == [("130101", "130102")]


def printed_numbers(release, finding):
    shown = table(release, finding.question, finding.by)
    rows = [row for row in shown.rows if not finding.groups or row.group.id in finding.groups]
    single = {cell.percent for row in rows for cell in row.cells}
    both = {
        (200 * (one.count + two.count) + row.base) // (2 * row.base)
        for row in rows
        for one, two in zip(row.cells, row.cells[1:], strict=False)
    }
    return single | both


@pytest.mark.parametrize("size", [60, 250, 2500])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_answered_a_finding_says_what_is_printed(cast, size, seed):
    release = build(cast.request(cast.everything, size, seed=seed))
    found = findings(release)
    assert found == findings(release)
    assert len(found) <= 8
    assert len({release.question(one.question).question for one in found}) == len(found)
    for one in found:
        assert set(told(one.text.es)) <= printed_numbers(release, one)
        assert told(one.text.es) == told(one.text.en) != []
        assert not (one.by and release.question(one.question).sensitive)
        assert not re.search("población|population|[{}]", one.text.es + one.text.en)
        assert doubts(release, one.question, one.text) == ()


def test_five_to_eight_are_found_where_there_is_enough(cast):
    asked = [cast.question(f"q{n}", "scale", options=cast.options(*"abcd")) for n in range(20)]
    release = build(cast.request(cast.questionnaire(*cast.roles(), *asked), 1500, seed=1))
    assert 5 <= len(findings(release)) <= 8


DOUBTS = [
    ("De quienes respondieron, unas 12,345", ["12,345"]),
    ("Toda la población lo dice", ["población"]),
    ("Aumentó, según todas las vecinas", ["todas las vecinas", "aumentó"]),
    ("Eligió «Aumentó» la mitad", []),
    ("Es así por culpa de otros, porque sí", ["por culpa"]),
    ("Es significativo", ["significativo"]),
]


@pytest.mark.parametrize(("said", "words"), DOUBTS)
def test_a_sentence_that_says_too_much_is_doubted(small, said, words):
    found = doubts(small, "pick", Text(said, ""))
    assert len(found) == len(words)
    assert all(
        word in doubt.es and word in doubt.en for word, doubt in zip(words, found, strict=True)
    )


def test_numbers_are_known_by_their_tables(crowd):
    row = table(crowd, "safe").rows[0]
    known = numbers(crowd, "safe")
    assert {row.base, *(cell.count for cell in row.cells)} <= known
    with pytest.raises(KeyError):
        numbers(crowd, "nothing")
