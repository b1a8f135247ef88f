"""A row of a spreadsheet gets the verdict that a phone's submission gets."""

import csv
import io
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.consultations.publish import ELSEWHERE
from consult.questionnaire.answers import read_answers
from consult.questionnaire.document import NON_ANSWERS
from consult.questionnaire.reading import with_places
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.responses.bulk import SEVERAL, read_bulk
from consult.tables.columns import encode, layout
from consult.web.refusal import Refusal
from tests.questionnaire.street import CAREFUL

QUESTIONNAIRE = with_places(shipped()["neighbourhood_safety"], [*TRUJILLO, ELSEWHERE])
FIELDS = {field: question for question in QUESTIONNAIRE.questions for field in question.fields}
COLUMNS = layout(QUESTIONNAIRE)
TICKED = "victim"


def sheet(header, rows, separator=",", bom="\ufeff") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([header, *rows])
    return (bom + out.getvalue()).encode()


def cells(question):
    """Cells for a question: mostly possible ones, now and then something else."""
    options = [option.id for option in question.options]
    odd = st.sampled_from(["", "_dk", "_refused", "nobody", "1e400", "１２", "a\tb"])
    if question.kind == "text":
        return st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), odd)
    if question.kind in SEVERAL:
        listed = st.lists(st.sampled_from(options), max_size=4).map(" ".join)
        return st.one_of(listed, listed, odd)
    return st.one_of(st.sampled_from(options), st.sampled_from(options), odd)


def pairs(row):
    """What a phone would send for the same row."""
    return [
        (field, value)
        for field, cell in row.items()
        for value in (cell.split() if FIELDS[field].kind in SEVERAL else [cell])
    ]


ROWS = st.fixed_dictionaries({field: cells(question) for field, question in FIELDS.items()})


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.fixed_dictionaries({f: cells(q) for f, q in FIELDS.items()}), min_size=1, max_size=8
    )
)
def test_every_row_is_judged_as_a_phone_would_be(rows):
    rows = [{**row, "district": row["district"] or "130102"} for row in rows]
    bulk = read_bulk(
        QUESTIONNAIRE, sheet(FIELDS, [[row[field] for field in FIELDS] for row in rows])
    )
    read = [read_answers(QUESTIONNAIRE, pairs(row)) for row in rows]
    expected = {
        (number, field, fault.code)
        for number, one in enumerate(read, 2)
        for field, fault in one.faults.items()
    }
    assert {(fault.row, fault.column, fault.code) for fault in bulk.faults} == expected
    good = [one for one in read if not one.faults]
    codes = zip(*(bulk.block.arrays[column.id].tolist() for column in COLUMNS), strict=True)
    assert list(codes) == [encode(COLUMNS, one.answers, one.asked) for one in good]
    texts = [one.answers["proposal"] for one in good if "proposal" in one.answers]
    assert [text for _, text in bulk.texts] == [text for text in texts if text not in NON_ANSWERS]


OF_CAREFUL = {
    "place": st.sampled_from(["130101", "130102", "130103"]),
    "sector": st.sampled_from(["", "centre", "hill", "nowhere"]),
    "what": st.sampled_from(["", "centre", "hill beach", "all", "all hill"]),
    "why": st.sampled_from(["", "porque", "_refused"]),
    "dni": st.sampled_from(["", "12345678", "123", "x", "_refused"]),
    "born": st.sampled_from(["", "2025-01-01", "2026-12-01"]),
    "first": st.sampled_from(["", "5", "99999999"]),
}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.fixed_dictionaries(OF_CAREFUL), min_size=1, max_size=8),
    st.sampled_from([None, date(2025, 1, 1)]),
)
def test_what_depends_on_other_answers_is_judged_as_on_a_phone(rows, today):
    bulk = read_bulk(
        CAREFUL, sheet(OF_CAREFUL, [[row[f] for f in OF_CAREFUL] for row in rows]), today
    )
    expected = {
        (number, field, fault.code)
        for number, row in enumerate(rows, 2)
        for field, fault in read_answers(
            CAREFUL,
            [(name, part) for name, cell in row.items() for part in cell.split()],
            today,
        ).faults.items()
    }
    told = [(fault.row, fault.column, fault.code) for fault in bulk.faults]
    assert set(told) == expected
    assert len(told) == len(set(told))


@pytest.mark.parametrize("separator", [",", ";"])
def test_ticked_columns_say_the_same_as_a_list(separator):
    listed = sheet(["district", TICKED], [["130102", "theft threats"], ["130101", ""]], separator)
    ticked = sheet(
        ["district", f"{TICKED}/theft", f"{TICKED}/threats", f"{TICKED}/_dk"],
        [["130102", "1", "1", "0"], ["130101", "0", "", ""]],
        separator,
        bom="",
    )
    blocks = [read_bulk(QUESTIONNAIRE, content).block.arrays for content in (listed, ticked)]
    assert all((blocks[0][c.id] == blocks[1][c.id]).all() for c in COLUMNS)


def test_the_words_of_our_own_tables_for_no_answer_are_read_as_left_empty():
    bulk = read_bulk(QUESTIONNAIRE, sheet(["district", "weapon"], [["_empty", "_not_asked"]]))
    assert not bulk.faults and bulk.block.arrays["district"].tolist() == [0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"district\r\n",
        b"district,sex\r\n130102\r\n",
        b"district,nobody\r\n130102,1\r\n",
        b"district,district\r\n130102,130102\r\n",
        b"victim,victim/theft\r\ntheft,1\r\n",
        b"district/130102\r\n1\r\n",
        b'district\r\n"130102\r\n',
        b"district\r\n\xff\r\n",
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_a_sentence(app, content):
    with pytest.raises(Refusal) as refusal:
        read_bulk(QUESTIONNAIRE, content)
    assert str(refusal.value)
