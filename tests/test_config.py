"""Settings: what is read, and what is refused."""

import pytest

from consult.config import UnsafeSetting, settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("MIX_MINIMUM", "4"),
        ("MIX_MINIMUM", "ten"),
        ("MIX_MINIMUM", "１０"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_an_unsafe_setting_stops_the_start(monkeypatch, name, value):
    monkeypatch.setenv(f"CONSULT_{name}", value)
    with pytest.raises(UnsafeSetting):
        settings()


def test_hosts_are_a_list(monkeypatch):
    monkeypatch.setenv("CONSULT_HOSTS", "consulta.example.pe, www.example.pe")
    assert settings()["HOSTS"] == ("consulta.example.pe", "www.example.pe")


def test_keys_go_with_the_instance(monkeypatch, tmp_path):
    monkeypatch.setenv("CONSULT_INSTANCE", str(tmp_path))
    assert settings()["KEYS"] == tmp_path / "keys"
