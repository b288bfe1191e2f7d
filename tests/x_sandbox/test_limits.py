"""Rate limits per account and endpoint, in windows of 15 minutes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import requests
import tweepy

from tests.x_sandbox.clients import CITY, client_for
from x_sandbox.server import Server
from x_sandbox.settings import Settings

HOUR = 3600


def whole_answers(client: tweepy.Client) -> tweepy.Client:
    client.return_type = requests.Response
    return client


def test_every_answer_says_what_is_left(x: tweepy.Client) -> None:
    x = whole_answers(x)

    headers = [x.create_tweet(text=f"{number}").headers for number in range(3)]

    assert [answer["x-rate-limit-limit"] for answer in headers] == ["100"] * 3
    assert [answer["x-rate-limit-remaining"] for answer in headers] == ["99", "98", "97"]
    assert 0 < int(headers[0]["x-rate-limit-reset"]) - time.time() <= 15 * 60
    for answer in headers:
        assert answer["x-access-level"] == "read-write"
        assert answer["api-version"]
        assert answer["x-transaction-id"]
        assert answer["x-response-time"].isdecimal()
        assert answer["Content-Length"]


def test_refused_requests_count_too(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.BadRequest) as refusal:
        x.create_tweet(text="")

    assert refusal.value.response.headers["x-rate-limit-remaining"] == "99"


def test_beyond_the_limit_comes_a_429(x: tweepy.Client) -> None:
    for _ in range(75):
        x.get_me()

    with pytest.raises(tweepy.TooManyRequests) as refusal:
        x.get_me()

    assert refusal.value.response.json() == {
        "title": "Too Many Requests",
        "detail": "Too Many Requests",
        "type": "about:blank",
        "status": 429,
    }
    assert refusal.value.response.headers["x-rate-limit-remaining"] == "0"
    assert refusal.value.reset_time > time.time()


def test_accounts_and_endpoints_are_counted_apart(
    x: tweepy.Client, neighbour: tweepy.Client
) -> None:
    whole_answers(x).get_me()

    assert whole_answers(neighbour).get_me().headers["x-rate-limit-remaining"] == "74"
    assert x.create_tweet(text="別の窓").headers["x-rate-limit-remaining"] == "99"


def test_a_new_window_opens_after_the_reset(launch: Callable[[Settings], Server]) -> None:
    ahead = 0
    server = launch(Settings(clock=lambda: time.time() + ahead, signature_window=2 * HOUR))
    x = whole_answers(client_for(server.url, CITY))
    x.get_me()

    ahead = HOUR

    assert x.get_me().headers["x-rate-limit-remaining"] == "74"


def test_duplicates_are_forgotten_after_their_window(
    launch: Callable[[Settings], Server],
) -> None:
    ahead = 0
    server = launch(
        Settings(
            clock=lambda: time.time() + ahead, signature_window=2 * HOUR, duplicate_window=HOUR / 2
        )
    )
    x = client_for(server.url, CITY)
    x.create_tweet(text="定例のお知らせ")

    ahead = HOUR

    assert x.create_tweet(text="定例のお知らせ").data["id"]
