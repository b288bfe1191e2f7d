"""The readers of the environment refuse nonsense in a sentence that names the variable."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from shirai_sns import env

NAME = "A_SETTING_OF_THIS_TEST"


def refused(read: Callable[[str], object]) -> str:
    with pytest.raises(ImproperlyConfigured) as error:
        read(NAME)
    assert NAME in str(error.value)
    return str(error.value)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda value: monkeypatch.setenv(NAME, value)


def test_a_text_that_is_not_set_is_refused(given: Callable[[str], None]) -> None:
    assert "not set" in refused(env.text)
    given("   ")
    assert "not set" in refused(env.text)


def test_a_text_is_read_without_the_space_around_it(given: Callable[[str], None]) -> None:
    assert env.text(NAME, "usual") == "usual"
    given(" 白井市\n")
    assert env.text(NAME, "usual") == "白井市"


def test_a_text_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from-the-file\n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(secret))
    monkeypatch.setenv(NAME, "from-the-environment")
    assert env.text(NAME) == "from-the-file"


def test_a_file_that_is_missing_or_empty_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for path in (empty, tmp_path / "missing"):
        monkeypatch.setenv(f"{NAME}_FILE", str(path))
        refused(env.text)


@pytest.mark.parametrize(("value", "on"), [("1", True), ("0", False), ("", False), (" 1 ", True)])
def test_a_flag_is_1_or_0(given: Callable[[str], None], value: str, on: bool) -> None:
    assert env.flag(NAME) is False
    given(value)
    assert env.flag(NAME) is on


@pytest.mark.parametrize("value", ["true", "yes", "on", "True", "2", "-1", "はい"])
def test_any_other_flag_is_refused(given: Callable[[str], None], value: str) -> None:
    given(value)
    assert value in refused(env.flag)


def test_words_are_separated_by_commas(given: Callable[[str], None]) -> None:
    assert env.words(NAME) == []
    given(" a.example , ,b.example,")
    assert env.words(NAME) == ["a.example", "b.example"]


@pytest.mark.parametrize("value", ["https://api.x.com", "http://127.0.0.1:8001/base/"])
def test_an_address_has_no_slash_at_its_end(given: Callable[[str], None], value: str) -> None:
    given(value)
    assert env.http_url(NAME) == value.rstrip("/")


def test_a_duration_is_a_number_of_seconds(given: Callable[[str], None]) -> None:
    assert env.seconds(NAME, "30") == dt.timedelta(seconds=30)
    given(" 2.5 ")
    assert env.seconds(NAME, "30") == dt.timedelta(seconds=2.5)


@pytest.mark.parametrize("value", ["0", "-1", "soon", "1,2", "nan", "inf", "1e99"])
def test_any_other_duration_is_refused(given: Callable[[str], None], value: str) -> None:
    given(value)
    assert value in refused(lambda name: env.seconds(name, "30"))


def test_moments_come_one_after_the_other(given: Callable[[str], None]) -> None:
    given("1, 2.5,60")
    expected = [dt.timedelta(seconds=moment) for moment in (1, 2.5, 60)]
    assert env.rising_seconds(NAME, "15,60,300") == expected


@pytest.mark.parametrize("value", [",", "60,15", "15,15", "0,15", "15,later"])
def test_moments_out_of_order_are_refused(given: Callable[[str], None], value: str) -> None:
    given(value)
    refused(lambda name: env.rising_seconds(name, "15,60,300"))


@pytest.mark.parametrize(
    "value",
    [
        "api.x.com",
        "ftp://api.x.com",
        "https://",
        "http:///2/tweets",
        "javascript:alert(1)",
        "https://[::1",
        "https://api.x.com:port",
        "https://api.x.com:99999",
    ],
)
def test_what_is_no_web_address_is_refused(given: Callable[[str], None], value: str) -> None:
    given(value)
    refused(env.http_url)


@pytest.mark.parametrize("value", ["redis://h:6379/0", "rediss://h", "redis+socket:///run/v.sock"])
def test_a_broker_speaks_the_redis_protocol(given: Callable[[str], None], value: str) -> None:
    given(value)
    assert env.broker_url(NAME) == value


@pytest.mark.parametrize("value", ["", "localhost:6379", "amqp://h", "memory://", "http://h"])
def test_any_other_broker_is_refused(given: Callable[[str], None], value: str) -> None:
    given(value)
    message = refused(env.broker_url)
    assert not value or value not in message


def test_a_database_is_read_by_postgresqls_own_rules(given: Callable[[str], None]) -> None:
    given("postgresql://city:p%40ss@db:5433/shirai?sslmode=require")
    found = env.database(NAME)
    assert (found["USER"], found["PASSWORD"]) == ("city", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db", "5433", "shirai")
    assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    "value", ["", "mysql://h/db", "sqlite:///db.sqlite3", "shirai", "postgresql://h/db?colour=red"]
)
def test_any_other_database_is_refused(given: Callable[[str], None], value: str) -> None:
    given(value)
    refused(env.database)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "25a", "２５", "4.5"])
def test_a_port_is_a_number_of_a_port(given: Callable[[str], None], value: str) -> None:
    assert env.port(NAME, 587) == 587
    given(value)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        env.port(NAME, 587)


def test_one_of_some_words_is_chosen(given: Callable[[str], None]) -> None:
    assert env.chosen(NAME, ["none", "tls"], "tls") == "tls"
    given("none")
    assert env.chosen(NAME, ["none", "tls"], "tls") == "none"
    given("TLS")
    with pytest.raises(ImproperlyConfigured, match="none, tls"):
        env.chosen(NAME, ["none", "tls"], "tls")


@pytest.mark.parametrize("value", ["sns@city.example.jp", "白井市 <sns@city.example.jp>"])
def test_a_sender_is_an_address_perhaps_with_a_name(
    given: Callable[[str], None], value: str
) -> None:
    given(value)
    assert env.mail_address(NAME) == value


@pytest.mark.parametrize("value", ["白井市", "sns@", "@city", "a b@c", "<>"])
def test_any_other_sender_is_refused(given: Callable[[str], None], value: str) -> None:
    given(value)
    refused(env.mail_address)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("ALLOWED_HOSTS", ""),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("REDIS_URL", "amqp://h"),
        ("DEMO", "yes"),
        ("INSECURE_HTTP", "true"),
        ("BEHIND_TLS_PROXY", "on"),
        ("X_API_BASE_URL", "api.x.com"),
        ("X_SANDBOX_URL", "localhost"),
        ("SITE_URL", "sns.example.jp"),
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_SECURITY", "ssl"),
        ("DEFAULT_FROM_EMAIL", "白井市"),
        ("X_READ_TIMEOUT", "0"),
        ("RECONCILE_AFTER", "300,60,15"),
        ("RETRY_AFTER", "5,5"),
    ],
)
def test_the_application_does_not_start_and_says_why(name: str, value: str) -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import shirai_sns.settings"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, name: value, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert started.returncode == 1
    last = started.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last
