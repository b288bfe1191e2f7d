"""誰が・いつ: the box on top of every case page (ガイドライン2(3)②)."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event
from posts.models import Post
from posts.workflow import Status
from publishing import claims, delivery, outcomes
from publishing.actions import resolve_absent, resolve_posted
from publishing.gateway import Unknown
from tests.cast import PASSWORD, Cast


@pytest.fixture
def unclear(cast: Cast) -> Post:
    """Sent, and X gave no answer."""
    post = cast.scheduled()
    attempt = claims.claim(post.pk, now=timezone.now())
    assert attempt is not None
    delivery.start(attempt.pk, now=timezone.now())
    outcomes.settle(attempt.pk, Unknown("HTTP 503: Service Unavailable"))
    return Post.objects.get(pk=post.pk)


def test_the_steps_stand_there_in_the_words_of_the_city_hall(
    cast: Cast, client: Client, unclear: Post
) -> None:
    assert [name for name, _who in _box(client, cast, unclear)] == [
        *("起案", "提出", "決裁", "確認", "確認", "投稿")
    ]


def test_a_post_that_was_not_on_x_does_not_count_as_posted(
    cast: Cast, client: Client, unclear: Post
) -> None:
    seen = unclear.revision.digest
    post = resolve_absent(unclear.pk, actor=cast.ito, seen=seen, reason="Xにはありませんでした")
    assert post.status == Status.SCHEDULED
    assert _box(client, cast, post)[-1] == ("投稿", "まだ行われていません")
    assert Event.objects.filter(act="resolved", actor_name="伊藤 美咲").count() == 1


def test_a_post_that_was_on_x_names_who_found_it(cast: Cast, client: Client, unclear: Post) -> None:
    seen = unclear.revision.digest
    post = resolve_posted(
        unclear.pk, actor=cast.ito, seen=seen, x_id="1860000000000000001", reason="Xで見ました"
    )
    assert post.status == Status.PUBLISHED
    assert _box(client, cast, post)[-1] == ("投稿", "しろいの魅力発信課 課長 伊藤 美咲")
    assert Event.objects.filter(act="resolved", actor_name="伊藤 美咲").count() == 1


def _box(client: Client, cast: Cast, post: Post) -> list[tuple[str, str]]:
    """What the page says in the box: the step, and by whom."""
    assert client.login(username=cast.ito.staff_number, password=PASSWORD)
    page = client.get(f"/posts/{post.code}/").content.decode()
    pattern = r'who-when__item".*?<dt>(.*?)</dt>.*?who-when__name">(.*?)</span>'
    return re.findall(pattern, page, re.DOTALL)
