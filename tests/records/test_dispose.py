"""廃棄: what has fallen due may go, its number, its title and the trail stay."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from approvals.models import PolicyVersion
from audit.models import Event
from audit.verify import verify
from posts.content import Attachment
from posts.models import Image, Segment, StoredImage
from posts.workflow import IllegalTransition
from records import retention
from records.actions import dispose, hold_record, lift_hold
from records.models import DisposedCase
from records.terms import closed_before
from tests.cast import Cast
from tests.pages.entries import stored_picture
from tests.pages.stages import again
from tests.pages.visits import everything, html, visitor
from tests.records.cases import withdrawn_in
from tests.sight import last_event, look

LAST_DAY = dt.date(2032, 3, 31)
FIRST_DAY = dt.date(2032, 4, 1)
REASON = "保存期間が満了したため"


@pytest.mark.parametrize(
    ("closed", "years", "due"),
    [
        (dt.date(2026, 4, 1), 5, dt.date(2032, 4, 1)),
        (dt.date(2027, 3, 31), 5, dt.date(2032, 4, 1)),
        (dt.date(2027, 4, 1), 5, dt.date(2033, 4, 1)),
        (dt.date(2028, 2, 29), 1, dt.date(2029, 4, 1)),
    ],
)
def test_the_term_begins_with_the_next_fiscal_year(
    closed: dt.date, years: int, due: dt.date
) -> None:
    assert closed < closed_before(due, years)
    assert closed >= closed_before(due - dt.timedelta(days=1), years)


def test_a_case_falls_due_on_the_first_of_april_after_five_fiscal_years(cast: Cast) -> None:
    post = withdrawn_in(cast, dt.date(2026, 11, 25))
    assert not retention.due(cast.ito, LAST_DAY).exists()
    assert list(retention.due(cast.ito, FIRST_DAY)) == [post]


def test_a_case_that_is_not_over_never_falls_due(cast: Cast) -> None:
    cast.in_review()
    assert not retention.due(cast.ito, dt.date(2099, 1, 1)).exists()


def test_only_the_account_manager_sees_what_has_fallen_due(cast: Cast) -> None:
    withdrawn_in(cast, dt.date(2026, 11, 25))
    for person in (cast.sato, cast.suzuki, cast.takahashi):
        assert not retention.due(person, FIRST_DAY).exists()
        assert visitor(person).get(reverse("records:due")).status_code == 403


def test_a_category_may_be_kept_longer(cast: Cast) -> None:
    withdrawn_in(cast, dt.date(2026, 11, 25), category="safety")
    event = withdrawn_in(cast, dt.date(2026, 11, 25), category="event")
    PolicyVersion.objects.create(
        number=2,
        effective_from=dt.date(2026, 12, 1),
        reason="安心安全は10年",
        retention_safety=10,
    )
    assert list(retention.due(cast.ito, FIRST_DAY)) == [event]


def test_texts_and_images_go_and_the_rest_stays(cast: Cast) -> None:
    shown = (Attachment(stored_picture("navy"), "青い四角"),)
    post = withdrawn_in(cast, dt.date(2026, 11, 25), attachments=shown)
    kept = withdrawn_in(cast, dt.date(2031, 11, 25), attachments=(*shown,))
    digest = post.revision.digest
    dispose([post.code], actor=cast.ito, reason=REASON, today=FIRST_DAY)
    assert not Segment.objects.filter(revision__post=post).exclude(text="").exists()
    assert not Image.objects.filter(revision__post=post).exists()
    # Another case shows the same picture.
    assert StoredImage.objects.filter(sha256=shown[0].sha256).exists()
    assert Segment.objects.get(revision__post=kept).text
    row = DisposedCase.objects.get(post=post)
    assert (row.number, row.title) == (post.number, post.title)
    assert again(post).revision.digest == digest
    event = last_event(post)
    assert (event.act, event.actor_name, event.reason) == ("disposed", "伊藤 美咲", REASON)
    assert verify().broken_at is None
    page = look(cast.ito, post)
    assert page.code == 200
    assert "伊藤 美咲" in page.html
    assert not retention.due(cast.ito, FIRST_DAY).exists()


def test_an_image_that_nobody_else_shows_goes_too(cast: Cast) -> None:
    alone = (Attachment(stored_picture("crimson"), "赤い四角"),)
    post = withdrawn_in(cast, dt.date(2026, 11, 25), attachments=alone)
    dispose([post.code], actor=cast.ito, reason=REASON, today=FIRST_DAY)
    assert not StoredImage.objects.filter(sha256=alone[0].sha256).exists()


def test_one_case_that_is_not_due_stops_them_all(cast: Cast) -> None:
    due = withdrawn_in(cast, dt.date(2026, 11, 25))
    young = withdrawn_in(cast, dt.date(2031, 11, 25))
    before = everything()
    for codes in ([due.code, young.code], [], [due.code, uuid4()]):
        with pytest.raises(IllegalTransition):
            dispose(codes, actor=cast.ito, reason=REASON, today=FIRST_DAY)
    assert everything() == before
    assert Segment.objects.get(revision__post=due).text


def test_a_case_under_a_legal_hold_stays_until_it_is_lifted(cast: Cast) -> None:
    post = withdrawn_in(cast, dt.date(2026, 11, 25))
    hold_record(post.pk, actor=cast.ito, reason="開示請求があったため")
    assert last_event(post).act == "record_held"
    assert not retention.due(cast.ito, FIRST_DAY).exists()
    with pytest.raises(IllegalTransition):
        dispose([post.code], actor=cast.ito, reason=REASON, today=FIRST_DAY)
    assert "開示請求があったため" in look(cast.ito, post).html
    lift_hold(post.pk, actor=cast.ito)
    assert last_event(post).act == "record_hold_lifted"
    assert list(retention.due(cast.ito, FIRST_DAY)) == [post]
    with pytest.raises(IllegalTransition):
        lift_hold(post.pk, actor=cast.ito)


def test_the_page_lists_what_is_due_and_disposes_of_what_is_chosen(cast: Cast) -> None:
    post = withdrawn_in(cast, dt.date(2026, 11, 25))
    other = withdrawn_in(cast, dt.date(2026, 11, 26))
    with time_machine.travel(dt.datetime(2032, 4, 1, 3, tzinfo=dt.UTC)):
        client = visitor(cast.ito)
        page = html(client.get(reverse("records:due")))
        assert post.number in page
        assert other.number in page
        refused = client.post(reverse("records:dispose"), {"cases": [str(post.code)]})
        assert refused.status_code == 422
        assert f'value="{post.code}" aria-label="{post.number}" checked' in html(refused)
        sent = {"cases": [str(post.code)], "reason": REASON}
        answer = client.post(reverse("records:dispose"), sent, follow=True)
    assert answer.status_code == 200
    assert list(DisposedCase.objects.values_list("number", flat=True)) == [post.number]
    assert Event.objects.filter(act="disposed").count() == 1
