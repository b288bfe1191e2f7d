"""A post goes out over real HTTP, signed by the real tweepy, exactly once."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from approvals.actions import release
from audit.models import Event
from posts.models import Channel
from posts.workflow import Status
from publishing import actions
from publishing.claims import SEGMENT_PAUSE, claim, due_posts
from publishing.delivery import deliver
from publishing.models import Attempt, Credential, Halt
from publishing.x import x_for
from tests.cast import SETUP, TEXT, Cast
from tests.local_x import LocalX
from tests.publishing.pictures import attachment
from tests.publishing.steps import SOON, claimed, page, sent
from tests.sight import history, last_event


def test_a_text_stands_on_x_and_the_trail_says_who_and_when(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    attempt = sent(post)
    [public] = x.timeline()
    assert (public.text, public.username) == (TEXT, "shiroi_city")
    assert (post.status, attempt.outcome, attempt.x_id) == (
        Status.PUBLISHED,
        "posted",
        str(public.id),
    )
    event = last_event(post)
    assert (event.act, event.actor_name) == ("published", "システム")
    assert "主査 高橋 健一、しろいの魅力発信課 主任主事 田中 陽子" in event.on_behalf_of
    assert event.detail == {
        "status": ["publishing", "published"],
        "x_id": str(public.id),
        "segment": 0,
        "payload": attempt.payload_digest,
    }
    assert f"https://x.com/shiroi_city/status/{public.id}" in page(cast.sato, post)


def test_links_and_line_ends_arrive_as_they_were_approved(cast: Cast, x: LocalX) -> None:
    text = "梨まつり\n詳しくは https://www.city.example.lg.jp/nashi?a=1&b=2 へ <必見> & #白井"
    sent(cast.scheduled(text))
    assert x.texts() == [text]
    assert len(x.timeline()[0].links) == 1


def test_images_stand_in_their_order_with_their_words(cast: Cast, x: LocalX) -> None:
    pictures = (attachment("red", "赤い梨の写真"), attachment("green", "緑の梨の写真"))
    post = cast.scheduled(attachments=pictures)
    sent(post)
    [public] = x.timeline()
    assert [item.alt_text for item in public.media] == ["赤い梨の写真", "緑の梨の写真"]
    assert x.requests == [
        *["POST /2/media/upload", "POST /2/media/metadata"] * 2,
        "POST /2/tweets",
    ]
    assert history(post)[-1] == "published"


def test_a_thread_grows_by_one_reply_at_a_time(cast: Cast, x: LocalX) -> None:
    texts = ("避難所を開設しました。(1/3)", "持ち物は次のとおりです。(2/3)", "以上です。(3/3)")
    post = cast.scheduled(texts=texts, attachments=(attachment("red", "避難所の地図"),))
    sent(post)
    assert (post.status, x.texts()) == (Status.PUBLISHING, [texts[0]])
    sent(post, later=SOON)
    sent(post, later=2 * SOON)
    first, second, third = x.timeline()
    assert tuple(x.texts()) == texts
    assert (second.reply_to_id, third.reply_to_id) == (first.id, second.id)
    assert [len(public.media) for public in (first, second, third)] == [1, 0, 0]
    assert post.status == Status.PUBLISHED
    assert history(post)[-4:] == ["claimed", "part_published", "part_published", "published"]
    assert claim(post.pk, now=timezone.now() + 3 * SOON) is None


def test_the_next_part_of_a_thread_waits_until_x_shows_the_one_before(
    cast: Cast, x: LocalX
) -> None:
    post = cast.scheduled(texts=("その1", "その2"))
    attempt = sent(post)
    assert attempt.settled_at is not None
    assert due_posts(attempt.settled_at + SEGMENT_PAUSE / 2) == []
    assert due_posts(attempt.settled_at + SEGMENT_PAUSE) == [post.pk]


def test_a_task_delivered_twice_calls_once(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    attempt = sent(post)
    deliver(attempt.pk, connect=x_for)
    assert x.tries == 1
    assert history(post).count("published") == 1


def test_a_worker_without_the_key_stops_the_channel_and_keeps_the_post(
    cast: Cast, x: LocalX, settings: Settings
) -> None:
    post, other = cast.scheduled(), cast.scheduled("もう一件")
    settings.CREDENTIAL_KEYS = []
    sent(post)
    assert x.requests == []
    assert post.status == Status.SCHEDULED
    assert last_event(post).act == "send_postponed"
    stop = Halt.objects.get(lifted_at=None)
    assert stop.reason == last_event(post).reason
    assert (stop.channel, stop.by_name) == (cast.channel, "システム")
    halted = Event.objects.get(act="halted")
    assert (halted.actor_name, halted.subject_code) == ("システム", "shiroi")
    assert due_posts(timezone.now()) == []
    assert stop.reason in page(cast.ito, other)


def test_a_channel_without_a_credential_is_stopped(cast: Cast, x: LocalX) -> None:
    Credential.objects.update(retired_at=timezone.now())
    post = cast.scheduled()
    sent(post)
    assert (x.requests, post.status) == ([], Status.SCHEDULED)
    assert Event.objects.filter(act="halted").count() == 1


def test_a_stop_just_before_the_call_is_heeded(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    attempt = claimed(post)
    actions.halt(cast.channel, actor=cast.takahashi, reason="誤りに気づいた")
    deliver(attempt.pk, connect=x_for)
    post.refresh_from_db()
    assert (x.requests, post.status) == ([], Status.HELD)
    assert last_event(post).act == "held"
    actions.resume(cast.channel, actor=cast.ito)
    release(post.pk, actor=cast.ito, seen=post.revision.digest)
    sent(post)
    assert x.texts() == [TEXT]


def test_a_change_of_mode_just_before_the_call_is_heeded(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    attempt = claimed(post)
    actions.set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    deliver(attempt.pk, connect=x_for)
    post.refresh_from_db()
    assert (x.requests, post.status) == ([], Status.FAILED)
    assert last_event(post).act == "send_refused"
    assert last_event(post).reason == Attempt.objects.get().evidence != ""


def test_the_longest_text_that_may_be_submitted_is_accepted(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled("梨" * 140)
    sent(post)
    assert x.texts() == ["梨" * 140]
    assert (post.status, history(post)[-1]) == (Status.PUBLISHED, "published")


def test_an_image_that_was_changed_after_the_claim_is_not_sent(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(attachments=(attachment("red", "避難所の地図"),))
    attempt = claimed(post)
    shown = post.revision.images.get().stored
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_storedimage SET content = content || '\\x00' WHERE sha256 = %s",
            [shown.sha256],
        )
    deliver(attempt.pk, connect=x_for)
    attempt.refresh_from_db()
    post.refresh_from_db()
    assert (x.requests, attempt.outcome, attempt.sent_at) == ([], "refused", None)
    assert (post.status, last_event(post).act) == (Status.FAILED, "send_refused")
    assert last_event(post).reason in page(cast.takahashi, post)


def test_a_text_that_was_changed_after_the_claim_is_not_sent(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    attempt = claimed(post)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_segment SET text = 'うそ' WHERE revision_id = %s", [post.revision.pk]
        )
    deliver(attempt.pk, connect=x_for)
    post.refresh_from_db()
    assert (x.requests, post.status, history(post)[-1]) == ([], Status.FAILED, "send_refused")


def test_a_thread_whose_rest_was_changed_stops_where_it_is(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(texts=("その1", "その2"))
    sent(post)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_segment SET text = 'うそ' WHERE revision_id = %s AND position = 1",
            [post.revision.pk],
        )
    assert claim(post.pk, now=timezone.now() + SOON) is None
    post.refresh_from_db()
    assert (x.texts(), post.status) == (["その1"], Status.HELD)
    assert last_event(post).act == "consent_lapsed"
