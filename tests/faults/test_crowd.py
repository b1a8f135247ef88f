"""The moment after the radio named the address: everybody at once."""

from collections import Counter

from tests.faults.clients import new_id
from tests.faults.invariants import check
from tests.faults.numbered import form
from tests.faults.server import Served
from tests.faults.sockets import at_once, post

CROWD = 1_000


def test_a_thousand_at_once_are_all_stored_and_nobody_is_sent_away(place):
    requests = [post(form(number, new_id())) for number in range(CROWD)]
    with Served(*place) as served:
        assert Counter(at_once(served.address, requests)) == {303: CROWD}
        check(*place, set(range(CROWD)), served.log)
