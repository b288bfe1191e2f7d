"""Mailing: over a real mail server, which may be down or refuse a mail; nothing is lost."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings

from approvals import actions, notifications, tasks
from approvals.models import Notice, PostOffice
from approvals.notifications.post_office import LONGEST_PAUSE, TAKEN_FOR, pause, take
from tests.approvals.mailbox import addressed
from tests.cast import Cast, cleared
from tests.local_mail import Mailroom, mail_server

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def smtp(settings: Settings) -> None:
    """Mail goes the real way, to a port on which nobody listens yet."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        settings.EMAIL_PORT = probe.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "白井市SNS <sns@city.example.jp>"


@pytest.fixture
def room(settings: Settings) -> Iterator[Mailroom]:
    with mail_server() as found:
        settings.EMAIL_PORT = found.port
        yield found


@pytest.fixture(autouse=True)
def _addresses(cast: Cast) -> None:
    addressed()


def waiting() -> int:
    return Notice.objects.filter(sent_at=None, refusal="").count()


def test_a_mail_arrives_as_it_was_written(cast: Cast, room: Mailroom) -> None:
    post = cast.submitted()
    tasks.send_notices()
    (letter,) = room.letters
    assert letter["To"] == "2001@city.example.jp"
    assert letter["From"] == "白井市SNS <sns@city.example.jp>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Subject"].strip().startswith("【白井市SNS】決裁をお願いします：")
    assert f"/posts/{post.code}/" in letter.get_content()
    assert letter.get_content_type() == "text/plain"
    assert waiting() == 0
    tasks.send_notices()
    assert len(room.letters) == 1


def test_mails_of_one_round_share_one_connection(cast: Cast, room: Mailroom) -> None:
    cast.in_review()
    tasks.send_notices()
    assert len(room.letters) == 5
    assert room.connections == 1


def test_while_the_server_is_down_they_wait_and_are_tried_less_and_less_often(cast: Cast) -> None:
    cast.submitted()
    now = timezone.now()
    notifications.tell(now=now)
    assert notifications.send(now=now) == 0
    office = PostOffice.objects.get()
    assert (office.tries, office.mail_from) == (1, now + pause(1))
    assert waiting() == 1
    notifications.send(now=now + pause(1) / 2)
    assert PostOffice.objects.get().tries == 1
    notifications.send(now=now + pause(1))
    assert PostOffice.objects.get().tries == 2
    assert pause(2) > pause(1)
    assert pause(99) == LONGEST_PAUSE


def test_when_it_is_back_everything_arrives_and_nobody_is_flooded(
    cast: Cast, settings: Settings
) -> None:
    now = timezone.now()
    posts = [cast.submitted() for _number in range(5)]
    notifications.tell(now=now)
    notifications.send(now=now)
    with mail_server() as room:
        settings.EMAIL_PORT = room.port
        assert notifications.send(now=now + MINUTE) == 1
    (letter,) = room.letters
    assert letter["Subject"].strip() == "【白井市SNS】お知らせが5件あります"
    assert all(str(post.code) in letter.get_content() for post in posts)
    assert waiting() == 0
    assert PostOffice.objects.get().tries == 0


def test_what_was_done_while_the_mail_waited_is_not_asked_for_any_more(
    cast: Cast, settings: Settings
) -> None:
    now = timezone.now()
    post = cast.submitted()
    notifications.tell(now=now)
    notifications.send(now=now)
    actions.decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    with mail_server() as room:
        settings.EMAIL_PORT = room.port
        notifications.tell(now=now + MINUTE)
        notifications.send(now=now + MINUTE)
    assert {letter["To"].partition("@")[0] for letter in room.letters} == {
        "1001",
        "1002",
        "1003",
        "1004",
        "3001",
    }


def test_an_address_that_the_server_never_takes_holds_up_nobody_else(
    cast: Cast, room: Mailroom
) -> None:
    room.refusals["1003@city.example.jp"] = "550 no such mailbox"
    cast.in_review()
    now = timezone.now()
    notifications.tell(now=now)
    notifications.send(now=now)
    assert len(room.letters) == 4
    assert Notice.objects.get(person=cast.tanaka).refusal == "550 no such mailbox"
    notifications.send(now=now + 60 * MINUTE)
    assert len(room.letters) == 4


def test_a_mailbox_that_is_full_for_now_is_tried_again(cast: Cast, room: Mailroom) -> None:
    room.refusals["2001@city.example.jp"] = "452 mailbox full"
    cast.submitted()
    now = timezone.now()
    notifications.tell(now=now)
    notifications.send(now=now)
    assert Notice.objects.get().tries == 1
    room.refusals.clear()
    notifications.send(now=now + pause(1))
    assert len(room.letters) == 1


def test_somebody_without_an_address_is_noted(cast: Cast, room: Mailroom) -> None:
    cast.suzuki.email = ""
    cast.suzuki.save()
    cast.submitted()
    tasks.send_notices()
    assert room.letters == []
    assert Notice.objects.get().refusal == "no e-mail address"


def test_what_a_worker_took_before_it_died_is_sent_by_the_next(cast: Cast, room: Mailroom) -> None:
    cast.submitted()
    now = timezone.now()
    notifications.tell(now=now)
    assert len(take(now)) == 1
    assert notifications.send(now=now + MINUTE) == 0
    assert notifications.send(now=now + TAKEN_FOR) == 1
    assert len(room.letters) == 1


def test_a_subject_is_one_line_whatever_was_typed(cast: Cast, room: Mailroom) -> None:
    post = cast.draft(title="試験放送\u2028Bcc: x@example.jp\tについて")
    actions.submit(post.pk, actor=cast.sato, seen=post.revision.digest, declaration=cleared(post))
    tasks.send_notices()
    (letter,) = room.letters
    assert letter["Bcc"] is None
    assert "試験放送 Bcc: x@example.jp について" in letter["Subject"]
