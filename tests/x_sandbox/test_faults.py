"""Each fault does what it says, in X's own words."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import tweepy
from requests.auth import AuthBase

from tests.x_sandbox.clients import CITY, NEIGHBOUR, client_for
from tests.x_sandbox.control import created, rules, switch_off, switch_on
from x_sandbox.server import Server
from x_sandbox.settings import Settings

TEXT = "障害の練習"
DAY = 24 * 60 * 60
CREDITS = {
    "account_id": 1949003093120876544,
    "title": "CreditsDepleted",
    "detail": "Your enrolled account [1949003093120876544] does not have any credits to fulfill"
    " this request.",
    "type": "https://api.twitter.com/2/problems/credits",
}
PERMISSIONS = {
    "title": "Forbidden",
    "status": 403,
    "detail": "Your client app is not configured with the appropriate oauth1 app permissions"
    " for this endpoint.",
    "type": "https://api.twitter.com/2/problems/oauth1-permissions",
}
USAGE_CAP = {
    "title": "UsageCapExceeded",
    "detail": "Usage cap exceeded: Monthly product cap",
    "type": "https://api.twitter.com/2/problems/usage-capped",
    "period": "Monthly",
    "scope": "Product",
}
TOO_MANY = {
    "title": "Too Many Requests",
    "detail": "Too Many Requests",
    "type": "about:blank",
    "status": 429,
}


def forbidden(detail: str) -> dict[str, object]:
    return {"title": "Forbidden", "detail": detail, "type": "about:blank", "status": 403}


def until(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < give_up


def post(server: Server, signer: AuthBase, text: str = TEXT) -> requests.Response:
    return requests.post(
        f"{server.url}/2/tweets",
        json={"text": text},
        auth=signer,
        timeout=20,
        allow_redirects=False,
    )


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("503-before", 503, None),
        ("unauthorized", 401, None),
        ("credits", 402, CREDITS),
        ("usage-cap", 429, USAGE_CAP),
        ("rate-limit", 429, TOO_MANY),
        ("daily-limit", 429, TOO_MANY),
        ("oauth1-permissions", 403, PERMISSIONS),
        ("not-permitted", 403, forbidden("You are not permitted to perform this action.")),
        (
            "duplicate",
            403,
            forbidden("You are not allowed to create a Tweet with duplicate content."),
        ),
    ],
)
def test_a_refusal_creates_nothing_and_ends_when_it_is_told_to(
    server: Server, signer: AuthBase, fault: str, status: int, body: dict[str, object] | None
) -> None:
    switch_on(server, fault=fault, calls=["create"], times=1)

    refused, accepted = post(server, signer), post(server, signer)

    assert (refused.status_code, accepted.status_code) == (status, 201)
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert body is None or refused.json() == body
    assert created(server) == {TEXT: 1}


def test_an_exhausted_window_says_when_it_opens(server: Server, signer: AuthBase) -> None:
    switch_on(server, fault="rate-limit", seconds=90)

    headers = post(server, signer).headers

    assert headers["x-rate-limit-remaining"] == "0"
    assert 80 < int(headers["x-rate-limit-reset"]) - time.time() <= 90


def test_an_exhausted_day_leaves_the_window_of_15_minutes_open(
    server: Server, signer: AuthBase
) -> None:
    switch_on(server, fault="daily-limit")

    headers = post(server, signer).headers

    assert headers["x-rate-limit-remaining"] == "99"
    for who in ("user", "app"):
        assert headers[f"x-{who}-limit-24hour-remaining"] == "0"
        reset = int(headers[f"x-{who}-limit-24hour-reset"])
        assert DAY - 60 < reset - time.time() <= DAY


def test_a_503_may_come_after_the_post_was_created(server: Server, signer: AuthBase) -> None:
    switch_on(server, fault="503-after")

    assert post(server, signer).status_code == 503
    assert created(server) == {TEXT: 1}


def test_a_post_may_be_created_and_answered_with_a_web_page(
    server: Server, signer: AuthBase
) -> None:
    switch_on(server, fault="html")

    answer = post(server, signer)

    assert answer.status_code == 201
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")
    assert created(server) == {TEXT: 1}


def test_a_redirect_creates_nothing(server: Server, signer: AuthBase) -> None:
    switch_on(server, fault="redirect")

    answer = post(server, signer)

    assert (answer.status_code, answer.headers["Location"]) == (307, f"{server.url}/2/tweets")
    assert created(server) == {}


@pytest.mark.parametrize(
    ("fault", "posts"),
    [
        ("drop-before", {}),
        ("drop-after", {TEXT: 1}),
        ("hang-before", {}),
        ("hang-after", {TEXT: 1}),
        ("late", {TEXT: 1}),
    ],
)
def test_an_answer_may_never_come(
    server: Server, signer: AuthBase, fault: str, posts: dict[str, int]
) -> None:
    switch_on(server, fault=fault, seconds=0.2)

    with pytest.raises(requests.ConnectionError):
        post(server, signer)

    assert created(server) == posts


def test_what_hangs_after_creating_has_created_already(
    server: Server, x: tweepy.Client, signer: AuthBase
) -> None:
    switch_on(server, fault="hang-after", calls=["create"])

    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{server.url}/2/tweets", json={"text": TEXT}, auth=signer, timeout=(5, 0.3))

    assert created(server) == {TEXT: 1}


def test_one_accounts_silence_does_not_slow_another(
    server: Server, x: tweepy.Client, neighbour: tweepy.Client
) -> None:
    """The silence lasts for longer than this test may: only the server's end ends it."""
    switch_on(server, fault="hang-before", account=CITY.username, seconds=300)
    with ThreadPoolExecutor(1) as pool:
        silent = pool.submit(lambda: x.create_tweet(text="だれにも聞こえない"))
        until(lambda: rules(server)[0]["hits"] == {"hang-before": 1})
        for number in range(5):
            neighbour.create_tweet(text=f"となりの第{number}号")
        assert not silent.done()
        assert len(created(server)) == 5
        server.stop()
        assert isinstance(silent.exception(20), requests.ConnectionError)


def test_a_fault_may_hit_deletions_only(server: Server, x: tweepy.Client) -> None:
    switch_on(server, fault="503-before", calls=["delete"])
    post_id = x.create_tweet(text=TEXT).data["id"]

    with pytest.raises(tweepy.TwitterServerError):
        x.delete_tweet(post_id)

    assert x.get_tweet(post_id, user_auth=True).data.text == TEXT


def test_new_posts_may_stay_out_of_sight_for_a_while(server: Server, x: tweepy.Client) -> None:
    post_id = x.create_tweet(text=TEXT).data["id"]
    switch_on(server, fault="lag", seconds=600)

    assert x.get_users_tweets(CITY.id, user_auth=True).data is None
    assert x.get_tweet(post_id, user_auth=True).data is None

    switch_off(server)
    assert [str(seen.id) for seen in x.get_users_tweets(CITY.id, user_auth=True).data] == [post_id]


def test_what_is_older_than_the_lag_is_seen(launch: Callable[[Settings], Server]) -> None:
    later = 0.0
    server = launch(Settings(clock=lambda: time.time() + later))
    x = client_for(server.url, CITY)
    x.create_tweet(text=TEXT)
    switch_on(server, fault="lag", seconds=60)
    later = 61

    assert len(x.get_users_tweets(CITY.id, user_auth=True).data) == 1


def test_a_fault_of_the_neighbour_is_not_ours(
    server: Server, x: tweepy.Client, neighbour: tweepy.Client
) -> None:
    switch_on(server, fault="unauthorized", account=str(NEIGHBOUR.id))

    x.create_tweet(text=TEXT)
    with pytest.raises(tweepy.Unauthorized):
        neighbour.create_tweet(text=TEXT)
