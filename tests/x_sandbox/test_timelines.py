"""Reading an account's posts back, page by page and in both field dialects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import tweepy

ME = 1000000001


def fill(x: tweepy.Client, count: int) -> list[str]:
    """Ids of ``count`` new posts, newest first."""
    return [str(x.create_tweet(text=f"{number}件目").data["id"]) for number in range(count)][::-1]


def test_an_empty_timeline_has_no_data(x: tweepy.Client) -> None:
    answer = x.get_users_tweets(ME, user_auth=True)

    assert answer.data is None
    assert answer.meta == {"result_count": 0}


def test_pages_follow_each_other_newest_first(x: tweepy.Client) -> None:
    ids = fill(x, 12)

    pages = list(tweepy.Paginator(x.get_users_tweets, ME, max_results=5, user_auth=True, limit=10))

    assert [[str(post.id) for post in page.data] for page in pages] == [
        ids[:5],
        ids[5:10],
        ids[10:],
    ]
    assert pages[0].meta["newest_id"] == ids[0]
    assert pages[0].meta["oldest_id"] == ids[4]
    assert "next_token" not in pages[-1].meta


def test_since_and_until_ids_are_exclusive(x: tweepy.Client) -> None:
    ids = fill(x, 5)

    answer = x.get_users_tweets(ME, since_id=ids[4], until_id=ids[0], user_auth=True)

    assert [str(post.id) for post in answer.data] == ids[1:4]


def test_times_bound_the_timeline(x: tweepy.Client) -> None:
    fill(x, 2)
    now = datetime.now(UTC)

    def count(**bounds: datetime) -> int:
        return int(x.get_users_tweets(ME, user_auth=True, **bounds).meta["result_count"])

    assert count(start_time=now - timedelta(hours=1), end_time=now + timedelta(hours=1)) == 2
    assert count(start_time=now + timedelta(hours=1)) == 0
    assert count(end_time=now - timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ({"start_time": "0001-01-01T00:00:00Z"}, 1),
        ({"end_time": "9999-12-31T23:59:59Z"}, 1),
        ({"start_time": "9999-12-31T23:59:59Z"}, 0),
    ],
)
def test_times_may_lie_beyond_all_ids(x: tweepy.Client, bounds: dict[str, str], found: int) -> None:
    fill(x, 1)

    assert x.get_users_tweets(ME, user_auth=True, **bounds).meta["result_count"] == found


def test_replies_can_be_left_out(x: tweepy.Client) -> None:
    (first,) = fill(x, 1)
    x.create_tweet(text="続き", in_reply_to_tweet_id=first)

    answer = x.get_users_tweets(ME, exclude=["replies", "retweets"], user_auth=True)

    assert [str(post.id) for post in answer.data] == [first]


@pytest.mark.parametrize(
    "parameters",
    [
        {"max_results": 4},
        {"max_results": 101},
        {"since_id": "abc"},
        {"start_time": "yesterday"},
        {"pagination_token": "made-up"},
    ],
)
def test_bad_parameters_are_refused(x: tweepy.Client, parameters: dict[str, object]) -> None:
    with pytest.raises(tweepy.BadRequest):
        x.request("GET", f"/2/users/{ME}/tweets", params=parameters, user_auth=True)


def test_an_unknown_user_is_not_found(x: tweepy.Client) -> None:
    answer = x.get_users_tweets(42, user_auth=True)

    assert answer.errors[0]["resource_type"] == "user"


def test_ids_beyond_64_bits_are_merely_unknown(x: tweepy.Client) -> None:
    assert x.get_tweet("9999999999999999999", user_auth=True).data is None


def test_each_dialect_is_answered_in_its_own_words(x: tweepy.Client) -> None:
    (post_id,) = fill(x, 1)

    def data(parameter: str) -> dict[str, object]:
        answer = x.request(
            "GET",
            f"/2/tweets/{post_id}",
            params={parameter: "created_at,public_metrics,no_such_field"},
            user_auth=True,
        )
        return dict(answer.json()["data"])

    old, new = data("tweet.fields"), data("post.fields")

    expected = {"id", "text", "edit_history_tweet_ids", "created_at", "public_metrics"}
    assert set(old) == set(new) == expected
    assert "retweet_count" in str(old["public_metrics"])
    assert "repost_count" in str(new["public_metrics"])
    assert str(old["created_at"]).endswith(".000Z")


def test_nobody_reposts_or_quotes(x: tweepy.Client) -> None:
    (post_id,) = fill(x, 1)

    assert x.get_retweeters(post_id, user_auth=True).meta == {"result_count": 0}
    assert x.get_quote_tweets(post_id, user_auth=True).meta == {"result_count": 0}
