"""What a release promises, attacked: no printed count can be narrowed further, by anybody."""

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.tables.attack import attack
from consult.tables.audit import prove
from consult.tables.build import build
from consult.tables.release import Release
from tests.tables.test_attack import files


def narrowed(releases):
    return [one for one in attack([files(one) for one in releases]) if one.narrower]


@settings(max_examples=20, deadline=None)
@given(size=st.integers(1, 500), seed=st.integers(0, 2**32 - 1), districts=st.integers(1, 4))
def test_however_few_answer(cast, size, seed, districts):
    """Every kind of question, ordinary and sensitive."""
    asked = cast.questionnaire(
        *cast.roles([f"13010{number}" for number in range(districts)])[:2], *cast.closed
    )
    release = build(cast.request(asked, size, seed))
    if isinstance(release, Release):
        assert prove(release) == []
        assert narrowed([release]) == []
    else:
        assert release.code in ("too_few", "too_coarse")


def test_three_thousand(cast):
    release = build(cast.request(cast.everything, 3000))
    assert narrowed([release]) == []
