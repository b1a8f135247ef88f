"""The scanner finds a word however it is written: what it does not find is not there."""

import gzip
import os
import zlib
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import msgpack
import pytest

from tests.hostile.scanner import found, holding, ways

CANARY = "canario ámbar 7351942"


WRITTEN = [
    CANARY.encode(),
    quote(CANARY).replace("%20", "+").encode(),
    "".join(f"%{byte:02x}" for byte in CANARY.encode()).encode(),
    CANARY.encode("utf-16-le"),
    CANARY.encode("utf-16-be"),
    CANARY.encode().hex().encode(),
    CANARY.encode().hex().upper().encode(),
    *(b64encode(os.urandom(before) + CANARY.encode() + b"tail") for before in range(3)),
    *(urlsafe_b64encode(os.urandom(before) + CANARY.encode()) for before in range(3)),
    msgpack.packb({"said": CANARY}),
    *(zlib.compress(b"before " + CANARY.encode(), level) for level in (1, 4, 6, 9)),
    gzip.compress(msgpack.packb([CANARY])),
    zlib.compress(b64encode(CANARY.encode())),
]


@pytest.mark.parametrize("written", WRITTEN, ids=range(len(WRITTEN)))
def test_a_word_is_found_amid_other_bytes(written, tmp_path):
    file = tmp_path / "some.file"
    file.write_bytes(os.urandom(10_000) + written + os.urandom(10_000))
    assert {name for _word, name, _how in found([CANARY], [file])} == {"some.file"}


def test_a_stream_that_is_cut_is_read_as_far_as_it_goes():
    packed = zlib.compress(CANARY.encode() + os.urandom(5000), 1)
    assert ways([CANARY], packed[:3000])


def test_nothing_is_found_where_nothing_is(tmp_path):
    (tmp_path / "some.file").write_bytes(os.urandom(1 << 20))
    assert found([CANARY], [tmp_path / "some.file"]) == set()
    assert holding(CANARY.encode(), [tmp_path / "some.file"]) == set()
