"""A post as somebody asks for it: what may stand in the body, and what it has to add up to."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug import Request

from x_sandbox import bodies, counting, problems, shapes, snowflake

ID = shapes.text(pattern="^[0-9]{1,19}$")
IDS = shapes.items(ID, 0, 100)
BODY = shapes.record(
    {
        "text": shapes.text(),
        "media": shapes.record(
            {"media_ids": shapes.items(ID, 1, 4), "tagged_user_ids": shapes.items(ID, 0, 10)},
            required=("media_ids",),
        ),
        "reply": shapes.record(
            {
                "in_reply_to_tweet_id": ID,
                "exclude_reply_user_ids": IDS,
                "auto_populate_reply_metadata": shapes.flag,
            },
            required=("in_reply_to_tweet_id",),
        ),
        "reply_settings": shapes.one_of("following", "mentionedUsers", "subscribers", "verified"),
        "quote_tweet_id": ID,
        "poll": shapes.record(
            {
                "options": shapes.items(shapes.text(longest=25), 2, 4),
                "duration_minutes": shapes.whole(5, 10080),
                "reply_settings": shapes.text(),
            },
            required=("options", "duration_minutes"),
        ),
        "geo": shapes.record({"place_id": shapes.text()}),
        "edit_options": shapes.record({"previous_post_id": ID}, required=("previous_post_id",)),
        "community_id": ID,
        "card_uri": shapes.text(),
        "direct_message_deep_link": shapes.text(),
        "for_super_followers_only": shapes.flag,
        "made_with_ai": shapes.flag,
        "nullcast": shapes.flag,
        "paid_partnership": shapes.flag,
        "share_with_followers": shapes.flag,
    }
)
EXCLUSIVE = ("media", "poll", "quote_tweet_id", "direct_message_deep_link", "card_uri")
# Real at X, but a city's account has no use for them: refused rather than silently left out.
NOT_PLAYED = (
    "card_uri",
    "community_id",
    "direct_message_deep_link",
    "edit_options",
    "for_super_followers_only",
    "geo",
    "nullcast",
    "poll",
)


@dataclass(frozen=True)
class Draft:
    """``text`` is normalised and may be empty only when there are media."""

    text: str
    media_ids: list[int]
    reply_to_id: int | None
    reply_settings: str


def read(request: Request) -> Draft:
    """The draft in the body of ``request``; raises X's 400 or 403 when it cannot become a post."""
    body = bodies.json_object(request, BODY)
    chosen = [name for name in EXCLUSIVE if body.get(name)]
    if len(chosen) > 1:
        raise problems.invalid(f"{' and '.join(chosen)} are mutually exclusive", {})
    if body.get("quote_tweet_id"):
        raise problems.forbidden(problems.QUOTING)
    if any(body.get(name) for name in NOT_PLAYED):
        raise problems.forbidden(problems.NOT_PERMITTED)
    text = counting.normalise(body.get("text", "")).strip()
    media_ids = body.get("media", {}).get("media_ids", [])
    if not text and not media_ids:
        raise problems.invalid("$: requires text or media", {"text": [text]})
    if counting.weighted_length(text) > counting.LIMIT:
        raise problems.forbidden(problems.TOO_LONG)
    reply_to = body.get("reply", {}).get("in_reply_to_tweet_id")
    return Draft(
        text=text,
        media_ids=[snowflake.parse(media_id) for media_id in media_ids],
        reply_to_id=snowflake.parse(reply_to) if reply_to else None,
        reply_settings=body.get("reply_settings", "everyone"),
    )
