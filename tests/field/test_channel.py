"""By which medium an answer counts: what a tablet carries says it, and nothing else does."""

import pytest

from consult.responses.stream import Stream
from consult.responses.tablets import Tablets
from tests.responses.test_views import FORM

HERE = Tablets("a secret of this house")


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        (HERE.mark(1), True),
        (HERE.mark(2), False),
        (Tablets("another secret").mark(1), False),
        ("", False),
        ("ñ", False),
        (None, False),
    ],
)
def test_a_mark_is_of_one_consultation_of_one_house(given, ours):
    assert HERE.carry(1, given) is ours


def test_what_a_tablet_seals_is_assisted(house, tablet, waiting):
    reply = send(house, tablet.seals(sex="f"))
    assert reply.json["status"] == "stored"
    assert waiting() == {"assisted": 1}


@pytest.mark.parametrize("mark", ["", "0" * 64, "no such mark"])
def test_with_any_other_mark_it_is_a_phones_and_not_lost(house, tablet, waiting, mark):
    assert send(house, tablet.seals(sex="f", _field=mark)).json["status"] == "stored"
    assert waiting() == {"phone": 1}


def test_sent_in_clear_it_is_assisted_too(house, tablet, waiting):
    form = f"_id={'x' * 24}&_version=1&_field={tablet.mark}&sex=f&_end=1"
    assert house.test_client().post("/c/c-open", data=form, content_type=FORM).status_code == 303
    assert waiting() == {"assisted": 1}


def test_the_same_answer_by_another_way_counts_once(house, tablet, waiting):
    for fields in ({}, {"_field": "another"}):
        sealed = tablet.seals(sex="f", _id="x" * 24, **fields)
        assert send(house, sealed).json["status"] == "stored"
    assert waiting() == {"assisted": 1}


def test_no_mark_tells_tablets_apart(house, rosa, tablet):
    page = rosa.client.get("/staff/field/c-open/tablet?lang=en").text
    assert f'value="{tablet.mark}"' in page


def test_its_key_is_there_before_its_first_answer(house, tablet):
    ring = house.extensions["key_ring"]
    channels = {stream.channel for stream in Stream.all_with_keys(ring)}
    assert channels == {"phone", "assisted", "paper"}


def send(house, sealed):
    return house.test_client().post("/c/c-open/sealed", data=sealed, content_type="text/plain")
