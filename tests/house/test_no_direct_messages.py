"""ダイレクトメッセージは使用しない (ガイドライン2(3)⑤): there is no way to one in this house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ["accounts", "approvals", "audit", "posts", "publishing", "records", "shirai_sns"]
# X's endpoints, tweepy's methods and OAuth scopes around direct messages; likewise follows.
MESSAGES = re.compile(
    r"dm_conversations|dm_events|direct_messages?/|\bdm\.(?:read|write)\b"
    r"|(?:create|get|delete|send)_direct_message|_dm_event",
    re.IGNORECASE,
)
FOLLOWS = re.compile(r"\.(?:un)?follow_user\b|follows\.write|/users/[^\"']*/following")


def sources() -> list[Path]:
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [*found, ROOT / "docker-compose.yml", ROOT / "static" / "app.js"]


def ways(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_the_rooms_are_really_read() -> None:
    read = {str(path.relative_to(ROOT)) for path in sources()}
    assert {"publishing/x.py", "approvals/actions/follow.py"} <= read


def test_no_code_reads_or_writes_direct_messages() -> None:
    assert ways(MESSAGES) == []


def test_no_code_follows_or_unfollows_anybody_on_x() -> None:
    assert ways(FOLLOWS) == []


@pytest.mark.parametrize(
    "line",
    [
        'client.post(f"/2/dm_conversations/{pk}/messages")',
        'SCOPES = ["tweet.write", "dm.write"]',
        "client.create_direct_message(text=text)",
        'get("/2/dm_events")',
    ],
)
def test_every_way_to_a_message_is_seen(line: str) -> None:
    assert MESSAGES.search(line)


@pytest.mark.parametrize(
    "line", ["client.follow_user(1)", "x.unfollow_user(1)", 'post(f"/2/users/{me}/following")']
)
def test_every_way_to_a_follow_is_seen(line: str) -> None:
    assert FOLLOWS.search(line)
