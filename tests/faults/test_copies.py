"""One submission that comes many times: told each time that it is stored, and stored once."""

import pytest

from tests.faults.clients import new_id, send
from tests.faults.invariants import check
from tests.faults.numbered import form
from tests.faults.server import Served
from tests.faults.sockets import at_once, post

COPIES = 50
SUBMISSIONS = 4


def test_many_copies_at_once_are_one_answer(place):
    bodies = [form(number, new_id()) for number in range(SUBMISSIONS)]
    with Served(*place) as served:
        for body in bodies:
            assert at_once(served.address, [post(body)] * COPIES) == [303] * COPIES
        check(*place, set(range(SUBMISSIONS)), served.log)


@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
def test_a_server_that_knows_no_copy_is_found_out(place):
    with Served(*place, careless="knows_nobody") as served:
        assert at_once(served.address, [post(form(1, new_id()))] * 2) == [303] * 2
        with pytest.raises(AssertionError, match="none came twice"):
            check(*place, {1})


def test_the_same_id_with_other_content_leaves_the_first_as_it_is(place):
    same = new_id()
    with Served(*place) as served:
        assert send(served.address, form(1, same)) == 303
        assert send(served.address, form(2, same)) == 409
        assert send(served.address, form(1, same)) == 303  # a reload after the reply
        check(*place, {1}, served.log)


def test_of_two_contents_under_one_id_at_once_one_is_stored_whole(place):
    same = new_id()
    requests = [post(form(number, same)) for number in (1, 2)] * (COPIES // 2)
    with Served(*place) as served:
        replies = at_once(served.address, requests)
        first, second = set(replies[::2]), set(replies[1::2])
        assert (first, second) in (({303}, {409}), ({409}, {303}))
        check(*place, {1} if first == {303} else {2}, served.log)


def test_a_copy_after_mixing_and_after_a_restart_is_known_again(place):
    body = form(7, new_id())
    with Served(*place) as served:
        assert send(served.address, body) == 303
        check(*place, {7}, served.log)  # mixes it
        served.kill()
        served.restart()
        assert send(served.address, body) == 303
        check(*place, {7}, served.log)
