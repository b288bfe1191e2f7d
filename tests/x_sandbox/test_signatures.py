"""Only a request signed with the right keys, just now and once, gets in."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

import pytest
import requests
import tweepy
from oauthlib.oauth1 import Client as Signer

from tests.x_sandbox.clients import CITY, client_for
from x_sandbox.server import Server
from x_sandbox.settings import Settings

UNAUTHORIZED = {
    "title": "Unauthorized",
    "type": "about:blank",
    "status": 401,
    "detail": "Unauthorized",
}


def signed(url: str, **overrides: str) -> dict[str, str]:
    """The headers of a GET of ``url``, signed with the city's keys."""
    signer = Signer(
        CITY.consumer_key,
        CITY.consumer_secret,
        CITY.access_token,
        CITY.access_token_secret,
        **overrides,
    )
    headers: dict[str, str] = signer.sign(url)[1]
    return headers


def test_a_good_signature_tells_whose_account_it_is(x: tweepy.Client) -> None:
    me = x.get_me().data

    assert (me.id, me.username, me.name) == (1000000001, "shiroi_city", CITY.name)


@pytest.mark.parametrize("field", ["consumer_secret", "access_token_secret"])
def test_a_wrong_secret_is_refused(server: Server, field: str) -> None:
    impostor = client_for(server.url, dataclasses.replace(CITY, **{field: "guessed"}))

    with pytest.raises(tweepy.Unauthorized) as refusal:
        impostor.create_tweet(text="なりすまし")

    assert refusal.value.response.json() == UNAUTHORIZED


def test_an_unsigned_request_is_refused(server: Server) -> None:
    answer = requests.post(f"{server.url}/2/tweets", json={"text": "署名なし"}, timeout=10)

    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)


def test_a_bearer_token_is_refused(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.Unauthorized):
        x.get_tweet(1)


def test_the_same_signature_does_not_work_twice(server: Server) -> None:
    url = f"{server.url}/2/users/me"
    headers = signed(url)

    statuses = [requests.get(url, headers=headers, timeout=10).status_code for _ in range(2)]

    assert statuses == [200, 401]


def test_a_signature_covers_the_query(server: Server) -> None:
    url = f"{server.url}/2/users/me"
    headers = signed(f"{url}?user.fields=name")

    answer = requests.get(f"{url}?user.fields=id", headers=headers, timeout=10)

    assert answer.status_code == 401


@pytest.mark.parametrize("offset", [-600, 600])
def test_a_signature_from_another_time_is_refused(server: Server, offset: int) -> None:
    url = f"{server.url}/2/users/me"

    answer = requests.get(
        url, headers=signed(url, timestamp=str(int(time.time()) + offset)), timeout=10
    )

    assert answer.status_code == 401


def test_a_nonce_is_remembered_across_a_restart(
    launch: Callable[[Settings], Server], tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = Settings(state=tmp_path_factory.mktemp("state") / "x.sqlite3")
    first = launch(settings)
    url = f"{first.url}/2/users/me"
    headers = signed(url)
    assert requests.get(url, headers=headers, timeout=10).status_code == 200

    # The same host header, because the signature covers it.
    second = launch(settings)
    replay = requests.get(
        f"{second.url}/2/users/me",
        headers={**headers, "Host": first.url.removeprefix("http://")},
        timeout=10,
    )

    assert replay.status_code == 401
