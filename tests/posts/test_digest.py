"""The digest that consent binds to covers everything a signer saw."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.content import Attachment, Content, Destination, digest

NOON = dt.datetime(2026, 11, 25, 3, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
CONTENT = Content(
    title="試験放送",
    category="safety",
    texts=("一つめ", "二つめ"),
    attachments=(Attachment("a" * 64, "無線の写真"), Attachment("b" * 64, "地図")),
    public_at=NOON,
    requested_at=NOON + HOUR,
    not_after=NOON + 2 * HOUR,
    reply_to="2057000000000000001",
    note="備考",
)
HERE = Destination("shiroi", "live")
OTHER: dict[str, list[object]] = {
    "title": ["試験放送。", ""],
    "category": ["event", ""],
    "texts": [("一つめ",), ("二つめ", "一つめ"), ("一つめ二つめ",), ("一つめ", "二つめ", ""), ()],
    "attachments": [
        (),
        (Attachment("a" * 64, "無線の写真"),),
        (Attachment("b" * 64, "地図"), Attachment("a" * 64, "無線の写真")),
        (Attachment("a" * 64, "無線"), Attachment("b" * 64, "地図")),
        (Attachment("c" * 64, "無線の写真"), Attachment("b" * 64, "地図")),
    ],
    "public_at": [None, NOON + dt.timedelta(microseconds=1)],
    "requested_at": [None, NOON],
    "not_after": [None, NOON],
    "reply_to": ["", "2057000000000000002"],
    "reply_url": ["https://x.com/chiba_pref/status/1"],
    "benefit": ["市民の問い合わせに広く答えるため"],
    "note": ["", "備考。"],
}


def test_every_field_of_the_content_is_tried_below() -> None:
    assert set(OTHER) == {field.name for field in dataclasses.fields(Content)}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in OTHER.items() for value in values]
)
def test_every_field_of_the_content_changes_it(field: str, value: object) -> None:
    changed = dataclasses.replace(CONTENT, **{field: value})  # type: ignore[arg-type]
    assert digest(changed, HERE) != digest(CONTENT, HERE)


def test_where_it_goes_changes_it_in_every_part() -> None:
    assert {field.name for field in dataclasses.fields(Destination)} == {"channel", "mode"}
    elsewhere = [Destination("bosai", "live"), Destination("shiroi", "drill")]
    digests = {digest(CONTENT, place) for place in [HERE, *elsewhere]}
    assert len(digests) == 3


def test_the_same_moment_in_another_time_zone_does_not_change_it() -> None:
    tokyo = dataclasses.replace(CONTENT, public_at=NOON.astimezone(ZoneInfo("Asia/Tokyo")))
    assert tokyo.public_at == CONTENT.public_at
    assert digest(tokyo, HERE) == digest(CONTENT, HERE)


def test_it_is_64_hex_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", digest(CONTENT, HERE))


def test_it_is_the_same_on_every_machine() -> None:
    """Written down once: a digest that changed with a release would void all consent."""
    plain = Content(title="題", category="safety", texts=("本文",))
    assert digest(plain, Destination("shiroi", "live")) == (
        "ec605f6f6880f19a41165c6d6867519c668ee00deceed974b82a129c9d5ac9ee"
    )


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_two_threads_share_a_digest_only_when_they_are_the_same(a: list[str], b: list[str]) -> None:
    one = dataclasses.replace(CONTENT, texts=tuple(a))
    two = dataclasses.replace(CONTENT, texts=tuple(b))
    assert (digest(one, HERE) == digest(two, HERE)) == (a == b)
