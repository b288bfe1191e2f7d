"""A reply stands on X as an answer to that post (ガイドライン2(3)④)."""

from __future__ import annotations

from approvals import actions as consent
from posts import actions
from posts.checks.submission import Route
from posts.content import Content
from tests.cast import Cast, submit
from tests.local_x import LocalX
from tests.publishing.steps import sent
from tests.sight import history


def test_a_reply_goes_out_as_an_answer_to_that_post(cast: Cast, x: LocalX) -> None:
    first = sent(cast.scheduled("次の水曜日に試験放送を行います。")).x_id
    content = Content(
        "場所の訂正について",
        "safety",
        ("会場は文化会館です。",),
        reply_to=first,
        reply_url=f"{x.url}/shiroi_city/status/{first}",
        benefit="場所の誤解が広がっており、正しい場所を伝えるため",
    )
    post = actions.create(
        content, Route("normal"), actor=cast.sato, section=cast.crisis, channel=cast.channel
    )
    post = submit(post, cast.sato)
    post = consent.decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    post = consent.decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    sent(post)
    answer = next(public for public in x.timeline() if str(public.id) != first)
    assert (answer.text, str(answer.reply_to_id)) == ("会場は文化会館です。", first)
    assert history(post)[-1] == "published"
