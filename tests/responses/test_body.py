"""The reader of submissions: it refuses what is broken, and says what urllib says of the rest."""

import io
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.datastructures import EnvironHeaders
from werkzeug.wsgi import LimitedStream

from consult.config import LARGEST_BODY
from consult.responses.body import Body, BrokenBody, read_body

FORM = "application/x-www-form-urlencoded"
ID = "A1b2-C3d4_E5f6g7h8I9j0"
TAIL = b"&_version=1&_end=1"
CONTROLS = {"_id", "_version", "_lang", "_end", "_edit", "_switch", "_pad"}

# What forms and those who forge them are made of, so that most of what is drawn is nearly a form.
PIECES = (
    *(b"%s" % name.encode() for name in sorted(CONTROLS)),
    *(b"&", b"=", b"+", b"%", b"%2", b"%25", b"%26", b"%3D", b"%C3%B1", b"%ED%A0%80", b"%00"),
    *("ñ".encode(), b"\xff", b"\x00", b";", b"a", b"b[c]", b"1", b"01", b"es", b" ", b"\r\n"),
    *(ID.encode(), b"&_version=1", b"&_end=1", b"&_id=" + ID.encode()),
)
forms = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join)
header = st.text(st.characters(codec="latin-1"), max_size=30)


def read(
    raw: bytes, kind: str = FORM, length: str | None = None, coding: str | None = None
) -> Body:
    return read_body(io.BytesIO(raw), sent(kind, length, coding))


def sent(kind: str = FORM, length: str | None = None, coding: str | None = None) -> EnvironHeaders:
    """The headers as a server hands them over."""
    said = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": length, "HTTP_CONTENT_ENCODING": coding}
    return EnvironHeaders({name: value for name, value in said.items() if value is not None})


def refusal(raw: bytes, kind: str = FORM, **headers: str | None) -> str | None:
    try:
        read(raw, kind, **headers)
    except BrokenBody as broken:
        return broken.reason
    return None


@given(forms, st.just(FORM) | header, st.none() | header, st.none() | header)
@example(b"a=1" + TAIL, FORM, "9" * 5000, None)  # int() alone refuses so long a number
@example(b"a=1" + TAIL, FORM, "²", None)  # a digit, but no decimal one
@example(b"a=1" + TAIL, FORM, "", None)  # not declared, as WSGI may say it
def test_it_never_raises_anything_but_broken_body(raw, kind, length, coding):
    reason = refusal(raw, kind, length=length, coding=coding)
    assert reason in (None, "wrong_type", "malformed", "too_large")


@given(forms | forms.map(lambda form: form + TAIL))
@example(b"a=%ED%A0%80" + TAIL)
@example(b"a=%F0%9F%8C%B1&a=\xf0\x9f\x8c\xb1&%5Flang=en" + TAIL)
@example(b"a=b=c&=d&e=" + TAIL)
def test_what_it_accepts_says_the_same_as_the_strict_reader_of_python(raw):
    try:
        said = read(raw)
        pairs = parse_qsl(raw.decode(), True, True, errors="strict")
    except ValueError:
        return
    controls = dict(pair for pair in pairs if pair[0] in CONTROLS)
    assert said.answers == tuple(pair for pair in pairs if pair[0] not in CONTROLS)
    assert (said.id, said.version) == (controls.get("_id"), int(controls["_version"]))
    assert said.language == (
        controls.get("_lang") if controls.get("_lang") in ("es", "en") else None
    )
    assert (said.edit, said.switch) == ("_edit" in controls, controls.get("_switch"))


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=20))
def test_whatever_a_browser_sends_comes_out_as_it_was_typed(typed):
    typed = [(name, value) for name, value in typed if name not in CONTROLS]
    assert read(urlencode(typed).encode() + TAIL).answers == tuple(typed)


def test_what_was_cut_anywhere_is_refused():
    whole = f"district=130102&proposal=M%C3%A1s+luz&_id={ID}".encode() + TAIL
    assert read(whole).id == ID
    assert {refusal(whole[:end]) for end in range(len(whole))} == {"malformed"}
    assert refusal(whole, length=str(len(whole) + 1)) == "malformed"


@pytest.mark.parametrize(
    "kind", [FORM, FORM.upper(), f"{FORM};charset=utf-8", f'{FORM} ; charset="UTF-8"']
)
def test_forms_in_utf8_are_read(kind):
    assert read(b"a=1" + TAIL, kind).answers == (("a", "1"),)


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/json", "multipart/form-data; boundary=x", f"{FORM}, {FORM}"]
    + [f"{FORM}; charset={other}" for other in ("latin-1", "utf-16", "utf-7", '"utf-8')],
)
def test_any_other_type_is_refused(kind):
    assert refusal(b"a=1" + TAIL, kind) == "wrong_type"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "identity", ""])
def test_nothing_compressed_is_unpacked(coding):
    assert refusal(b"a=1" + TAIL, coding=coding) == "wrong_type"


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (f"_id={ID}", None),
        (f"_id={'a' * 64}", None),
        (f"_id={ID[1:]}", "malformed"),
        (f"_id={'a' * 65}", "malformed"),
        (f"_id={ID}%0A", "malformed"),
        (f"_id={ID}!", "malformed"),
        (f"_id={'ñ' * 22}", "malformed"),
        (f"_id={'１' * 22}", "malformed"),
        (f"_id={ID}&_id={ID}", "malformed"),
        (f"_id={ID}&%5Fid={ID}", "malformed"),
        ("_lang=en", None),
        ("_lang=qu", None),
        ("_lang=es&_lang=en", "malformed"),
        ("_pad=xxxxxxxx", None),
        ("_pad=", None),
        ("_version=1", "malformed"),
        ("_end=1", "malformed"),
        ("_edit=1&_switch=en", None),
        ("_switch=qu", "malformed"),
        ("a", "malformed"),
        ("a=%", "malformed"),
        ("a=%2", "malformed"),
        ("a=%u00f1", "malformed"),
        ("&&a=1&&", None),
    ],
)
def test_what_comes_along_with_the_answers(field, reason):
    assert refusal(field.encode() + TAIL) == reason


@pytest.mark.parametrize(
    ("version", "number"),
    [("1", 1), ("0", 0), ("999999999", 999_999_999)]
    + [(odd, None) for odd in ("", "01", "-1", "+1", "1.0", "1e3", "1_0", "１", "٣", "1000000000")],
)
def test_a_version_is_a_plain_number(version, number):
    try:
        assert read(f"_version={version}&_end=1".replace("+", "%2B").encode()).version == number
    except BrokenBody as broken:
        assert (broken.reason, number) == ("malformed", None)


def test_the_largest_body_is_read_and_one_byte_more_is_too_large():
    room = LARGEST_BODY - len(b"a=" + TAIL)
    assert len(read(b"a=" + b"x" * room + TAIL).answers[0][1]) == room
    assert refusal(b"a=" + b"x" * (room + 1) + TAIL) == "too_large"


def test_what_says_itself_too_large_is_not_even_read():
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError

    with pytest.raises(BrokenBody, match="too_large"):
        read_body(Unread(), sent(length=str(LARGEST_BODY + 1)))


def test_a_connection_that_was_lost_is_a_broken_body():
    class Lost(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    for stream in (LimitedStream(io.BytesIO(), 9), Lost()):
        with pytest.raises(BrokenBody, match="malformed"):
            read_body(stream, sent())  # type: ignore[arg-type]
