"""A page that was left open: whatever has moved on meanwhile is never overwritten or redone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from approvals import actions as consent
from audit.models import Event
from posts import actions
from posts.content import Content
from posts.models import Post
from tests.cast import Cast, answer_fields
from tests.pages.entries import picture, request_form
from tests.pages.reading import Element, read, summary, typed
from tests.pages.stages import STAGES, again
from tests.pages.visits import everything, visitor

MOVED_ON = _("This case has already moved on")
REASON = "会場名が誤っているため"


def opened(user: User, post: Post) -> tuple[Client, dict[str, str]]:
    """A tab on the case page, and what its buttons would send."""
    client = visitor(user)
    page = read(client.get(reverse("posts:case", args=[post.code])))
    seen = page.all("input", name="seen")[0].attributes["value"]
    return client, {"seen": seen, "reason": REASON, **answer_fields(post)}


def press(client: Client, name: str, post: Post, data: dict[str, Any]) -> Any:
    return client.post(reverse(name, args=[post.code]), data)


def conflict(response: Any, post: Post) -> Element:
    """The 409 page: it says what happened and leads to the present state."""
    assert response.status_code == 409
    page = read(response)
    assert page.one("h1").text == str(MOVED_ON)
    assert page.all("a", href=reverse("posts:case", args=[post.code]))
    return page


def reworded(post: Post, actor: User, text: str = "会場は文化会館です。") -> Post:
    old = post.revision.content()
    new = Content(title=old.title, category=old.category, texts=(text,))
    return actions.revise(post.pk, new, post.route(), actor=actor, seen=post.revision.digest)


@pytest.mark.parametrize(
    ("name", "stage", "who"),
    [
        ("approvals:submit", "draft", "sato"),
        ("posts:withdraw", "draft", "sato"),
        ("approvals:decide", "chief_review", "suzuki"),
        ("approvals:decide", "pr_review", "ito"),
        ("approvals:send_back", "pr_review", "tanaka"),
        ("approvals:reject", "pr_review", "ito"),
        ("approvals:hold", "scheduled", "ito"),
        ("approvals:release", "held", "ito"),
        ("approvals:recall", "chief_review", "sato"),
        ("publishing:retry", "failed", "takahashi"),
        ("publishing:remove", "published", "takahashi"),
    ],
)
def test_the_second_press_of_a_button_is_a_conflict_and_does_nothing(
    name: str, stage: str, who: str, cast: Cast
) -> None:
    post = again(STAGES[stage](cast))
    client, data = opened(getattr(cast, who), post)
    assert press(client, name, post, data).status_code == 302
    before = everything()
    conflict(press(client, name, post, data), post)
    assert everything() == before


def test_the_second_check_by_the_same_person_is_refused(cast: Cast) -> None:
    post = cast.in_review()
    client, data = opened(cast.takahashi, post)
    assert press(client, "approvals:confirm", post, data).status_code == 302
    before = everything()
    assert press(client, "approvals:confirm", post, data).status_code == 403
    assert everything() == before


@pytest.mark.parametrize("name", ["approvals:decide", "approvals:send_back", "approvals:reject"])
def test_a_tab_with_the_old_wording_decides_nothing(name: str, cast: Cast) -> None:
    post = cast.submitted()
    client, data = opened(cast.suzuki, post)
    consent.recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    post = reworded(again(post), cast.sato)
    actions.submit(post.pk, actor=cast.sato, seen=post.revision.digest)
    before = everything()
    conflict(press(client, name, post, data), post)
    assert everything() == before


def test_a_stale_edit_is_told_and_everything_typed_is_still_in_the_form(cast: Cast) -> None:
    post = cast.draft()
    client = visitor(cast.sato)
    edit = reverse("posts:edit", args=[post.code])
    form = typed(read(client.get(edit)))
    reworded(post, cast.suzuki)
    before = everything()

    mine = {**form, "title": "私の件名", "body": "私の本文", "note": "私の備考", "then": "review"}
    response = client.post(edit, {**mine, "image_1": picture(), "alt_1": "青い四角"})
    assert response.status_code == 409
    page = read(response)
    assert summary(page).all("li")
    shown = typed(page)
    assert (shown["title"], shown["body"], shown["note"]) == ("私の件名", "私の本文", "私の備考")
    assert shown["alt_1"] == "青い四角"
    assert shown["kept_1"]
    assert everything() == before

    # Having been told, the person may save over it.
    assert client.post(edit, shown).status_code == 302
    assert again(post).revision.content().body == "私の本文"
    assert Event.objects.latest("seq").act == "revised"


def test_a_stale_edit_with_a_mistake_in_it_is_still_stale_once_mended(cast: Cast) -> None:
    post = cast.draft()
    client = visitor(cast.sato)
    edit = reverse("posts:edit", args=[post.code])
    form = typed(read(client.get(edit)))
    reworded(post, cast.suzuki)
    response = client.post(edit, {**form, "title": ""})
    assert response.status_code == 422
    mended = {**typed(read(response)), "title": "総合防災訓練について"}
    assert client.post(edit, mended).status_code == 409
    assert again(post).revision.content().body == "会場は文化会館です。"


def test_an_edit_of_a_request_that_was_submitted_meanwhile_is_a_conflict(cast: Cast) -> None:
    post = cast.draft()
    client = visitor(cast.sato)
    edit = reverse("posts:edit", args=[post.code])
    form = typed(read(client.get(edit)))
    actions.submit(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    before = everything()
    conflict(client.post(edit, form), post)
    conflict(client.get(edit), post)
    assert everything() == before


def test_a_request_saved_twice_with_one_form_keeps_both_revisions(cast: Cast) -> None:
    """The second save of one page is stale: it has not seen what the first one wrote."""
    post = cast.draft()
    client = visitor(cast.sato)
    edit = reverse("posts:edit", args=[post.code])
    form = request_form(seen=post.revision.digest)
    assert client.post(edit, form).status_code == 302
    assert client.post(edit, form).status_code == 409
    assert Event.objects.filter(act="revised").count() == 1
