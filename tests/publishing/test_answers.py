"""What X's answers mean: every shape that has been seen in public, and some that are worse."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import requests

from publishing.answers import DEFAULT_WAIT, read_created, reset_time
from publishing.gateway import Posted, Refused, Unknown
from tests.publishing.steps import verdict

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
OLD, NEW = "https://api.twitter.com/2/problems/", "https://api.x.com/2/problems/"
ID = "1998765432109876543"
HTML = "<html><body>502 Bad Gateway</body></html>"


def answer(status: int, body: Any = None, **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    response._content = b"" if body is None else text.encode()
    response.encoding = "utf-8"
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


def problem(status: int, detail: str, kind: str = "about:blank", **more: Any) -> dict[str, Any]:
    return {"title": "Problem", "detail": detail, "type": kind, "status": status, **more}


BAD_MEDIA = {
    "errors": [
        {"parameters": {"media.media_ids": ["1"]}, "message": "Your media IDs are invalid."}
    ],
    "title": "Invalid Request",
    "detail": "One or more parameters to your request was invalid.",
    "type": OLD + "invalid-request",
}
CREDITS = {
    "account_id": 1949003093120876544,
    "title": "CreditsDepleted",
    "detail": "Your enrolled account [1949003093120876544] does not have any credits.",
    "type": OLD + "credits",
}
CAPPED = {
    "title": "UsageCapExceeded",
    "detail": "Usage cap exceeded: Monthly product cap",
    "type": OLD + "usage-capped",
    "period": "Monthly",
    "scope": "Product",
}
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
LONG = "Your Tweet text is too long. For more information, see the guide."
SCHEMA = "$.media: is not defined in the schema and the schema does not allow it"
CREATED = {"data": {"id": ID, "text": "梨", "edit_history_tweet_ids": [ID]}}

ANSWERS: list[tuple[str, int, Any]] = [
    ("posted", 201, CREATED),
    ("posted", 201, {"data": {"id": ID, "edit_history_post_ids": [ID]}}),
    ("posted", 201, {"data": {"id": int(ID)}}),
    ("posted", 201, {**CREATED, "errors": []}),
    ("unknown", 201, None),
    ("unknown", 201, HTML),
    ("unknown", 201, "null"),
    ("unknown", 201, []),
    ("unknown", 201, {}),
    ("unknown", 201, {"data": None}),
    ("unknown", 201, {"data": []}),
    ("unknown", 201, {"data": {"id": ""}}),
    ("unknown", 201, {"data": {"id": None}}),
    ("unknown", 201, {"data": {"id": "abc"}}),
    ("unknown", 201, {"errors": [{"message": "?"}]}),
    ("unknown", 200, CREATED),
    ("unknown", 200, None),
    ("unknown", 202, {}),
    ("unknown", 204, None),
    ("unknown", 303, None),
    ("unknown", 304, None),
    ("unknown", 301, HTML),
    ("unknown", 302, None),
    ("unknown", 307, None),
    ("unknown", 308, None),
    ("fails", 400, BAD_MEDIA),
    ("fails", 400, {"errors": [{"message": SCHEMA}], "title": "Invalid Request"}),
    ("fails", 400, problem(400, LONG)),
    ("fails", 400, HTML),
    ("fails", 400, None),
    ("fails", 400, []),
    ("halts", 401, problem(401, "Unauthorized")),
    ("halts", 401, None),
    ("halts", 401, {"errors": [{"code": 89, "message": "Invalid or expired token."}]}),
    ("halts", 402, CREDITS),
    ("halts", 402, {**CREDITS, "type": NEW + "credits"}),
    ("halts", 402, None),
    ("unknown", 403, problem(403, DUPLICATE)),
    ("unknown", 403, {"errors": [{"message": DUPLICATE}], "title": "Forbidden"}),
    ("unknown", 403, problem(403, DUPLICATE.upper())),
    ("halts", 403, problem(403, "oauth1 app permissions", OLD + "oauth1-permissions")),
    ("halts", 403, problem(403, "oauth1 app permissions", NEW + "oauth1-permissions")),
    ("halts", 403, CAPPED),
    ("fails", 403, problem(403, "You are not permitted to perform this action.")),
    ("fails", 403, problem(403, "Quoting this post is not allowed because …")),
    ("fails", 403, problem(403, "You can only reply …", NEW + "not-authorized-for-resource")),
    ("halts", 403, problem(403, "Application-Only", OLD + "unsupported-authentication")),
    ("halts", 403, problem(403, "Not enrolled", NEW + "client-forbidden")),
    ("fails", 403, problem(403, "Something", NEW + "a-problem-nobody-has-seen")),
    ("fails", 403, "[]"),
    ("fails", 403, "null"),
    ("fails", 403, problem(403, LONG)),
    ("fails", 403, HTML),
    ("fails", 403, None),
    ("fails", 404, problem(404, "Not Found")),
    ("fails", 404, HTML),
    ("unknown", 405, None),
    ("unknown", 408, None),
    ("unknown", 409, problem(409, "Conflict")),
    ("fails", 413, HTML),
    ("unknown", 422, problem(422, "Unprocessable")),
    ("waits", 429, problem(429, "Too Many Requests")),
    ("waits", 429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}),
    ("waits", 429, HTML),
    ("waits", 429, None),
    ("waits", 429, "[]"),
    ("waits", 429, "null"),
    ("waits", 429, problem(429, "Too Many Requests", NEW + "rate-limit")),
    ("halts", 429, CAPPED),
    ("halts", 429, {**CAPPED, "type": NEW + "usage-capped"}),
    ("unknown", 499, None),
    ("unknown", 500, problem(500, "Internal Server Error")),
    ("unknown", 500, "[]"),
    ("unknown", 500, "null"),
    ("unknown", 500, {"errors": "?"}),
    ("unknown", 500, {"errors": [None]}),
    ("unknown", 500, {**CAPPED, "status": 500}),
    ("unknown", 502, HTML),
    ("unknown", 502, None),
    ("unknown", 503, problem(503, "Service Unavailable")),
    ("unknown", 503, problem(503, DUPLICATE)),
    ("unknown", 504, HTML),
    ("unknown", 520, HTML),
]


@pytest.mark.parametrize(
    ("expected", "status", "body"), ANSWERS, ids=[f"{a[1]}-{n}" for n, a in enumerate(ANSWERS)]
)
def test_an_answer_means(expected: str, status: int, body: Any) -> None:
    assert verdict(read_created(answer(status, body), now=NOW)) == expected


def test_every_outcome_carries_the_words_of_x() -> None:
    for expected, status, body in ANSWERS:
        outcome = read_created(answer(status, body), now=NOW)
        if isinstance(outcome, Posted):
            assert (expected, outcome.x_id) == ("posted", ID)
            continue
        said = outcome.evidence if isinstance(outcome, Unknown) else outcome.reason
        assert str(status) in said
        for words in ("Your media IDs are invalid.", DUPLICATE, LONG, SCHEMA):
            assert (words in said) is (words in json.dumps(body))


def epoch(later: dt.timedelta) -> str:
    return str(int((NOW + later).timestamp()))


QUARTER, DAY = dt.timedelta(minutes=10), dt.timedelta(hours=20)
AT_ONCE = dt.timedelta(seconds=5)


@pytest.mark.parametrize(
    ("wait", "headers"),
    [
        (None, {}),
        (QUARTER, {"x_rate_limit_reset": epoch(QUARTER)}),
        (QUARTER, {"x_rate_limit_remaining": "0", "x_rate_limit_reset": epoch(QUARTER)}),
        (None, {"x_rate_limit_remaining": "7", "x_rate_limit_reset": epoch(QUARTER)}),
        (
            DAY,
            {
                "x_rate_limit_remaining": "0",
                "x_rate_limit_reset": epoch(QUARTER),
                "x_user_limit_24hour_remaining": "0",
                "x_user_limit_24hour_reset": epoch(DAY),
            },
        ),
        (
            QUARTER,
            {
                "x_rate_limit_remaining": "0",
                "x_rate_limit_reset": epoch(QUARTER),
                "x_app_limit_24hour_remaining": "9000",
                "x_app_limit_24hour_reset": epoch(DAY),
            },
        ),
        (AT_ONCE, {"x_rate_limit_reset": epoch(-QUARTER)}),
        (None, {"x_rate_limit_reset": ""}),
        (None, {"x_rate_limit_reset": "soon"}),
        (None, {"x_rate_limit_reset": "²"}),
        (None, {"x_rate_limit_reset": "9" * 25}),
    ],
)
def test_a_full_window_says_when_it_opens(
    wait: dt.timedelta | None, headers: dict[str, str]
) -> None:
    response = answer(429, problem(429, "Too Many Requests"), **headers)
    assert reset_time(response, NOW) == (NOW + wait if wait else None)
    outcome = read_created(response, now=NOW)
    assert isinstance(outcome, Refused)
    assert outcome.retry_at == NOW + (wait or DEFAULT_WAIT)
