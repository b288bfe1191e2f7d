"""The keys of the account: encrypted at rest, opened in the worker only, never written down."""

from __future__ import annotations

import io
import logging
from dataclasses import astuple

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from audit.models import Event
from posts.workflow import Status
from publishing.actions import set_credential
from publishing.encryption import NoKey
from publishing.models import Credential, Keys
from publishing.x import X
from tests.cast import KEYS, SETUP, Cast
from tests.local_x import LocalX
from tests.publishing.pictures import attachment
from tests.publishing.steps import page, sent
from tests.sight import look, signed_in

SECRETS = astuple(KEYS)
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
    assert event.detail == {"hint": "oken"}
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
    settings.CREDENTIAL_KEYS = [newest]
    assert Credential.objects.get(retired_at=None).open() == NEW
    assert Event.objects.filter(act="credential_set").count() == 2


def test_new_keys_retire_the_old_ones(cast: Cast) -> None:
    set_credential(cast.channel, NEW, actor=SETUP)
    in_use = Credential.objects.get(retired_at=None)
    assert (in_use.open(), Credential.objects.count()) == (NEW, 2)
    assert Event.objects.latest("seq").detail == {"hint": "oken"}


def test_the_command_reads_the_four_variables(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    said = io.StringIO()
    call_command("set_credential", "shiroi", stdout=said)
    assert said.getvalue() == "白井市: credential …oken stored\n"
    assert Credential.objects.get(retired_at=None).open() == NEW
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
