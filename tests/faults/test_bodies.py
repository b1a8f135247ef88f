"""Hostile and broken answers over real sockets: refused by rule, in the person's language.

Whatever is sent, nothing of it is stored unless it is accepted, no reply is a 500, the log stays
silent about it, and the next honest resident is answered. What is accepted is accepted by rule.
"""

import gzip
import zlib
from urllib.parse import quote

import brotli
import pytest

from tests.faults.clients import new_id
from tests.faults.every_kind import PATH, form, stored
from tests.faults.scene import CANARY, Scene, address_of_database, scene
from tests.faults.wire import FORM, exchange, post

__all__ = ["address_of_database", "scene"]


def test_what_was_cut_is_refused_wherever_it_was_cut(scene, scale):
    whole = form(f"one=a&said={CANARY}+%C3%B1", new_id())
    with scene.unharmed():
        for end in range(0, len(whole), scale.of(short=7, long=1)):
            assert scene.json(whole[:end]) == (400, "malformed")
    scene.refuses("malformed", whole[:-1])


def test_what_never_arrives_whole_is_never_stored(scene, scale):
    data = post(PATH, form(f"one=a&said={CANARY}", new_id()))
    with scene.unharmed():
        for end in range(0, len(data), scale.of(short=29, long=1)):
            reply = exchange(scene.served.address, data[:end], hang_up=True)
            assert reply is None or reply.status == 400


def test_a_bomb_is_not_unpacked(scene):
    whole = form(f"said={CANARY}", new_id())
    bomb = gzip.compress(b"a=" + bytes(50_000_000))
    assert len(bomb) < 65_536
    for coding, body in (
        ("gzip", gzip.compress(whole)),
        ("deflate", zlib.compress(whole)),
        ("br", brotli.compress(whole)),
        ("zstd", whole),
        ("gzip, gzip", whole),
        ("gzip", bomb),
    ):
        scene.refuses("wrong_type", body, f"Content-Encoding: {coding}")


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        f"{FORM}; charset=iso-8859-1",
        f"{FORM}; charset=utf-16",
        f"{FORM}, text/plain",
    ],
)
def test_only_forms_in_utf8_are_read(scene, kind):
    multipart = b'--x\r\nContent-Disposition: form-data; name="one"\r\n\r\na\r\n--x--\r\n'
    for body in (form(), multipart, b'{"one":"a","_end":"1"}'):
        scene.refuses("wrong_type", body, kind=kind)


# What is sent as answers, and what is said to it. A name that is no question of the questionnaire
# is a fault, and so is any value that the question does not offer: nothing is dropped silently.
BROKEN = {
    "raw bytes that are no UTF-8": (b"said=\xff", "malformed"),
    "escaped bytes that are no UTF-8": (b"said=%FF", "malformed"),
    "latin-1": (b"said=a%F1o", "malformed"),
    "overlong": (b"said=%C0%AF", "malformed"),
    "overlong, three bytes": (b"said=%E0%80%AF", "malformed"),
    "a lone surrogate": (b"said=%ED%A0%80", "malformed"),
    "a pair of surrogates": (b"said=%ED%A0%BD%ED%B8%80", "malformed"),
    "beyond Unicode": (b"said=%F4%90%80%80", "malformed"),
    "half a character": (b"said=%C3", "malformed"),
    "a percent sign": (b"said=100%", "malformed"),
    "half an escape": (b"said=%A", "malformed"),
    "no hexadecimal": (b"said=%zz", "malformed"),
    "escapes of old scripts": (b"said=%u00F1", "malformed"),
    "a field without a value": (b"one", "malformed"),
    "a NUL": (b"said=a%00b", "invalid"),
    "a raw NUL": (b"said=a\x00b", "invalid"),
    "a bell": (b"said=a%07b", "invalid"),
    "a C1 control": (b"said=a%C2%85b", "invalid"),
    "a noncharacter": (b"said=a%EF%BF%BFb", "invalid"),
    "a NUL in a name": (b"a%00=1", "invalid"),
    "a NUL in an option": (b"one=a%00", "invalid"),
    "too many combining marks": (quote("said=e" + "\u0301" * 1001, "=").encode(), "invalid"),
    "a text that is too long": (b"said=" + b"x" * 1001, "invalid"),
    "an unknown question": (b"nobody=1", "invalid"),
    "a name without end": (b"n" * 60_000 + b"=1", "invalid"),
    "no name": (b"=1", "invalid"),
    "nested names": (b"[a]" * 9_000 + b"=1", "invalid"),
    "a nested name": (b"one[0][b][c]=a", "invalid"),
    "2,000 fields": (b"&".join(b"f%d=1" % n for n in range(2000)), "invalid"),
    "20,000 times one field": (b"&".join([b"x="] * 20_000), "invalid"),
    "an option of another question": (b"one=x", "invalid"),
    "two options of a single choice": (b"one=a&one=b", "invalid"),
    "one option twice": (b"one=a&one=a", "invalid"),
    "an option twice among several": (b"many=p&many=p", "invalid"),
    "a rank twice": (b"order=k&order=k", "invalid"),
    "a row that is not there": (b"rows.j=g", "invalid"),
    "a grid without a row": (b"rows=g", "invalid"),
    "what nobody may send": (b"one=_not_asked", "invalid"),
    "a letter that looks the same": (b"one=%D0%B0", "invalid"),
    "a day that is none": (b"day=2026-02-30", "invalid"),
    "a day of other digits": (quote("day=２０２６-01-01", "=").encode(), "invalid"),
    "the year 0": (b"day=0000-01-01", "invalid"),
    **{
        f"the number {number}": (f"size={quote(number)}".encode(), "invalid")
        for number in (
            *("1e400", "NaN", "inf", "-Infinity", "１２", "٣", "1_000", "1,234.5", "0x10", "½"),
            *("1.", ".5", "--1", "1 000", str(2**63), "9" * 5_000, "1" + "0" * 400),
        )
    },
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_answers_are_refused(scene, name):
    answers, case = BROKEN[name]
    scene.refuses(case, answers + b"&" + form("", new_id()))


# Whole bodies, and what is said to them.
CONTROLS = {
    "nothing": (b"", "malformed"),
    "no end": (b"one=a&_version=1", "malformed"),
    "another end": (form()[:-1] + b"2", "malformed"),
    "two ends": (form() + b"&_end=1", "malformed"),
    "an end that is not last": (form() + b"&one=b", "malformed"),
    "no version": (b"one=a&_end=1", "malformed"),
    "two versions": (form("one=a&_version=1"), "malformed"),
    "an id too short": (form(submission_id="a" * 21), "malformed"),
    "an id too long": (form(submission_id="a" * 65), "malformed"),
    "an odd id": (form(submission_id="a" * 22 + "/"), "malformed"),
    "two ids": (form(submission_id=new_id()) + b"&_id=" + new_id().encode(), "malformed"),
    "a line break after the id": (form(submission_id="a" * 22 + "\n"), "malformed"),
    "to be shown in no language": (form(submission_id=new_id(), _switch="qu"), "malformed"),
    "version 0": (form(submission_id=new_id(), _version="0"), "unknown_version"),
    "a version to come": (form(submission_id=new_id(), _version="2"), "unknown_version"),
    "version 10^9": (form(submission_id=new_id(), _version="1000000000"), "malformed"),
    "version 01": (form(submission_id=new_id(), _version="01"), "malformed"),
    "version -1": (form(submission_id=new_id(), _version="-1"), "malformed"),
    "65,537 bytes": (form("said=" + "x" * (65_537 - len(form("said=")))), "too_large"),
    "65,536 bytes": (form("said=" + "x" * (65_536 - len(form("said=")))), "invalid"),
}


@pytest.mark.parametrize("name", CONTROLS)
def test_broken_bodies_are_refused(scene, name):
    body, case = CONTROLS[name]
    scene.refuses(case, body)


# Accepted, and read as what stands beside it: stored once, the second is the same answer again.
TWINS = {
    "a combined letter": ("said=n%CC%83", "said=%C3%B1"),
    "a raw letter": ("said=ñ", "said=%C3%B1"),
    "a turned direction": ("said=a%E2%80%AEb", "said=ab"),
    "spaces around": ("said=++a+", "said=a"),
    "line ends of a browser": ("said=a%0D%0Ab", "said=a%0Ab"),
    "an empty field": ("one=a&said=&other=", "one=a"),
    "no field at all": ("one=a&&", "one=a"),
    "escaped names": ("%6Fne=%61", "one=a"),
    "another order": ("other=x&one=a", "one=a&other=x"),
    "several in another order": ("many=q&many=p", "many=p&many=q"),
    "a question that was not asked": ("then=z&other=x", "other=x"),
    "a fault in a question that was not asked": ("then=nonsense&other=x", "other=x"),
    "minus zero": ("size=-0", "size=0"),
    "a decimal comma": ("size=1,5", "size=1.5"),
    "trailing zeros": ("size=%2B0012.50", "size=12.5"),
}
# Accepted, and different from what stands beside it: nothing of them is thrown away.
STRANGERS = {
    "a zero width joiner": ("said=a%E2%80%8Db", "said=ab"),
    "an emoji of several": (quote("said=👩‍🌾🏽", "="), quote("said=👩🌾", "=")),
    "many combining marks": (quote("said=e" + "\u0301" * 900, "="), "said=e"),
    "another rank": ("order=l&order=k", "order=k&order=l"),
    "nothing": ("", "one=a"),
}


def second(scene: Scene, first: str, then: str, **controls: str) -> str:
    """What is said to a second body under the id that the first was stored under."""
    same, (noted, _waiting) = new_id(), stored(scene.app)
    assert scene.json(form(first, same, **controls)) == (200, "stored")
    assert stored(scene.app)[0] == noted + 1
    return scene.json(form(then, same))[1]


@pytest.mark.parametrize("name", TWINS)
def test_what_says_the_same_is_the_same_answer(scene, name):
    assert second(scene, *TWINS[name]) == "stored"


@pytest.mark.parametrize("name", STRANGERS)
def test_what_says_something_else_is_another_answer(scene, name):
    assert second(scene, *STRANGERS[name]) == "conflict"


@pytest.mark.parametrize("language", ["qu", "", "EN", "es-PE", "%00", "x" * 1000])
def test_an_odd_language_is_no_reason_to_lose_an_answer(scene, language):
    assert second(scene, "one=a", "one=a", _lang=language) == "stored"


def test_the_language_of_the_answers_goes_before_that_of_the_browser(scene):
    for language, asked in (("es", "en"), ("en", "es")):
        body = form("one=x", new_id(), _lang=language)
        page = scene.says(post(PATH, body, f"Accept-Language: {asked}"))
        assert page.status == 422 and f'<html lang="{language}">' in page.text
