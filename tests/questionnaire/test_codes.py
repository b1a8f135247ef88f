"""Paper: an entry as it is keyed, and the values that a phone would send for it."""

import pytest

from consult.questionnaire.codes import codes, keyed
from consult.questionnaire.kinds import read_field
from tests.questionnaire.street import options, question, questionnaire

NS_NR = ["_dk", "_refused"]
PAPER = questionnaire(
    question("one", "single", options=options("1", "3", "2"), non_answers=NS_NR),
    question("few", "multiple", options=options("a", "b", "c", "d"), non_answers=NS_NR),
    question("many", "multiple", options=options(*"abcdefghijkl")),
    question("order", "ranking", options=options("a", "b", "c"), non_answers=NS_NR),
    question("long_order", "ranking", options=options(*(f"o{n}" for n in range(30)))),
    question("grid", "grid", options=options("x", "y"), rows=options("r"), non_answers=["_dk"]),
    question("size", "number", non_answers=NS_NR),
    question("words", "text", non_answers=["_refused"]),
    question("bare", "text"),
    question("day", "date", non_answers=["_dk"]),
)


@pytest.mark.parametrize(
    ("field", "entry", "values"),
    [
        ("one", "", []),
        ("one", " 2 ", ["3"]),  # the second, whatever it is called
        ("one", "ns", ["_dk"]),
        ("one", "NR", ["_refused"]),
        ("one", "1 2", ["1", "3"]),
        ("one", "7", ["?7"]),
        ("one", "12", ["?12"]),
        ("few", "134", ["a", "c", "d"]),
        ("few", "1, 3; 4", ["a", "c", "d"]),
        ("few", "1 ns", ["a", "_dk"]),
        ("few", "5", ["?5"]),
        ("many", "12", ["l"]),
        ("many", "1 2", ["a", "b"]),
        ("many", "1-12", ["a", "l"]),
        ("order", "cab", ["c", "a", "b"]),
        ("order", "C A", ["c", "a"]),
        ("order", "nr", ["_refused"]),
        ("order", "1", ["?1"]),
        ("long_order", "30 1", ["o29", "o0"]),
        ("grid", "2", ["y"]),
        ("grid", "NR", ["?NR"]),
        ("size", "12,5", ["12,5"]),
        ("size", "NS", ["_dk"]),
        ("words", " Más luz. ", ["Más luz."]),
        ("words", "nr", ["_refused"]),
        ("words", "NS", ["NS"]),  # not printed there
        ("bare", "1", ["1"]),
        ("day", "24/11/2026", ["2026-11-24"]),
        ("day", "1.2.2026", ["2026-02-01"]),
        ("day", "24112026", ["2026-11-24"]),
        ("day", "2026-11-24", ["2026-11-24"]),
        ("day", "1112026", ["1112026"]),
        ("day", "24/11/26", ["24/11/26"]),
    ],
)
def test_what_is_keyed(field: str, entry: str, values: list[str]) -> None:
    assert keyed(PAPER.by_id[field], entry) == values


def test_every_code_is_read_as_what_it_stands_for() -> None:
    for asked in PAPER.questions:
        known = codes(asked)
        assert len(set(known.values())) == len(known)
        for code, id_ in known.items():
            assert keyed(asked, code) == [id_]
            read = read_field(asked, keyed(asked, code))
            assert read in (id_, (id_,))
