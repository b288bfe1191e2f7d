"""What a request lacks before it may be submitted, each beside its field."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from posts.checks.submission import Route, submission_findings
from posts.content import Attachment, Content

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
FINE = Content(title="試験放送", category="safety", texts=("11月25日に試験放送があります。",))
NORMAL = Route("normal")
PICTURE = Attachment("a" * 64, "無線の写真")


def fields(content: Content, route: Route = NORMAL) -> list[tuple[str, int]]:
    findings = submission_findings(content, route, now=NOW)
    assert all(finding.message for finding in findings)
    return [(finding.field, finding.position) for finding in findings]


def test_a_complete_request_has_no_findings() -> None:
    assert fields(FINE) == []
    assert fields(replace(FINE, attachments=(PICTURE,) * 4)) == []


@pytest.mark.parametrize("blank", ["", " ", "\u3000", "\n\t"])
def test_subject_and_text_must_say_something(blank: str) -> None:
    assert fields(replace(FINE, title=blank)) == [("title", 0)]
    assert fields(replace(FINE, texts=(blank,))) == [("body", 0)]


def test_a_request_without_any_text_is_found() -> None:
    assert fields(replace(FINE, texts=())) == [("body", 0)]


def test_one_of_the_three_categories_is_needed() -> None:
    assert fields(replace(FINE, category="")) == [("category", 0)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("あ" * 140, []),
        ("あ" * 141, [("body", 0)]),
        ("a" * 280, []),
        ("a" * 281, [("body", 0)]),
        ("あ" * 128 + " https://www.city.shiroi.chiba.jp/" + "x" * 200, []),
    ],
)
def test_a_text_fits_into_140_full_width_characters(
    text: str, found: list[tuple[str, int]]
) -> None:
    assert fields(replace(FINE, texts=(text,))) == found


def test_the_sentence_says_by_how_much_the_text_is_too_long() -> None:
    (finding,) = submission_findings(replace(FINE, texts=("あ" * 163,)), NORMAL, now=NOW)
    assert "23" in finding.message


def test_every_post_of_a_thread_is_measured() -> None:
    assert fields(replace(FINE, texts=("一", "あ" * 141, ""))) == [("parts", 2), ("parts", 3)]


def test_a_character_that_x_refuses_is_found() -> None:
    assert fields(replace(FINE, texts=("本文\ufffe",))) == [("body", 0)]


def test_every_image_needs_words_for_it() -> None:
    wordless = Attachment("b" * 64, " ")
    assert fields(replace(FINE, attachments=(PICTURE, wordless))) == [("images", 2)]


def test_a_fifth_image_is_too_many() -> None:
    assert fields(replace(FINE, attachments=(PICTURE,) * 5)) == [("images", 0)]


@pytest.mark.parametrize(
    ("times", "found"),
    [
        ({"requested_at": NOW + HOUR}, []),
        ({"requested_at": NOW}, ["requested_at"]),
        ({"requested_at": NOW - HOUR}, ["requested_at"]),
        ({"public_at": NOW - HOUR}, []),
        ({"public_at": NOW + HOUR}, []),
        ({"public_at": NOW + HOUR, "requested_at": NOW + HOUR}, []),
        ({"public_at": NOW + 2 * HOUR, "requested_at": NOW + HOUR}, ["requested_at"]),
        ({"not_after": NOW + HOUR}, []),
        ({"not_after": NOW}, ["not_after"]),
        ({"not_after": NOW + HOUR, "requested_at": NOW + HOUR}, ["not_after"]),
        ({"not_after": NOW + HOUR, "public_at": NOW + 2 * HOUR}, ["not_after"]),
        ({"not_after": NOW + 3 * HOUR, "public_at": NOW + 2 * HOUR}, []),
    ],
)
def test_times_lie_ahead_and_in_order(times: dict[str, dt.datetime], found: list[str]) -> None:
    content = replace(FINE, **times)  # type: ignore[arg-type]
    assert [field for field, _position in fields(content)] == found


@pytest.mark.parametrize(
    ("route", "found"),
    [
        (Route("urgent", "大雨警報が発表されたため"), []),
        (Route("urgent", "あ" * 10), []),
        (Route("urgent", "あ" * 9), ["exception_reason"]),
        (Route("urgent", "  急ぎ        "), ["exception_reason"]),
        (Route("minor", "開催時刻の表記を直します", touches_up=True), []),
        (Route("minor", "開催時刻の表記を直します"), ["touches_up"]),
        (Route("minor"), ["exception_reason", "touches_up"]),
    ],
)
def test_an_exception_brings_its_reason_along(route: Route, found: list[str]) -> None:
    assert [field for field, _position in fields(FINE, route)] == found
