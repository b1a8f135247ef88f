"""Small categories tabulated as one: what may be merged, its words, and that nobody is lost."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from consult.questionnaire.document import Band, Option
from consult.questionnaire.text import Text
from consult.tables.audit import prove
from consult.tables.build import build
from consult.tables.catalogue import sentence
from consult.tables.merging import check
from consult.tables.request import Published


@pytest.fixture(scope="module")
def asked(cast):
    names = {"130106": "Poroto", "130109": "Simbal", "130107": "Iquitos", "130101": "Trujillo"}
    places = tuple(Option(id_, Text(name, name)) for id_, name in names.items())
    return cast.questionnaire(
        cast.question("where", "place", role="district", options=places),
        cast.question("age", "single", role="age", options=(
            Option("a18", Text("18 a 24 años", "18 to 24")),
            Option("a25", Text("25 a 34 años", "25 to 34")),
            Option("a35", Text("35 a 44 años", "35 to 44")),
            Option("a45", Text("45 años o más", "45 or over")),
        )),
        cast.question("safe", "scale", options=cast.options(*"abcd")),
        cast.question("years", "number", bands=(
            Band("old", Text("10 o más", "10 or more"), Decimal(10)),
            Band("new", Text("0 a 4", "0 to 4"), Decimal(0), Decimal(4)),
            Band("some", Text("5 a 9", "5 to 9"), Decimal(5), Decimal(9)),
        )),
        cast.question("many", "multiple", options=cast.options(*"xyz")),
        cast.question("grid", "grid", options=cast.options(*"pqr"), rows=cast.options("r1", "r2")),
        cast.question("two", "single", options=cast.options("yes", "no")),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("merged", "codes"),
    [
        ({"where": [["130106", "130109"]]}, []),
        ({"where": [["130106", "130107"], ["130101", "130109"]]}, []),
        ({"age": [["a18", "a25", "a35"]], "safe": [["c", "d"]], "years": [["new", "some"]]}, []),
        ({"safe": [["a", "b"], ["d", "c"]]}, []),
        ({"where": [["130106", "130999"]]}, ["merge_option"]),
        ({"where": [["130106", "_empty"]]}, ["merge_option"]),
        ({"safe": [["x", "y"]]}, ["merge_option", "merge_option"]),
        ({"where": [["130106", "130109"], ["130109", "130107"]]}, ["merge_twice"]),
        ({"where": [["130106", "130106", "130109"]]}, ["merge_twice"]),
        ({"where": [["130106"]]}, ["merge_alone"]),
        ({"where": [[]]}, ["merge_alone"]),
        ({"where": [["130106", "130109", "130107", "130101"]]}, ["merge_all"]),
        ({"age": [["a18", "a35"]]}, ["merge_apart"]),
        ({"safe": [["a", "c"]]}, ["merge_apart"]),
        ({"years": [["new", "old"]]}, ["merge_apart"]),
        ({"many": [["x", "y"]]}, ["merge_question"]),
        ({"grid": [["p", "q"]]}, ["merge_question"]),
        ({"two": [["yes", "no"]]}, ["merge_question"]),
        ({"nothing": [["x", "y"]]}, ["merge_question"]),
    ],
)
def test_what_may_be_merged(asked, merged, codes):
    faults = check(merged, asked)
    assert [fault.code for fault in faults] == codes
    assert all(sentence(fault.code, fault.params).en for fault in faults)


@pytest.mark.parametrize(
    ("question", "group", "says"),
    [
        ("where", ["130106", "130109"], ("Poroto y Simbal", "Poroto and Simbal")),
        ("where", ["130109", "130106"], ("Poroto y Simbal", "Poroto and Simbal")),
        ("where", ["130106", "130107"], ("Poroto e Iquitos", "Poroto and Iquitos")),
        ("where", ["130106", "130109", "130101"],
         ("Poroto, Simbal y Trujillo", "Poroto, Simbal and Trujillo")),
        ("age", ["a18", "a25"], ("18 a 34 años", "18 to 34")),
        ("age", ["a35", "a45"], ("35 años o más", "35 or over")),
        ("years", ["new", "some"], ("0 a 9", "0 to 9")),
        ("safe", ["a", "b"], ("a es y b es", "a en and b en")),
    ],
)  # fmt: skip
def test_how_merged_ones_are_called(cast, asked, question, group, says):
    release = build(cast.request(asked, 300, merged={question: [group]}))
    lines = {line.id: line.text for line in release.question(question).lines}
    assert lines["+".join(group)] == Text(*says)
    assert not set(group) & set(lines)


def test_merged_ones_hold_everybody_of_their_parts(cast, asked):
    merged = {"where": [["130106", "130109"]], "years": [["new", "some"]], "safe": [["b", "c"]]}
    plain, together = (
        build(cast.request(asked, 900, by=("district",), merged=groups)) for groups in ({}, merged)
    )
    assert prove(together) == []
    assert [group.id for group in together.breakdown("district").groups] == [
        "130106+130109", "130107", "130101", "_empty"
    ]  # fmt: skip
    for name, [group] in merged.items():
        one, other = plain.question(name), together.question(name)
        parts = sum(
            row[0] for line, row in zip(one.lines, one.counts[""], strict=True) if line.id in group
        )
        [whole] = [
            row[0]
            for line, row in zip(other.lines, other.counts[""], strict=True)
            if "+" in line.id
        ]
        assert abs(whole - parts) <= 2 * one.deviation + other.deviation


def test_merged_ones_join_over_versions(cast):
    """Version 2 has only one of the two: it stands under both, in the words of both."""
    old, new = (
        cast.questionnaire(
            cast.question("where", "single", role="district", options=cast.options(*names))
        )
        for names in ("abcd", "acd")
    )
    versions = tuple(
        Published(number, str(number) * 64, one, cast.answered(one, 200, seed=number))
        for number, one in ((1, old), (2, new))
    )
    request = replace(cast.request(old, 20), versions=versions, merged={"where": [["a", "b"]]})
    release = build(request)
    lines = {line.id: row[0] for line, row in zip(
        release.question("where").lines, release.question("where").counts[""], strict=True
    )}  # fmt: skip
    assert list(lines) == ["a+b", "c", "d", "_empty"]
    codes = [np.asarray(version.block.arrays["where"]) for version in versions]
    true = int(np.isin(codes[0], (4, 5)).sum() + (codes[1] == 4).sum())
    assert abs(lines["a+b"] - true) <= release.deviation
    text = next(line.text for line in release.question("where").lines if line.id == "a+b")
    assert text.es == "a es y b es"


def test_nothing_to_merge_in_a_version_that_did_not_ask(cast, asked):
    release = build(cast.request(asked, 100, merged={"gone": [["x", "y"]]}))
    assert prove(release) == []
