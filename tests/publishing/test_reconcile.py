"""An unknown outcome is settled by evidence: the account's own timeline."""

from __future__ import annotations

import datetime as dt

import requests
from django.db import connection
from django.utils import timezone

from posts.models import Channel
from posts.workflow import Status
from publishing import actions, reconciliation
from publishing.gateway import Posted
from publishing.models import Attempt, Finding
from publishing.outcomes import settle
from publishing.reconciliation import due_looks
from publishing.x import MOST_PAGES, PAGE_SIZE, X, x_for
from tests.cast import KEYS, SETUP, TEXT, Cast
from tests.local_x import (
    LocalX,
    answering,
    dropped_after_the_commit,
    dropped_before_the_commit,
)
from tests.publishing.pictures import attachment
from tests.publishing.steps import DEAD_AFTER, DUPLICATE, SOON, page, sent
from tests.sight import history, last_event
from x_sandbox.calls import Call, Change, Reply, straight_through

DAY = dt.timedelta(days=1)
THREE_LOOKS = 3


def look(attempt: Attempt, *, times: int = 1) -> Attempt:
    """What the task does whenever the next look is due."""
    for _time in range(times):
        assert attempt.next_look_at is not None
        moment = attempt.next_look_at
        assert due_looks(moment) == [attempt.post.channel_id]
        reconciliation.look([attempt.pk], now=moment, connect=x_for)
        attempt.refresh_from_db()
        attempt.post.refresh_from_db()
    return attempt


def posted_by_somebody(x: LocalX, text: str) -> str:
    """Another program with the same keys posts a text."""
    answer = X(x.url, KEYS).client.create_tweet(text=text)
    assert isinstance(answer, requests.Response)
    return str(answer.json()["data"]["id"])


def test_a_post_whose_answer_was_lost_is_found_and_not_sent_again(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = dropped_after_the_commit
    attempt = sent(post)
    assert post.status == Status.UNCERTAIN
    attempt = look(attempt)
    [public] = x.timeline()
    assert (attempt.outcome, attempt.x_id) == ("posted", str(public.id))
    assert attempt.post.status == Status.PUBLISHED
    event = last_event(post)
    assert (event.act, event.actor_name) == ("reconciled", "システム")
    assert event.detail["status"] == ["uncertain", "published"]
    assert event.detail["x_id"] == str(public.id)
    assert (x.tries, due_looks(timezone.now() + DAY)) == (1, [])
    assert f"/status/{public.id}" in page(cast.sato, post)


def test_links_entities_and_line_ends_do_not_hide_a_post(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(
        "カ\u3099イド <A&B>\n"
        "https://www.city.example.lg.jp/a?b=1&c=2 と https://www.city.example.lg.jp/b"
    )
    x.fault = dropped_after_the_commit
    assert look(sent(post)).post.status == Status.PUBLISHED
    assert last_event(post).act == "reconciled"


def test_a_post_with_images_is_found(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(attachments=(attachment("red", "赤"), attachment("green", "緑")))
    x.fault = dropped_after_the_commit
    assert look(sent(post)).outcome == "posted"
    assert last_event(post).act == "reconciled"


def test_a_thread_goes_on_after_a_lost_answer(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled(texts=("その1", "その2"))
    x.fault = dropped_after_the_commit
    attempt = look(sent(post))
    assert attempt.post.status == Status.SCHEDULED
    assert last_event(post).detail["status"] == ["uncertain", "scheduled"]
    x.fault = straight_through
    sent(post, later=SOON)
    assert x.texts() == ["その1", "その2"]
    assert x.timeline()[1].reply_to_id == x.timeline()[0].id
    assert post.status == Status.PUBLISHED


def test_what_is_absent_after_the_last_look_stays_for_a_person(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = dropped_before_the_commit
    attempt = sent(post)
    settled_at, moments = attempt.settled_at, []
    assert settled_at is not None
    for _look in range(THREE_LOOKS):
        assert attempt.next_look_at is not None
        moments.append((attempt.next_look_at - settled_at).total_seconds())
        attempt = look(attempt)
    assert moments == [15, 60, 300]
    assert (attempt.next_look_at, attempt.outcome) == (None, "unknown")
    assert attempt.post.status == Status.UNCERTAIN
    assert due_looks(timezone.now() + DAY) == []
    assert (x.texts(), x.tries) == ([], 1)
    assert history(post)[-1] == "send_unknown"
    assert f"/posts/{post.code}/resolve" in page(cast.takahashi, post)


def test_a_post_that_shows_up_late_is_found_by_a_later_look(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = dropped_before_the_commit
    attempt = look(sent(post))
    assert attempt.post.status == Status.UNCERTAIN
    x.fault = straight_through
    x_id = posted_by_somebody(x, TEXT)
    assert look(attempt).x_id == x_id
    assert last_event(post).act == "reconciled"


def test_a_refused_duplicate_of_an_earlier_post_has_failed(cast: Cast, x: LocalX) -> None:
    earlier = cast.scheduled()
    published = sent(earlier)
    post = cast.scheduled()
    attempt = sent(post)
    assert (post.status, x.tries) == (Status.UNCERTAIN, 2)
    attempt = look(attempt)
    assert attempt.post.status == Status.FAILED
    assert attempt.outcome == "refused"
    event = last_event(post)
    assert event.act == "reconciled"
    assert published.x_id in event.reason
    assert published.x_id in page(cast.takahashi, post)
    assert len(x.texts()) == 1


def test_a_duplicate_that_is_our_own_lost_post_counts_as_posted(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()

    def posted_and_then_refused(call: Call, change: Change) -> Reply:
        change()
        return answering(403, DUPLICATE)(call, change)

    x.fault = posted_and_then_refused
    attempt = sent(post)
    assert "duplicate" in attempt.evidence
    x.fault = straight_through
    assert look(attempt).post.status == Status.PUBLISHED
    assert attempt.x_id == str(x.timeline()[0].id)
    assert last_event(post).act == "reconciled"


def test_another_requests_post_with_the_same_words_is_no_evidence(cast: Cast, x: LocalX) -> None:
    pictures = (attachment("red", "赤"),)
    sent(cast.scheduled(attachments=pictures))
    post = cast.scheduled(attachments=pictures)
    x.fault = dropped_before_the_commit
    attempt = look(sent(post), times=THREE_LOOKS)
    assert (attempt.post.status, attempt.x_id) == (Status.UNCERTAIN, "")
    assert history(post)[-1] == "send_unknown"


def test_two_that_fit_are_left_to_a_person(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = dropped_before_the_commit
    attempt = sent(post)
    x.fault = straight_through
    first = posted_by_somebody(x, TEXT)
    with x.sandbox.store.transaction() as db:
        db.execute("UPDATE post SET text = 'あとで' WHERE id = ?", (first,))
    posted_by_somebody(x, TEXT)
    with x.sandbox.store.transaction() as db:
        db.execute("UPDATE post SET text = ? WHERE id = ?", (TEXT, first))
    attempt = look(attempt, times=THREE_LOOKS)
    assert attempt.post.status == Status.UNCERTAIN
    assert history(post)[-1] == "send_unknown"


def test_a_timeline_that_cannot_be_read_proves_nothing_and_uses_up_no_look(
    cast: Cast, x: LocalX
) -> None:
    post = cast.scheduled()
    x.fault = dropped_after_the_commit
    attempt = sent(post)
    x.fault = answering(503, {"title": "Service Unavailable", "status": 503}, "GET")
    attempt = look(attempt, times=2 * THREE_LOOKS)
    assert (attempt.post.status, attempt.looks) == (Status.UNCERTAIN, 0)
    assert history(post)[-1] == "send_unknown"
    x.fault = straight_through
    assert look(attempt).post.status == Status.PUBLISHED
    assert x.tries == 1


def test_a_timeline_that_says_when_it_will_answer_is_asked_then(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    attempt = sent(cast.scheduled())
    opens = (timezone.now() + dt.timedelta(minutes=9)).replace(microsecond=0)
    headers = {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(opens.timestamp()))}
    x.instead = ("429 Too Many Requests", headers, "")
    assert look(attempt).next_look_at == opens
    x.instead = None
    assert look(attempt).outcome == "posted"
    assert history(attempt.post)[-1] == "reconciled"


def test_after_a_day_of_silence_the_outcome_is_the_persons_alone(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    attempt = sent(cast.scheduled())
    x.fault = answering(503, {"title": "Service Unavailable", "status": 503}, "GET")
    reconciliation.look([attempt.pk], now=timezone.now() + DAY, connect=x_for)
    attempt.refresh_from_db()
    assert (attempt.next_look_at, attempt.outcome) == (None, "unknown")
    assert f"/posts/{attempt.post.code}/resolve" in page(cast.takahashi, attempt.post)


def test_a_look_is_taken_by_one_task_at_a_time(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    attempt = sent(cast.scheduled())
    assert attempt.next_look_at is not None
    moment = attempt.next_look_at
    channel = cast.channel.pk
    taken = [reconciliation.reserve_looks(channel, now=moment) for _clock in range(2)]
    assert (taken, due_looks(moment)) == ([[attempt.pk], []], [])
    assert history(attempt.post)[-1] == "send_unknown"


def test_where_reading_is_off_nobody_looks(cast: Cast, x: LocalX) -> None:
    cast.channel.may_read = False
    cast.channel.save()
    post = cast.scheduled()
    x.fault = dropped_after_the_commit
    assert sent(post).next_look_at is None
    assert due_looks(timezone.now() + DAY) == []
    assert (post.status, x.requests) == (Status.UNCERTAIN, ["POST /2/tweets"])
    assert last_event(post).act == "send_unknown"


def test_a_look_that_comes_after_the_person_changes_nothing(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = dropped_after_the_commit
    attempt = sent(post)
    seen = post.revision.digest
    x_id = str(x.timeline()[0].id)
    actions.resolve_posted(post.pk, actor=cast.ito, seen=seen, x_id=x_id, reason="Xで確認")
    reconciliation.look([attempt.pk], now=timezone.now(), connect=x_for)
    assert history(post)[-2:] == ["send_unknown", "resolved"]


def test_a_look_in_another_mode_finds_nothing(cast: Cast, x: LocalX) -> None:
    """The timeline of a drill is not the public's, and the other way round."""
    post = cast.scheduled()
    x.fault = dropped_after_the_commit
    attempt = sent(post)
    actions.set_mode(cast.channel, Channel.Mode.DRILL, actor=SETUP)
    attempt = look(attempt, times=THREE_LOOKS)
    assert attempt.post.status == Status.UNCERTAIN
    assert x.requests == ["POST /2/tweets"]
    assert history(post)[-1] == "send_unknown"


def test_one_look_settles_all_that_is_due_of_the_channel(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    there = [sent(cast.scheduled(f"お知らせ{number}")) for number in range(2)]
    x.fault = dropped_before_the_commit
    absent = sent(cast.scheduled("届かない"))
    x.fault = straight_through
    x.requests.clear()
    moment = timezone.now() + dt.timedelta(seconds=20)
    taken = reconciliation.reserve_looks(cast.channel.pk, now=moment)
    assert taken == [attempt.pk for attempt in (*there, absent)]
    reconciliation.look(taken, now=moment, connect=x_for)
    assert len(x.requests) == 1
    outcomes = [Attempt.objects.get(pk=pk).outcome for pk in taken]
    assert outcomes == ["posted", "posted", "unknown"]
    assert [history(attempt.post)[-1] for attempt in (*there, absent)] == [
        *["reconciled"] * 2,
        "send_unknown",
    ]
    assert Attempt.objects.get(pk=absent.pk).looks == 1


def test_a_timeline_too_long_to_be_read_to_its_end_proves_no_absence(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_before_the_commit
    attempt = sent(cast.scheduled())
    x.fault = straight_through
    fill(x, PAGE_SIZE * MOST_PAGES + 1, after=timezone.now())
    attempt = look(attempt, times=THREE_LOOKS)
    assert (attempt.looks, attempt.post.status) == (0, Status.UNCERTAIN)
    assert attempt.next_look_at is not None
    assert history(attempt.post)[-1] == "send_unknown"


def fill(x: LocalX, count: int, *, after: dt.datetime) -> None:
    """So many posts of somebody else, all after that moment."""
    first = (int(after.timestamp() * 1000) - 1_288_834_974_657 + 60_000) << 22
    [account] = x.sandbox.store.rows("SELECT id FROM account")
    with x.sandbox.store.transaction() as db:
        db.executemany(
            "INSERT INTO post (id, account_id, conversation_id, reply_settings, text, links, price)"
            " VALUES (?, ?, ?, 'everyone', 'ほか', '[]', 0)",
            [(first + n, account["id"], first + n) for n in range(count)],
        )


def test_a_post_that_may_be_either_of_two_is_left_to_a_person(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_before_the_commit
    absent = sent(cast.scheduled())
    x.fault = dropped_after_the_commit
    there = sent(cast.scheduled())
    moment = timezone.now() + dt.timedelta(seconds=20)
    taken = reconciliation.reserve_looks(cast.channel.pk, now=moment)
    assert taken == [absent.pk, there.pk]
    reconciliation.look(taken, now=moment, connect=x_for)
    assert [Attempt.objects.get(pk=pk).x_id for pk in taken] == ["", ""]
    assert [history(attempt.post)[-1] for attempt in (absent, there)] == ["send_unknown"] * 2


def test_a_post_made_after_a_call_had_ended_is_not_that_calls(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_before_the_commit
    absent = sent(cast.scheduled())
    early = timezone.now() - dt.timedelta(hours=1)
    Attempt.objects.filter(pk=absent.pk).update(sent_at=early, dead_at=early + DEAD_AFTER)
    x.fault = dropped_after_the_commit
    there = sent(cast.scheduled())
    moment = timezone.now() + dt.timedelta(seconds=20)
    taken = reconciliation.reserve_looks(cast.channel.pk, now=moment)
    reconciliation.look(taken, now=moment, connect=x_for)
    assert [Attempt.objects.get(pk=pk).outcome for pk in taken] == ["unknown", "posted"]
    assert [history(attempt.post)[-1] for attempt in (absent, there)] == [
        "send_unknown",
        "reconciled",
    ]


def test_a_second_copy_that_a_look_finds_is_raised(cast: Cast, x: LocalX) -> None:
    post = cast.scheduled()
    x.fault = dropped_before_the_commit
    first = sent(post)
    seen = post.revision.digest
    actions.resolve_absent(post.pk, actor=cast.ito, seen=seen, reason="Xで見当たらない")
    x.fault = dropped_after_the_commit
    second = sent(post)
    settle(first.pk, Posted("1998765432109876543"))
    second = look(second)
    assert (second.outcome, second.post.status) == ("surplus", Status.PUBLISHED)
    assert Finding.objects.filter(x_id=second.x_id).exists()
    assert history(post)[-1] == "reconciled"


def test_an_attempt_that_cannot_be_settled_keeps_no_other_waiting(cast: Cast, x: LocalX) -> None:
    x.fault = dropped_after_the_commit
    broken, sound = sent(cast.scheduled("壊れた")), sent(cast.scheduled("無事な"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE posts_post SET current_id = NULL WHERE id = %s", [broken.post_id])
    moment = timezone.now() + dt.timedelta(seconds=20)
    reconciliation.look([broken.pk, sound.pk], now=moment, connect=x_for)
    sound.refresh_from_db()
    assert (sound.outcome, history(sound.post)[-1]) == ("posted", "reconciled")
