"""Later releases: safe beside those before them, refused where they could not be."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.tables.audit import prove
from consult.tables.blocks import Block
from consult.tables.breakdowns import codes
from consult.tables.build import build
from consult.tables.history import prove_after
from consult.tables.prepare import prepare
from consult.tables.rehearse import rehearse
from consult.tables.release import Release
from consult.tables.request import Published, Refused
from consult.tables.stored import from_bytes, to_bytes
from consult.tables.succession import MOST_RELEASES, due_from, missing
from consult.tables.versions import version_notes

FIRST, SECOND = 160, 260  # answers to the first version and, with the second's, to both


def second_version(cast):
    """As the first, with an option more here, one less there, a question more and one less."""
    safe, harm, seen, _trust, first, why = cast.closed
    asked = (
        replace(safe, options=cast.options("a", "x", "b", "c", "d")),
        harm,
        replace(seen, options=(*cast.options("gun", "theft", "bomb"), seen.options[-1])),
        first,
        cast.question("more", "single", options=cast.options("yes", "no"), required=True),
        cast.question("which", "multiple", max_choices=2, options=cast.options("p", "q", "r")),
        cast.question("rank", "ranking", options=cast.options("k", "l", "m", "n")),
        why,
    )
    return cast.questionnaire(*cast.roles(), *asked)


def part(block, size):
    return Block(size, {name: codes[:size] for name, codes in block.arrays.items()})


def history(cast, sizes, seed=0, versions=2):
    """The requests of a consultation that grows: a second version comes after the first release.

    ``sizes`` are the answers to each version at each release.
    """
    asked = [cast.everything, second_version(cast)][:versions]
    largest = np.max(sizes, axis=0).tolist()
    blocks = [
        cast.answered(one, size, seed + n)
        for n, (one, size) in enumerate(zip(asked, largest, strict=True))
    ]
    for number, of_each in enumerate(sizes, 1):
        published = tuple(
            Published(place, str(place) * 64, one, part(block, size))
            for place, (one, block, size) in enumerate(zip(asked, blocks, of_each, strict=True), 1)
            if size
        )
        yield replace(cast.request(cast.everything, 20), versions=published, number=number)


def made(requests):
    """Each with the release before it, built; stops at a refusal."""
    previous = None
    for request in requests:
        outcome = build(replace(request, previous=previous))
        yield outcome
        if isinstance(outcome, Refused):
            return
        previous = outcome


def true_counts(request, release, name):
    prepared = prepare(request)
    item = next(item for item in prepared.items if item.id == name)
    lines = release.question(name).lines
    tally = prepared.tallies[name][:, codes(item, lines)].T
    return {
        cut: prepared.summed(tally, release.breakdown(cut)) for cut in release.question(name).counts
    }


def named_counts(release, name):
    one = release.question(name)
    return {
        (by, line.id, group.id): count
        for by, rows in one.counts.items()
        for line, row in zip(one.lines, rows, strict=True)
        for group, count in zip(release.breakdown(by).groups, row, strict=True)
    }


@given(
    first=st.integers(40, 260), second=st.floats(0, 1), third=st.floats(0, 1),
    seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
@settings(max_examples=12)
def test_three_releases_of_any_answers_are_proven_together(cast, first, second, third, seed):
    two = int((first + 60) * (1.3 + second))
    three = int((two + 60) * (1.3 + third))
    sizes = [(first, 0), (first + 10, two - first - 10), (first + 15, three - first - 15)]
    requests = list(history(cast, sizes, seed))
    releases = list(made(requests))
    for request, release in zip(requests, releases, strict=False):
        if isinstance(release, Refused):
            assert release.code == "too_coarse"
            break
        assert prove(release) == []
        for one in release.questions:
            for by, true in true_counts(request, release, one.id).items():
                assert np.abs(np.array(one.counts[by]) - true).max() <= one.deviation
    whole = [release for release in releases if isinstance(release, Release)]
    for before, after in pairwise(whole):
        assert prove_after(after, before) == []
        for one in before.questions:
            was, now = named_counts(before, one.id), named_counts(after, one.id)
            steps = [now[spot] - count for spot, count in was.items()]
            assert min(steps) >= 0
            assert {step % 5 for step in steps} == {0}


@pytest.fixture(scope="module")
def two(cast):
    """A release and the one after it, with a second version between them."""
    one, other = made(history(cast, [(FIRST, 0), (FIRST + 20, SECOND)]))
    return one, other


def test_it_says_what_it_stands_on(two):
    assert [release.before for release in two] == [0, 1]
    assert from_bytes(to_bytes(two[1])) == two[1]


def test_who_answered_before_a_question_was_not_asked_it(two):
    _, after = two
    for name in ("more", "which", "rank.first", "rank.top3"):
        one = after.question(name)
        not_asked = one.counts[""][[line.id for line in one.lines].index("_not_asked")][0]
        assert not_asked >= two[0].base
        assert one.versions == (2,)
    trust = after.question("trust.mayor")
    assert trust.versions == (1,)
    assert "_not_asked" in {line.id for line in trust.lines}


def test_it_says_which_versions_offered_an_option(two):
    assert two[0].question("safe").offered == {}
    assert two[1].question("safe").offered == {"x": (2,)}
    assert two[1].question("seen").offered == {"bomb": (2,), "knife": (1,)}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("more", ["Se preguntó desde la versión 2."]),
        ("trust.mayor", ["Se preguntó hasta la versión 1."]),
        ("safe", ["«x es» se ofrece desde la versión 2."]),
        ("harm", []),
        (
            "seen",
            [
                "«bomb es» se ofrece desde la versión 2.",
                "«knife es» se ofreció hasta la versión 1.",
            ],
        ),
    ],
)
def test_it_says_so_in_words(two, question, says):
    notes = version_notes(two[1], two[1].question(question))
    assert sorted(note.es for note in notes) == sorted(says)


def test_deviations_never_shrink(two):
    before, after = two
    assert after.deviation >= before.deviation
    for one in before.questions:
        assert after.question(one.id).deviation >= one.deviation


def test_the_same_answers_after_the_same_release_give_the_same_bytes(cast, two):
    *_, again = made(history(cast, [(FIRST, 0), (FIRST + 20, SECOND)]))
    assert to_bytes(again) == to_bytes(two[1])


def changed(release, name, **fields):
    questions = [replace(one, **fields) if one.id == name else one for one in release.questions]
    return replace(release, questions=tuple(questions))


def moved(blocks, give, take):
    """Everybody of one line goes to another."""
    rows = [list(row) for row in blocks]
    rows[take] = [sum(pair) for pair in zip(rows[give], rows[take], strict=True)]
    rows[give] = [0] * len(rows[give])
    return tuple(map(tuple, rows))


def without_cell(release, place):
    """All in one joint cell are gone, from every table."""

    def rest(row):
        return (*row[:place], *row[place + 1 :])

    questions = [replace(one, blocks=tuple(map(rest, one.blocks))) for one in release.questions]
    return replace(
        release, cells=rest(release.cells), people=rest(release.people), questions=tuple(questions)
    )


def tampered(before, after):
    safe, seen, top, more = map(after.question, ("safe", "seen", "first.top3", "more"))
    place = after.cells.index(before.cells[0])
    flooded = [[*row] for row in seen.blocks]
    flooded[0] = list(after.people)  # the old ones could choose as many, the new ones not
    first = replace(after.axes[0], groups=after.axes[0].groups[1:])
    return {
        "blocks moved": (changed(after, "safe", blocks=moved(safe.blocks, 0, 1)), "fewer"),
        "a question new": (changed(after, "more", blocks=moved(more.blocks, -1, 0)), "fewer"),
        "people gone": (without_cell(after, place), "fewer"),
        "an option of more than chose": (changed(after, "seen", blocks=flooded), "added"),
        "the first three without the first": (
            changed(after, "first.top3", blocks=moved(top.blocks, 0, 1)), "added"),
        "a deviation": (
            changed(after, "safe", deviation=before.question("safe").deviation - 1), "narrowed"),
        "the people's deviation": (replace(after, deviation=before.deviation - 1), "narrowed"),
        "a line gone": (
            changed(after, "safe", lines=safe.lines[1:], blocks=safe.blocks[1:]), "other_frame"),
        "a question gone": (replace(after, questions=after.questions[1:]), "other_frame"),
        "another kind": (changed(after, "safe", kind="single"), "other_frame"),
        "a group gone": (replace(after, axes=(first, *after.axes[1:])), "other_frame"),
        "a breakdown less": (replace(after, breakdowns=after.breakdowns[:-1]), "other_frame"),
        "no longer sensitive": (changed(after, "harm", sensitive=False), "other_frame"),
        "another number": (replace(after, number=3), "not_the_next"),
        "another before": (replace(after, before=0), "not_the_next"),
        "another consultation": (replace(after, consultation="c-else"), "not_the_next"),
        "a version gone": (replace(after, versions=after.versions[1:]), "not_the_next"),
    }  # fmt: skip


CASES = (
    "blocks moved", "a question new", "people gone", "an option of more than chose",
    "the first three without the first", "a deviation", "the people's deviation", "a line gone",
    "a question gone", "another kind", "a group gone", "a breakdown less", "no longer sensitive",
    "another number", "another before", "another consultation", "a version gone",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_tampering_with_a_later_release_is_found(two, case):
    before, after = two
    assert prove_after(after, before) == []
    spoiled, code = tampered(before, after)[case]
    assert code in {fault.code for fault in prove_after(spoiled, before)}


def second(cast, previous, **fields):
    *_, request = history(cast, [(FIRST, 0), (FIRST + 20, SECOND)])
    return replace(request, previous=previous, **fields)


def with_question(request, name, **fields):
    """The newest version with one question changed."""
    *others, newest = request.versions
    [section] = newest.questionnaire.sections
    asked = tuple(replace(q, **fields) if q.id == name else q for q in section.questions)
    changed = replace(newest.questionnaire, sections=(replace(section, questions=asked),))
    return replace(request, versions=(*others, replace(newest, questionnaire=changed)))


def refused_ones(cast, previous):
    request = second(cast, previous)
    few = tuple(replace(v, block=part(v.block, 85)) for v in request.versions)
    options = cast.options
    where = previous.axes[0]
    return {
        "a fifth": (replace(request, versions=few), "not_due", "Faltan unas"),
        "the fifth results": (
            replace(request, previous=replace(previous, number=MOST_RELEASES)),
            "most_releases", "a lo más 4 resultados"),
        "other breakdowns": (replace(request, by=("sex",)), "frozen_breakdowns", "district*sex"),
        "unknown breakdowns": (replace(request, by=("income",)), "frozen_breakdowns", "district"),
        "another kind": (
            with_question(request, "safe", kind="single"), "changed_question", "¿safe?"),
        "an exclusive option": (
            with_question(request, "seen", options=options("gun", "none", alone=("gun", "none"))),
            "changed_question", "¿seen?"),
        "another district": (
            with_question(request, "where", options=options("130101", "130102", "130199")),
            "changed_role", "Distrito"),
        "an option gone": (
            replace(request, previous=changed(previous, "safe", lines=(
                replace(previous.question("safe").lines[0], id="gone"),
                *previous.question("safe").lines[1:]))),
            "changed_question", "identificador"),
        "a version gone": (
            replace(request, versions=request.versions[1:]), "answers_lost", "copia"),
        "people gone": (
            replace(request, previous=replace(previous, cells=tuple(
                (len(where.groups) - 1, *cell[1:]) for cell in previous.cells))),
            "answers_lost", "copia"),
    }  # fmt: skip


REFUSED = (
    "a fifth", "the fifth results", "other breakdowns", "unknown breakdowns", "another kind",
    "an exclusive option", "another district", "an option gone", "a version gone", "people gone",
)  # fmt: skip


@pytest.mark.parametrize("door", [build, rehearse])
@pytest.mark.parametrize("case", REFUSED)
def test_a_later_release_is_refused_with_the_reason(cast, two, door, case):
    request, code, says = refused_ones(cast, two[0])[case]
    outcome = door(request)
    assert isinstance(outcome, Refused)
    assert outcome.code == code
    assert says in outcome.sentence.es


@pytest.mark.parametrize("by", [None, ("age", "district*sex", "sex", "district")])
def test_the_breakdowns_of_the_first_can_be_named_again(cast, two, by):
    assert build(second(cast, two[0], by=by)).by == two[0].by


def test_a_role_may_be_refused_from_now_on(cast, two):
    """A reason that nobody could give before is a group more, and no other table."""
    request = with_question(second(cast, two[0]), "age", non_answers=("_refused",))
    release = build(request)
    assert isinstance(release, Release)
    assert "_refused" in {group.id for group in release.breakdown("age").groups}
    assert prove_after(release, two[0]) == []


def test_when_it_is_due_nobody_learns_the_number_exactly(two):
    """Each key has a threshold of its own, and tells what is missing in tens."""
    before, keys = two[0], [str(number).encode() for number in range(300)]
    least = due_from(before)
    assert least >= before.base + before.deviation + 30
    flips = [
        next(n for n in range(least, least + 99) if not missing(before, n, key)) for key in keys
    ]
    assert set(flips) == set(range(least, least + 20))
    told = [missing(before, size, b"key") for size in range(before.base, least + 20)]
    assert told == sorted(told, reverse=True)
    assert all(needed % 10 == 0 for needed in told)
    others = replace(before, number=2), replace(before, consultation="c-else")
    assert (
        len(
            {next(n for n in range(9999) if not missing(one, n, b"k")) for one in (before, *others)}
        )
        > 1
    )


def test_a_release_that_is_printed_tells_that_it_was_due(cast):
    """Otherwise the rule would tell more of the people than what is printed of them."""
    one, other = history(cast, [(FIRST,), (FIRST + 120,)], versions=1)
    first, [whole] = build(one), other.versions
    for size in range(due_from(first), FIRST + 120):
        some = replace(whole, block=part(whole.block, size))
        later = build(replace(other, versions=(some,), previous=first))
        if isinstance(later, Release):
            break
        assert later.code == "not_due"
    assert later.base - later.deviation >= due_from(first)
