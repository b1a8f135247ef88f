"""A server killed at each step of one submission: it is stored whole or not at all."""

import pytest

from consult.responses.intake import _Entrance
from tests.conftest import make_app
from tests.faults.clients import new_id
from tests.faults.invariants import check
from tests.faults.numbered import form
from tests.faults.steps import KEY_CREATED, Act, deaths, house, named, send

NUMBER = 7


def submission(url, instance, body: bytes) -> Act:
    """The first one of a consultation, whose key is made for it, sent as a phone sends it."""
    app = make_app(url, instance)
    return lambda: send(app, body)


def in_two_commits(url, instance, body: bytes) -> Act:
    """By a careless intake: the id is noted in one commit, the answers wait in the next."""
    act, wait = submission(url, instance, body), _Entrance._wait

    def commit_and_wait(self, submission) -> None:
        self._connection.exec_driver_sql("COMMIT")
        self._connection.exec_driver_sql("BEGIN")
        wait(self, submission)

    _Entrance._wait = commit_and_wait
    return act


def survives(scene, place, folder, scale) -> None:
    body = form(NUMBER, new_id())
    for there in deaths(scene, place, folder, scale, body):
        check(*there, set(), sent={NUMBER})  # there or not, but nothing of it alone
        with house(there) as app:
            send(app, body)  # the phone tries again, with the same id
        check(*there, {NUMBER})


def test_the_steps_of_a_submission_are_known(place, tmp_path):
    names = named(submission, place, tmp_path, form(NUMBER, new_id()))
    print(names)
    wanted = {"before INSERT INTO seen", "after INSERT INTO pending", "before commit"}
    assert wanted | KEY_CREATED <= set(names)
    assert names.index("after create unlink") < names.index("before commit")  # a key first


def test_a_submission_killed_at_any_step_is_whole_or_not_there(place, tmp_path, scale):
    survives(submission, place, tmp_path, scale)


def test_a_careless_intake_would_not_survive_it(place, tmp_path, scale):
    with pytest.raises(AssertionError):
        survives(in_two_commits, place, tmp_path, scale)
