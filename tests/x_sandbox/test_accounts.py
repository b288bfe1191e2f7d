"""Many accounts at once, each with its own keys."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import requests

from tests.x_sandbox.clients import CITY, client_for
from tests.x_sandbox.control import read
from x_sandbox.accounts import Account, AccountError, from_file
from x_sandbox.server import Server


def account(number: int) -> Account:
    return Account(
        username=f"city_{number}",
        name=f"第{number}市",
        consumer_key=f"key-{number}",
        consumer_secret=f"secret-{number}",
        access_token=f"{2_000_000_000 + number}-token",
        access_token_secret=f"token-secret-{number}",
    )


def add(server: Server, *accounts: Account) -> requests.Response:
    entries = [asdict(one) for one in accounts]
    return requests.post(f"{server.url}/control/accounts", json=entries, timeout=10)


def test_fifty_new_accounts_post_at_once(server: Server) -> None:
    new = [account(number) for number in range(50)]

    assert add(server, *new).status_code == 201

    for one in new:
        client_for(server.url, one).create_tweet(text="おはようございます")
    posts = read(server, "posts")["posts"]
    assert {post["account"] for post in posts} == {one.username for one in new}
    assert len(read(server, "posts?account=city_7")["posts"]) == 1
    assert client_for(server.url, CITY).get_me().data.id == CITY.id


def test_secrets_are_never_shown(server: Server) -> None:
    shown = add(server, account(1)).text + json.dumps(read(server, "accounts"))

    assert "city_1" in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    "taken",
    [
        replace(account(1), access_token=f"{CITY.id}-other"),
        replace(account(1), username=CITY.username),
    ],
)
def test_an_account_cannot_be_taken_over(server: Server, taken: Account) -> None:
    answer = add(server, account(2), taken)

    assert answer.status_code == 400
    known = read(server, "accounts")["accounts"]
    assert known[0] == {"id": str(CITY.id), "username": CITY.username, "name": CITY.name}
    assert "city_2" not in json.dumps(known)


@pytest.mark.parametrize(
    "entries", [{}, [1], [{"username": "x"}], [{**asdict(account(1)), "access_token": "x"}]]
)
def test_what_is_no_account_is_refused_in_words(server: Server, entries: object) -> None:
    answer = requests.post(f"{server.url}/control/accounts", json=entries, timeout=10)

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match=r"absent\.json"):
        from_file(tmp_path / "absent.json")
