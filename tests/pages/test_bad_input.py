"""What is typed wrongly: a message beside its field, everything typed still there, no move."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.models import Event
from posts.models import Post
from tests.cast import Cast
from tests.pages.entries import request_form
from tests.pages.reading import error_beside, read, summary, typed
from tests.pages.visits import everything, visitor

NO_SUCH_TIME = _("Enter a date and time that exists, for example 2026-11-24 09:00.")
PASSED = _("This time has passed. Enter a later time, or choose “as soon as approved”.")
EARLY = _("This is before the information becomes public. Choose a time after that.")

# What is changed in an acceptable request, the field that has to speak, and what it says.
MISTAKES: dict[str, tuple[dict[str, str], str, Promise]] = {
    "no subject": ({"title": ""}, "title", _("Enter the subject.")),
    "a subject of spaces": ({"title": "　 "}, "title", _("Enter the subject.")),
    "no text": ({"body": ""}, "body", _("Enter the text to be posted.")),
    "a text of spaces": ({"body": " 　\r\n"}, "body", _("Enter the text to be posted.")),
    "no category": ({"category": ""}, "category", _("Choose one of the three categories.")),
    "a past time": ({"timing": "at", "requested_at": "2026-04-01T09:00"}, "requested_at", PASSED),
    "a time to come, but none": (
        {"timing": "at"},
        "requested_at",
        _("Enter the date and time."),
    ),
    "before it is public": (
        {
            "publicity": "later",
            "public_at": "2090-01-02T09:00",
            "timing": "at",
            "requested_at": "2090-01-01T09:00",
        },
        "requested_at",
        EARLY,
    ),
    "public later, but when": ({"publicity": "later"}, "public_at", _("Enter the date and time.")),
    "a minor change of nothing": (
        {"lane": "minor", "exception_reason": "会場名の表記だけを改めるため"},
        "touches_up",
        _("Choose the post that this minor change belongs to."),
    ),
}
IMPOSSIBLE = [
    "2026-02-30T09:00",
    "2026-13-01T09:00",
    "2026-11-23T25:00",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "令和8年2月30日 9時",
    "R9999.1.1 0:00",
    "あした",
    "2026-11-23",
    "9" * 300,
]
TOO_LONG = {"title": 101, "exception_reason": 1001, "body": 5001, "note": 2001, "alt_1": 1001}


def refused(cast: Cast, field: str, **changes: Any) -> str:
    """Send a wrong request, check what every refusal has in common, return the message."""
    sent = request_form(then="review", **changes)
    before = everything()
    response = visitor(cast.sato).post(reverse("posts:create"), sent)
    assert response.status_code == 422
    assert everything() == before
    assert Event.objects.filter(act="drafted").count() == 0
    page = read(response)
    message = error_beside(page, field)
    assert message.removeprefix("＊") in summary(page).text
    # Chosen buttons that nobody pressed send nothing; a file has to be chosen anew.
    pressed = {name: value for name, value in sent.items() if name != "then"}
    shown = {name: "", **typed(page)} if (name := "category") not in typed(page) else typed(page)
    assert shown == pressed
    return message


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(
    mistake: str, cast: Cast
) -> None:
    changes, field, expected = MISTAKES[mistake]
    assert refused(cast, field, **changes) == f"＊{expected}"


@pytest.mark.parametrize("over", [1, 2, 140])
def test_a_text_over_140_full_width_characters_is_told_by_how_many(over: int, cast: Cast) -> None:
    message = refused(cast, "body", body="あ" * (140 + over))
    assert message == "＊" + ngettext(
        "Shorten the text to 140 characters (full width). It is %(over)s character too long.",
        "Shorten the text to 140 characters (full width). It is %(over)s characters too long.",
        over,
    ) % {"over": over}
    assert str(over) in message


def test_a_draft_may_be_too_long_as_long_as_nobody_submits_it(cast: Cast) -> None:
    client = visitor(cast.sato)
    saved = client.post(reverse("posts:create"), request_form(body="あ" * 141, then="save"))
    assert saved.status_code == 302
    post = Post.objects.get()
    answer = client.post(
        reverse("approvals:submit", args=[post.code]), {"seen": post.revision.digest}, follow=True
    )
    page = read(answer)
    assert "140" in error_beside(page, "body")
    assert typed(page)["body"] == "あ" * 141
    assert Event.objects.filter(act="submitted").count() == 0


@pytest.mark.parametrize("when", IMPOSSIBLE, ids=lambda when: when[:20])
@pytest.mark.parametrize("field", ["public_at", "requested_at"])
def test_a_moment_that_does_not_exist_is_refused(field: str, when: str, cast: Cast) -> None:
    chosen = {"publicity": "later"} if field == "public_at" else {"timing": "at"}
    assert refused(cast, field, **chosen, **{field: when}) == f"＊{NO_SUCH_TIME}"


@pytest.mark.parametrize("field", TOO_LONG)
def test_a_field_that_is_too_long_is_told_with_its_limit(field: str, cast: Cast) -> None:
    message = refused(cast, field, **{field: "長" * TOO_LONG[field]})
    assert str(TOO_LONG[field] - 1) in message.replace(",", "")


@pytest.mark.parametrize("lane", ["urgent", "minor"])
def test_an_exception_without_its_reason_is_refused(lane: str, cast: Cast) -> None:
    message = refused(cast, "exception_reason", lane=lane, exception_reason="急ぎ")
    assert "10" in message


@pytest.mark.parametrize("field", ["title", "body", "note", "exception_reason", "alt_2"])
def test_nul_characters_are_refused(field: str, cast: Cast) -> None:
    assert refused(cast, field, **{field: "訓練\x00です"})


def test_several_mistakes_are_told_all_at_once(cast: Cast) -> None:
    sent = request_form(title="", body="あ" * 141, category="", then="review")
    page = read(visitor(cast.sato).post(reverse("posts:create"), sent))
    assert len(summary(page).all("li")) == 3
    for field in ("title", "body", "category"):
        assert error_beside(page, field)
