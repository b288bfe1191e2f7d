"""The accounts that exist here, and the keys that speak for them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

# The keys of the account that exists when nothing else is configured, by environment variable.
DEFAULTS = {
    "X_CONSUMER_KEY": "sandbox-consumer-key",
    "X_CONSUMER_SECRET": "sandbox-consumer-secret",
    "X_ACCESS_TOKEN": "1000000001-sandbox-access-token",
    "X_ACCESS_TOKEN_SECRET": "sandbox-access-secret",
    "X_SANDBOX_USERNAME": "shiroi_city",
}
NAME = "白井市（ローカルX）"


class AccountError(ValueError):
    """An account cannot be used as configured; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One X account. Its id is what stands before the hyphen of its access token, as at X."""

    username: str
    name: str
    consumer_key: str
    consumer_secret: str
    access_token: str
    access_token_secret: str
    # What X's header says these keys may do.
    access_level: str = "read-write"

    def __post_init__(self) -> None:
        for field in fields(self):
            if not isinstance(getattr(self, field.name), str) or not getattr(self, field.name):
                raise AccountError(f"{field.name} must be a non-empty string")
        prefix = self.access_token.partition("-")[0]
        if not (prefix.isascii() and prefix.isdecimal() and len(prefix) < 19):
            raise AccountError("an access token must look like <user id>-<secret part>")

    @property
    def id(self) -> int:
        return int(self.access_token.partition("-")[0])


def from_environment(environ: Mapping[str, str]) -> Account:
    """The default account, each key overridable by the variable the application reads too."""
    value = {name: environ.get(name) or default for name, default in DEFAULTS.items()}
    return Account(
        username=value["X_SANDBOX_USERNAME"],
        name=NAME,
        consumer_key=value["X_CONSUMER_KEY"],
        consumer_secret=value["X_CONSUMER_SECRET"],
        access_token=value["X_ACCESS_TOKEN"],
        access_token_secret=value["X_ACCESS_TOKEN_SECRET"],
    )


def from_file(path: Path) -> list[Account]:
    """Accounts of a JSON file; raises ``AccountError`` when it cannot be read as such."""
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise AccountError(f"{path}: {error}") from error


def from_json(entries: object) -> list[Account]:
    """Accounts of a list of objects whose keys are the fields of ``Account``.

    Raises ``AccountError`` for anything else.
    """
    if not isinstance(entries, list):
        raise AccountError("a list of accounts is expected")
    try:
        return [Account(**entry) for entry in entries]
    except TypeError as error:
        raise AccountError(str(error)) from error


class Directory:
    """Finds the account that a pair of keys belongs to. There is at least one."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._lock = threading.Lock()
        self.accounts: tuple[Account, ...] = ()
        self._by_token: dict[str, Account] = {}
        self.add(accounts)
        if not self.accounts:
            raise AccountError("there is no account")

    def add(self, accounts: Iterable[Account]) -> None:
        """All of them, or, when it raises ``AccountError``, none."""
        with self._lock:
            whole = (*self.accounts, *accounts)
            if len({account.id for account in whole}) < len(whole):
                raise AccountError("two accounts share one user id")
            if len({account.username for account in whole}) < len(whole):
                raise AccountError("two accounts share one name")
            self.accounts = whole
            self._by_token = {account.access_token: account for account in whole}

    def ids(self) -> dict[str, int]:
        """User ids, by themselves and by the name that goes with them."""
        return {
            name: account.id
            for account in self.accounts
            for name in (account.username, str(account.id))
        }

    def find(self, consumer_key: str, access_token: str) -> Account | None:
        account = self._by_token.get(access_token)
        return account if account and account.consumer_key == consumer_key else None
