"""Creating and deleting posts with the real tweepy."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
import tweepy

from tests.x_sandbox.clients import CITY, client_for
from x_sandbox.server import Server

FULL_WIDTH_140 = "あ" * 140
GUIDE = "https://www.city.shiroi.example.jp/bousai/hinan"


def detail(refusal: pytest.ExceptionInfo[tweepy.HTTPException]) -> str:
    return str(refusal.value.response.json()["detail"])


def test_a_created_post_can_be_looked_up(x: tweepy.Client) -> None:
    created = x.create_tweet(text="防災訓練のお知らせ").data

    found = x.get_tweet(created["id"], user_auth=True, tweet_fields=["created_at"]).data

    assert created["edit_history_tweet_ids"] == [created["id"]]
    assert found.text == "防災訓練のお知らせ"
    assert found.created_at.microsecond == 0


def test_ids_are_strings_and_strictly_increase(x: tweepy.Client) -> None:
    ids = [x.create_tweet(text=f"{number}件目").data["id"] for number in range(5)]

    assert all(isinstance(post_id, str) for post_id in ids)
    assert sorted(set(map(int, ids))) == list(map(int, ids))


def test_a_deleted_post_is_gone(x: tweepy.Client) -> None:
    post_id = x.create_tweet(text="取り消す投稿").data["id"]

    assert x.delete_tweet(post_id).data == {"deleted": True}

    lookup = x.get_tweet(post_id, user_auth=True)
    assert lookup.data is None
    assert lookup.errors[0]["type"].endswith("/resource-not-found")


def test_deleting_twice_answers_as_before(x: tweepy.Client) -> None:
    post_id = x.create_tweet(text="二度消す投稿").data["id"]
    x.delete_tweet(post_id)

    assert x.delete_tweet(post_id).data == {"deleted": True}


def test_an_unknown_post_cannot_be_deleted(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.NotFound):
        x.delete_tweet(1)


def test_somebody_elses_post_cannot_be_deleted(x: tweepy.Client, neighbour: tweepy.Client) -> None:
    post_id = neighbour.create_tweet(text="となり市の投稿").data["id"]

    with pytest.raises(tweepy.Forbidden):
        x.delete_tweet(post_id)


def test_the_same_text_is_refused_as_a_duplicate(x: tweepy.Client) -> None:
    x.create_tweet(text="同じ文\r\n二行目")

    with pytest.raises(tweepy.Forbidden) as refusal:
        x.create_tweet(text="同じ文\n二行目")

    assert detail(refusal) == "You are not allowed to create a Tweet with duplicate content."


def test_another_account_may_post_the_same_text(x: tweepy.Client, neighbour: tweepy.Client) -> None:
    x.create_tweet(text="両市からのお知らせ")

    assert neighbour.create_tweet(text="両市からのお知らせ").data["id"]


def test_a_text_may_be_posted_again_after_deleting_it(x: tweepy.Client) -> None:
    x.delete_tweet(x.create_tweet(text="訂正前と同じ文").data["id"])

    assert x.create_tweet(text="訂正前と同じ文").data["id"]


@pytest.mark.parametrize("text", [FULL_WIDTH_140, "a" * 280, "a" + "あ" * 128 + GUIDE])
def test_280_units_fit(x: tweepy.Client, text: str) -> None:
    assert x.create_tweet(text=text).data["id"]


@pytest.mark.parametrize("text", [FULL_WIDTH_140 + "a", "a" * 281, "あ" * 129 + GUIDE])
def test_281_units_are_too_long(x: tweepy.Client, text: str) -> None:
    with pytest.raises(tweepy.Forbidden, match="too long"):
        x.create_tweet(text=text)


@pytest.mark.parametrize("text", ["", " \r\n　"])
def test_an_empty_post_is_refused(x: tweepy.Client, text: str) -> None:
    with pytest.raises(tweepy.BadRequest):
        x.create_tweet(text=text)


@pytest.mark.parametrize(
    "body",
    [
        {"text": "本文", "idempotency_key": "1"},
        {"text": "本文", "reply": {"to": "1"}},
        {"text": 1},
        {"text": "\ud800"},
        {"text": "本文", "media": {"media_ids": ["1", "2", "3", "4", "5"]}},
        {"text": "本文", "poll": {"options": ["はい", "いいえ"]}},
        ["本文"],
    ],
)
def test_a_body_outside_the_schema_is_refused(x: tweepy.Client, body: object) -> None:
    with pytest.raises(tweepy.BadRequest) as refusal:
        x.request("POST", "/2/tweets", json=body, user_auth=True)

    problem = refusal.value.response.json()
    assert problem["title"] == "Invalid Request"
    assert problem["type"].endswith("/problems/invalid-request")
    assert problem["errors"][0]["message"]


def test_a_thread_continues_ones_own_post(x: tweepy.Client) -> None:
    first = x.create_tweet(text="一つ目").data["id"]
    second = x.create_tweet(text="二つ目", in_reply_to_tweet_id=first).data["id"]

    found = x.get_tweet(
        second, user_auth=True, tweet_fields=["conversation_id", "referenced_tweets"]
    ).data

    assert found.conversation_id == int(first)
    assert [(ref.type, ref.id) for ref in found.referenced_tweets] == [("replied_to", int(first))]


def test_a_reply_to_an_unknown_post_is_refused(x: tweepy.Client) -> None:
    with pytest.raises(tweepy.Forbidden, match="deleted or not visible"):
        x.create_tweet(text="返信", in_reply_to_tweet_id=1)


def test_only_who_is_mentioned_may_reply_to_others(
    x: tweepy.Client, neighbour: tweepy.Client
) -> None:
    plain = neighbour.create_tweet(text="ひとりごと").data["id"]
    mention = neighbour.create_tweet(text=f"@{CITY.username} さん").data["id"]

    assert x.create_tweet(text="お返事", in_reply_to_tweet_id=mention).data["id"]
    with pytest.raises(tweepy.Forbidden, match="mentioned or are the author"):
        x.create_tweet(text="横から失礼します", in_reply_to_tweet_id=plain)


def test_self_serve_plans_cannot_quote_or_follow(x: tweepy.Client) -> None:
    post_id = x.create_tweet(text="引用元").data["id"]

    with pytest.raises(tweepy.Forbidden, match="Quoting"):
        x.create_tweet(text="引用", quote_tweet_id=post_id)
    with pytest.raises(tweepy.Forbidden, match="not permitted"):
        x.follow_user(1000000002)


def test_urls_come_back_as_t_co_with_their_places(x: tweepy.Client) -> None:
    post_id = x.create_tweet(text=f"詳しくは{GUIDE} か example.com へ").data["id"]

    found = x.get_tweet(post_id, user_auth=True, tweet_fields=["entities"]).data

    assert re.fullmatch(
        r"詳しくはhttps://t\.co/\w{10} か https://t\.co/\w{10} へ",
        found.text,
    )
    urls = found.entities["urls"]
    assert [found.text[url["start"] : url["end"]] for url in urls] == [url["url"] for url in urls]
    assert [url["expanded_url"] for url in urls] == [GUIDE, "http://example.com"]
    assert [url["display_url"] for url in urls] == [
        "city.shiroi.example.jp/bousai/hinan",
        "example.com",
    ]


def test_text_comes_back_html_escaped(x: tweepy.Client) -> None:
    created = x.create_tweet(text='A&B <梨> "引用"').data

    assert created["text"] == 'A&amp;B &lt;梨&gt; "引用"'


def test_posts_with_a_url_cost_more(server: Server, x: tweepy.Client) -> None:
    x.create_tweet(text="リンクなし")
    x.create_tweet(text=f"リンクあり {GUIDE}")

    assert requests.get(f"{server.url}/meter", timeout=10).json() == {"posts": 2, "usd": "0.215"}


def test_concurrent_posts_are_each_stored_once(server: Server) -> None:
    def create(number: int) -> str:
        return str(client_for(server.url, CITY).create_tweet(text=f"{number}番").data["id"])

    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(create, range(64)))

    timeline = client_for(server.url, CITY).get_users_tweets(
        1000000001, max_results=100, user_auth=True
    )
    assert len(set(ids)) == 64
    assert {str(post.id) for post in timeline.data} == set(ids)
    assert {post.text for post in timeline.data} == {f"{number}番" for number in range(64)}


def test_of_simultaneous_duplicates_exactly_one_is_stored(server: Server) -> None:
    together = threading.Barrier(8)

    def create(_number: int) -> bool:
        client = client_for(server.url, CITY)
        together.wait(timeout=10)
        try:
            client.create_tweet(text="同時に届いた同じ文")
        except tweepy.Forbidden:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        accepted = list(threads.map(create, range(8)))

    assert accepted.count(True) == 1
