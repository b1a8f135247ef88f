"""What a release promises, attacked: no printed count can be narrowed further, by anybody."""

from dataclasses import replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from consult.tables.attack import attack
from consult.tables.audit import prove
from consult.tables.blocks import Block
from consult.tables.build import build
from consult.tables.release import Release
from tests.tables.test_attack import files


def narrowed(releases):
    return [one for one in attack([files(one) for one in releases]) if one.narrower]


@settings(max_examples=20, deadline=None, phases=[Phase.generate])
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


def grown(cast, asked, sizes, seed):
    """The files of a release at each of these sizes, as far as one could be made."""
    whole = cast.request(asked, sizes[-1], seed)
    [version] = whole.versions
    previous = None
    for number, size in enumerate(sizes, 1):
        arrays = {name: codes[:size] for name, codes in version.block.arrays.items()}
        then = replace(version, block=Block(size, arrays))
        release = build(replace(whole, number=number, versions=(then,), previous=previous))
        if not isinstance(release, Release):
            return
        yield release
        previous = release


@settings(max_examples=2, deadline=None, phases=[Phase.generate])
@given(seed=st.integers(0, 2**32 - 1), first=st.integers(60, 200))
def test_release_after_release(cast, seed, first):
    """Three releases together, and what each has more than those before."""
    asked = cast.questionnaire(*cast.roles(["130101", "130102", "130103"])[:2], *cast.closed)
    sizes = first, 2 * first, 4 * first
    releases = list(grown(cast, asked, sizes, seed))
    assert narrowed(releases) == []
    assert len(releases) == 3
