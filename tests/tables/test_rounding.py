"""The guarantee, on any answers: a table of whole blocks behind every count, one base for all."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from consult.tables.build import build
from consult.tables.program import Room
from consult.tables.release import Release
from consult.tables.rounding import BASE, Sums, TooCoarse, solve, targets
from consult.tables.stored import from_bytes, to_bytes


@given(size=st.integers(20, 500), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_answers_make_a_proven_release(cast, size, seed):
    release = build(cast.request(cast.everything, size, seed))
    assert isinstance(release, Release)  # build proves it, against the true counts too
    assert release.largest_deviation <= 9
    assert abs(release.base - size) <= release.deviation
    for question in release.questions:
        for by, counts in question.counts.items():
            assert (np.array(counts) % BASE == 0).all()
            if question.form == "one":
                assert np.array(counts).sum(axis=0).tolist() == [*release.breakdown(by).bases]


@pytest.mark.parametrize("size", [300, 3000])
def test_the_deviation_is_the_least_there_is_where_answers_suffice(cast, size):
    release = build(cast.request(cast.everything, size))
    by_sensitivity = {(question.sensitive, question.deviation) for question in release.questions}
    assert by_sensitivity == {(False, 4), (True, 5)}


def test_the_same_answers_and_key_give_the_same_bytes(cast):
    one, other = (build(cast.request(cast.everything, 400, seed=3)) for _ in range(2))
    assert to_bytes(one) == to_bytes(other)
    assert from_bytes(to_bytes(one)) == one


def test_a_target_is_right_on_average_and_lifts_a_quarter_of_sensitive_zeros():
    counts = np.tile(np.arange(5), 4000)[None]
    sums = Sums(sparse.csr_array((counts.size, 1)), counts, [str(n) for n in range(counts.size)])
    drawn = targets(b"key", ["line"], sums)[0].reshape(-1, 5).mean(axis=0)
    assert drawn == pytest.approx([0, 0.2, 0.4, 0.6, 0.8], abs=0.03)
    lifted = targets(b"key", ["line"], sums, lifted=True)[0].reshape(-1, 5).mean(axis=0)
    assert lifted[0] == pytest.approx(0.25, abs=0.03)


def test_no_table_within_the_cap_is_said_so():
    one = sparse.csr_array(np.ones((1, 1)))
    room = Room(*(np.array(edge) for edge in ([[0]], [[1]], [0], [1])))
    with pytest.raises(TooCoarse):
        solve(Sums(one, np.array([[40]]), ["everybody"]), np.array([[8]]), room, 4)
