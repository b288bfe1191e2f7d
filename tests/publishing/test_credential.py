"""The keys of the account: encrypted at rest, opened in the worker only, never written down."""

from __future__ import annotations

import io
import logging
from dataclasses import astuple, replace

import pytest
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from pytest_django import Settings

from audit.models import Event
from posts.workflow import Status
from publishing.actions import set_credential
from publishing.actions.channel import ReadsMessages
from publishing.credentials import check, settle_health
from publishing.encryption import NoKey
from publishing.gateway import Health
from publishing.models import Credential, Halt, Keys
from publishing.x import X, x_with
from shirai_sns.celery import refuse_to_start_half_configured
from tests.cast import KEYS, SETUP, Cast
from tests.local_x import LocalX
from tests.publishing.pictures import attachment
from tests.publishing.steps import page, sent
from tests.sight import look, signed_in

SECRETS = astuple(KEYS)
MESSAGES = "read-write-directmessages"
NEW = Keys("new-consumer-key", "new-consumer-secret", "2000000002-new-token", "new-token-secret")
VARIABLES = {
    "X_CONSUMER_KEY": NEW.consumer_key,
    "X_CONSUMER_SECRET": NEW.consumer_secret,
    "X_ACCESS_TOKEN": NEW.access_token,
    "X_ACCESS_TOKEN_SECRET": NEW.access_token_secret,
}


def whole_table(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name}")
        return repr(cursor.fetchall())


def test_what_lies_in_the_database_is_encrypted(cast: Cast) -> None:
    stored = whole_table("publishing_credential")
    assert Credential.objects.get().open() == KEYS
    for secret in SECRETS:
        assert secret not in stored
        assert secret not in whole_table("audit_event")


def test_only_the_last_four_characters_are_ever_shown(cast: Cast) -> None:
    credential = Credential.objects.get()
    event = Event.objects.get(act="credential_set")
    assert (credential.hint, str(credential)) == ("oken", "白井市 …oken")
    assert event.detail == {"hint": "oken", "in_use": True}
    trail = signed_in(cast.ito).get("/trail/").content.decode()
    for secret in SECRETS:
        assert secret not in trail


def test_a_process_without_the_key_can_neither_open_nor_store(
    cast: Cast, settings: Settings
) -> None:
    settings.CREDENTIAL_KEYS = []
    with pytest.raises(NoKey) as refusal:
        Credential.objects.get().open()
    with pytest.raises(NoKey):
        set_credential(cast.channel, NEW, actor=SETUP)
    assert Credential.objects.get(retired_at=None).hint == "oken"
    assert Event.objects.filter(act="credential_set").count() == 1
    assert not any(secret in str(refusal.value) for secret in SECRETS)


def test_the_pages_work_without_the_key(cast: Cast, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = []
    post = cast.scheduled()
    assert look(cast.ito, post).status == "scheduled"
    assert not any(secret in page(cast.ito, post) for secret in SECRETS)


def test_a_wrong_key_opens_nothing(cast: Cast, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = [f"test:{Fernet.generate_key().decode()}"]
    with pytest.raises(NoKey):
        Credential.objects.get().open()


def test_keys_are_rotated_with_an_overlap(cast: Cast, settings: Settings) -> None:
    newest = f"r9:{Fernet.generate_key().decode()}"
    settings.CREDENTIAL_KEYS = [newest, *settings.CREDENTIAL_KEYS]
    assert Credential.objects.get().open() == KEYS
    fresh = set_credential(cast.channel, NEW, actor=SETUP)
    assert fresh.sealed.startswith("r9:")
    settle_health(fresh.pk, Health(True, "", "read-write"))
    settings.CREDENTIAL_KEYS = [newest]
    assert Credential.objects.get(retired_at=None).open() == NEW
    assert Event.objects.filter(act="credential_set").count() == 2


def test_the_old_keys_stay_in_use_until_x_has_accepted_the_new_ones(cast: Cast) -> None:
    new = set_credential(cast.channel, NEW, actor=SETUP)
    assert Credential.objects.in_use().get().open() == KEYS
    assert Event.objects.latest("seq").detail == {"hint": "oken", "in_use": False}
    settle_health(new.pk, Health(None, "no answer"))
    settle_health(new.pk, Health(False, "HTTP 401"))
    assert Credential.objects.in_use().get().open() == KEYS
    assert not Halt.objects.exists()
    settle_health(new.pk, Health(True, "@shiroi_city", "read-write"))
    assert Credential.objects.standing().get().open() == NEW
    assert Event.objects.latest("seq").act == "credential_proven"


def test_newer_keys_replace_those_on_trial(cast: Cast) -> None:
    set_credential(cast.channel, NEW, actor=SETUP)
    newest = set_credential(cast.channel, NEW, actor=SETUP)
    assert Credential.objects.on_trial().get() == newest
    assert Credential.objects.in_use().get().open() == KEYS
    assert Event.objects.latest("seq").act == "credential_set"


def test_keys_that_could_read_direct_messages_are_not_stored(cast: Cast) -> None:
    before = Credential.objects.count()
    with pytest.raises(ReadsMessages):
        set_credential(cast.channel, NEW, actor=SETUP, health=Health(True, "@x", MESSAGES))
    assert Credential.objects.count() == before
    event = Event.objects.latest("seq")
    assert (event.act, event.detail["access_level"]) == ("credential_refused", MESSAGES)


def test_a_daily_check_writes_down_what_x_said_and_records_only_news(cast: Cast, x: LocalX) -> None:
    pk = Credential.objects.get().pk
    for _day in range(3):
        assert check(pk, connect=x_with) == Health(True, "@shiroi_city", "read-write")
    credential = Credential.objects.get()
    assert (credential.healthy, credential.access_level) == (True, "read-write")
    assert credential.checked_at is not None
    assert Event.objects.filter(act="credential_checked").count() == 1
    assert x.requests == ["GET /2/users/me"] * 3


def test_keys_in_use_that_x_refuses_stop_the_channel_once(cast: Cast, x: LocalX) -> None:
    x.instead = ("401 Unauthorized", {}, "Unauthorized")
    for _day in range(3):
        check(Credential.objects.get().pk, connect=x_with)
    assert "Unauthorized" in Halt.objects.get().reason
    assert Event.objects.filter(act="halted").count() == 1


def test_an_x_that_cannot_be_asked_says_nothing_about_the_keys(cast: Cast) -> None:
    assert check(Credential.objects.get().pk, connect=x_with).accepted is None
    credential = Credential.objects.get()
    assert (credential.healthy, Halt.objects.count()) == (None, 0)
    assert credential.words != ""
    assert not Event.objects.filter(act="credential_checked").exists()


def may_read_messages(x: LocalX) -> None:
    """X gives the account's keys the access level that the guideline rules out."""
    account = replace(x.sandbox.directory.accounts[0], access_level=MESSAGES)
    x.sandbox.directory.__init__([account])  # type: ignore[misc]


def test_keys_in_use_that_could_read_direct_messages_stop_the_channel_and_the_worker(
    cast: Cast, x: LocalX
) -> None:
    assert [c.id for c in run_checks(databases=["default"]) if c.id == "shirai.E004"] == []
    may_read_messages(x)
    check(Credential.objects.get().pk, connect=x_with)
    assert Halt.objects.get().channel == cast.channel
    assert Event.objects.latest("seq").act == "halted"
    assert [c.id for c in run_checks(databases=["default"]) if c.id == "shirai.E004"]
    with pytest.raises(SystemCheckError, match="E004"):
        refuse_to_start_half_configured()


def test_the_commands_set_try_and_refuse_keys(
    cast: Cast, x: LocalX, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(VARIABLES, SECRETS, strict=True):
        monkeypatch.setenv(name, value)
    said = io.StringIO()
    call_command("set_credential", "shiroi", stdout=said)
    assert said.getvalue() == "白井市: credential …oken stored\n"
    call_command("check_credential", "shiroi", stdout=said)
    assert "accepted read-write @shiroi_city" in said.getvalue()
    may_read_messages(x)
    with pytest.raises(CommandError, match="ダイレクトメッセージ"):
        call_command("set_credential", "shiroi")
    with pytest.raises(CommandError, match="fit for use"):
        call_command("check_credential", "shiroi", stdout=said)
    with pytest.raises(CommandError, match="No channel"):
        call_command("check_credential", "nobody")
    assert Credential.objects.filter(retired_at=None).count() == 1
    assert not any(secret in said.getvalue() for secret in SECRETS)
    assert Event.objects.filter(act="credential_refused").count() == 1


def test_the_command_reads_the_four_variables(
    cast: Cast, x: LocalX, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    said = io.StringIO()
    call_command("set_credential", "shiroi", stdout=said)
    assert said.getvalue().startswith("白井市: credential …oken stored\nX has not accepted it yet")
    assert Credential.objects.on_trial().get().open() == NEW
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("credential_set", "運用担当（コマンド）")


@pytest.mark.parametrize("missing", VARIABLES)
def test_the_command_names_the_variable_that_is_missing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(missing, "")
    with pytest.raises(CommandError, match=rf"Set {missing} in"):
        call_command("set_credential", "shiroi")
    assert Event.objects.filter(act="credential_set").count() == 1


def test_the_command_names_the_channels_there_are(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CommandError, match="There are: shiroi"):
        call_command("set_credential", "shiroii")
    settings.CREDENTIAL_KEYS = []
    with pytest.raises(CommandError, match="CREDENTIAL_KEYS is not set"):
        call_command("set_credential", "shiroi")
    assert Event.objects.filter(act="credential_set").count() == 1


def test_no_representation_holds_a_secret(cast: Cast, x: LocalX) -> None:
    gateway = X(x.url, KEYS)
    shown = [KEYS, [KEYS], Credential.objects.get(), gateway, vars(gateway), gateway.session]
    for thing in shown:
        assert not any(secret in f"{thing!r} {thing}" for secret in SECRETS)


def test_no_log_of_a_delivery_holds_a_secret(
    cast: Cast, x: LocalX, caplog: pytest.LogCaptureFixture
) -> None:
    post = cast.scheduled(attachments=(attachment("red", "赤い梨"),))
    with caplog.at_level(logging.DEBUG):
        sent(post)
    assert post.status == Status.PUBLISHED
    assert Event.objects.latest("seq").act == "published"
    assert any(record.name == "x_sandbox" for record in caplog.records)
    said = "\n".join(f"{r.name} {r.getMessage()} {r.args!r}" for r in caplog.records)
    assert not any(secret in said for secret in SECRETS)
    assert "OAuth " not in said
