"""起案: drafting a request of one's own section."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from accounts.actions import end_appointment
from audit.models import Event
from posts.models import Post, PostNumber
from posts.workflow import NotPermitted, Status
from tests.cast import SETUP, TEXT, Cast, draft
from tests.sight import history, last_event, look, signed


def test_a_draft_belongs_to_its_section_and_says_what_was_typed(cast: Cast) -> None:
    post = cast.draft()
    assert (post.status, post.section, post.drafter) == (Status.DRAFT, cast.crisis, cast.sato)
    assert post.revision.number == 1
    assert post.revision.content().texts == (TEXT,)
    assert post.revision.digest == post.revision.expected_digest()
    page = look(cast.sato, post)
    assert page.status == "draft"
    assert TEXT in page.html
    assert "submit" in page.verbs


def test_drafting_is_in_the_trail(cast: Cast) -> None:
    post = cast.draft()
    assert history(post) == ["drafted"]
    event = last_event(post)
    assert signed(event) == ("drafted", "佐藤 花子", "主事", "危機管理課")
    assert event.detail == {"revision": 1}
    assert event.digest == post.revision.digest
    assert event.subject_label == f"{post.number} 試験放送のお知らせについて"


def test_nobody_drafts_for_another_section(cast: Cast) -> None:
    before = Event.objects.count()
    with pytest.raises(NotPermitted):
        draft(cast.watanabe, cast.crisis, cast.channel)
    assert not Post.objects.exists()
    assert Event.objects.count() == before


def test_whoever_has_left_a_section_no_longer_drafts_for_it(cast: Cast) -> None:
    held = cast.sato.appointments.get()
    end_appointment(held, last_day=dt.date(2026, 4, 30), actor=SETUP)
    with pytest.raises(NotPermitted):
        cast.draft()


def test_a_thread_keeps_its_texts_in_order(cast: Cast) -> None:
    post = cast.draft(texts=("一つめ", "二つめ", "三つめ"))
    assert post.revision.content().texts == ("一つめ", "二つめ", "三つめ")
    page = look(cast.sato, post).html
    assert page.index("一つめ") < page.index("二つめ") < page.index("三つめ")


def test_an_unfinished_draft_can_be_saved(cast: Cast) -> None:
    post = cast.draft("", category="", title="")
    assert look(cast.sato, post).status == "draft"


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (dt.date(2026, 4, 1), "R8-0001"),
        (dt.date(2027, 3, 31), "R8-0001"),
        (dt.date(2027, 4, 1), "R9-0001"),
        (dt.date(2028, 1, 4), "R9-0001"),
    ],
)
def test_serials_begin_anew_with_the_fiscal_year(db: None, day: dt.date, number: str) -> None:
    with transaction.atomic():
        assert PostNumber.take(day) == number


def test_serials_count_up_within_a_fiscal_year(db: None) -> None:
    with transaction.atomic():
        taken = [PostNumber.take(dt.date(2026, month, 1)) for month in (4, 12)]
        other = PostNumber.take(dt.date(2027, 4, 1))
        taken.append(PostNumber.take(dt.date(2027, 3, 1)))
    assert taken == ["R8-0001", "R8-0002", "R8-0003"]
    assert other == "R9-0001"


def test_two_drafts_never_share_a_number(cast: Cast) -> None:
    assert cast.draft().number != cast.draft().number
