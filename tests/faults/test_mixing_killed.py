"""A mixer killed at each step: nobody lost, nobody twice, no key left that opens what it mixed."""

import pytest
from cryptography.exceptions import InvalidTag

from consult.responses import mixing
from consult.responses.mixing import mix_what_is_due
from consult.responses.stream import Stream
from tests.conftest import make_app
from tests.faults.envelopes import envelopes, opened
from tests.faults.invariants import check
from tests.faults.steps import KEY_CREATED, KEY_DESTROYED, Act, answer, deaths, house, named

MINIMUM = 10
MIXED, WAITING = range(11), range(11, 23)
EVERYBODY = {*MIXED, *WAITING}


@pytest.fixture
def busy(place):
    """Some are in the open block with their texts put away, and enough wait for the next mixing."""
    with house(place) as app:
        answer(app, MIXED)
        with app.app_context():
            assert mix_what_is_due(app.extensions["key_ring"], MINIMUM) == len(MIXED)
        answer(app, WAITING)
    return place


def mixer(url, instance) -> Act:
    """What the runner does every minute."""
    app = make_app(url, instance)

    def mix() -> None:
        with app.app_context():
            assert mix_what_is_due(app.extensions["key_ring"], MINIMUM) == len(WAITING)

    return mix


def hasty(url, instance) -> Act:
    """A mixer that destroys the key as soon as it has opened the envelopes, before the commit."""
    put_away = mixing.add_to_blocks

    def destroy_and_put_away(ring, session, stream, *rest) -> None:
        for epoch in stream.epochs(ring)[:-1]:
            ring.destroy(stream.key_name(epoch))
        put_away(ring, session, stream, *rest)

    mixing.add_to_blocks = destroy_and_put_away
    return mixer(url, instance)


def survives(scene, place, folder, scale) -> None:
    copied = envelopes(place)
    assert opened(place[1], copied) == len(copied) == len(WAITING)  # the reader is awake
    for there in deaths(scene, place, folder, scale):
        check(*there, EVERYBODY)  # which mixes again
        assert opened(there[1], copied) == 0, "copied envelopes can still be opened"


def test_the_steps_of_a_mixing_are_known(busy, tmp_path):
    names = named(mixer, busy, tmp_path)
    print(names)
    wanted = {"after INSERT INTO block", "after INSERT INTO text", "after DELETE FROM pending"}
    assert wanted | KEY_CREATED | KEY_DESTROYED <= set(names)
    first_key, commits = names.index("after create link"), names.index("before commit")
    assert first_key < names.index("before INSERT INTO block") < commits
    assert commits < names.index("after destroy fsync")


def test_a_mixer_killed_at_any_step_loses_nobody(busy, tmp_path, scale):
    survives(mixer, busy, tmp_path, scale)


def test_a_hasty_mixer_would_lose_them(busy, tmp_path, scale):
    with pytest.raises((InvalidTag, LookupError)):
        survives(hasty, busy, tmp_path, scale)


def test_a_forgetful_mixer_would_leave_the_key(busy, tmp_path, scale, monkeypatch):
    monkeypatch.setattr(Stream, "destroy_spent", lambda *_arguments: None)
    with pytest.raises(AssertionError, match="envelopes"):
        survives(mixer, busy, tmp_path, scale)
