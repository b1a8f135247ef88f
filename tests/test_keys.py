"""The key ring: on disk before use, one key for two at once, gone for good."""

import threading
from pathlib import Path

import pytest

from consult.keys import KeyMissing, KeyRing


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys")


def test_a_key_is_made_once_and_read_again(ring):
    key = ring.ensure("epoch-1")
    assert len(key) == 32 and KeyRing(ring.folder).get("epoch-1") == key


def test_only_the_owner_may_read(ring):
    ring.ensure("secret")
    modes = {path.stat().st_mode & 0o777 for path in (ring.folder, ring.folder / "secret")}
    assert modes == {0o700, 0o600}


def test_a_destroyed_key_is_gone(ring):
    ring.ensure("epoch-1")
    ring.destroy("epoch-1")
    ring.destroy("epoch-1")
    with pytest.raises(KeyMissing):
        ring.get("epoch-1")


def test_many_at_once_make_one_key(ring):
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(ring.ensure("x"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 16 and len(set(made)) == 1
    assert list(ring.names()) == ["x"]


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "A"])
def test_a_name_is_no_path(ring, name):
    with pytest.raises(ValueError, match=r".*"):
        ring.ensure(name)


def test_a_broken_key_is_no_key_and_no_key_tells_when_it_was_made(ring):
    ring.ensure("secret")
    assert (ring.folder / "secret").stat().st_mtime == 0
    (ring.folder / "secret").write_bytes(b"")
    with pytest.raises(KeyMissing):
        ring.get("secret")
