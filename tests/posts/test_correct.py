"""訂正の依頼を起案する: a new request, linked to what stands or stood on X (ガイドライン4(5)a)."""

from __future__ import annotations

import pytest

from accounts.models import User
from posts.models import Post
from tests.cast import Cast
from tests.pages.stages import STAGES, again
from tests.sight import history, last_event, look, press


@pytest.mark.parametrize(("name", "section"), [("sato", "kikikanri"), ("takahashi", "miryoku")])
def test_a_correction_is_drafted_and_both_pages_say_so(cast: Cast, name: str, section: str) -> None:
    person: User = getattr(cast, name)
    original = STAGES["published"](cast)
    assert "correct" in look(person, original).verbs
    page = press(person, original, "posts:correct")
    assert page.code == 200
    draft = Post.objects.latest("pk")
    assert (draft.corrects, draft.section.code, draft.status) == (original, section, "draft")
    assert "お詫びと訂正" in draft.revision.content().body
    assert draft.number in look(cast.ito, original).html
    assert original.number in look(person, again(draft)).html
    assert history(draft) == ["drafted"]
    assert last_event(draft).detail == {"revision": 1, "corrects": original.number}


@pytest.mark.parametrize("stage", ["draft", "scheduled", "failed"])
def test_what_nobody_saw_needs_no_correction(cast: Cast, stage: str) -> None:
    post = STAGES[stage](cast)
    before = history(post)
    assert "correct" not in look(cast.sato, post).verbs
    assert press(cast.sato, post, "posts:correct").code == 409
    assert history(post) == before


def test_a_stranger_cannot_draft_one(cast: Cast) -> None:
    post = STAGES["published"](cast)
    assert press(cast.watanabe, post, "posts:correct").code == 404
    assert history(post)[-1] == "published"
