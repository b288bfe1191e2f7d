"""A resubmitted case shows what changed, and the earlier rounds with their stamps."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from approvals import actions as consent
from posts import actions
from posts.checks.submission import Route
from posts.content import Attachment
from posts.models import Post
from tests.cast import Cast, confirm, submit
from tests.pages.entries import stored_picture
from tests.pages.reading import Element, read
from tests.pages.visits import queries, visitor
from tests.sight import history

OLD = "11月25日(水)に訓練を行います。会場は市役所です。"
NEW = "11月26日(木)に訓練を行います。会場は文化会館です。"
REASON = "日付と会場が誤っています"


def case(user: User, post: Post) -> Element:
    response = visitor(user).get(reverse("posts:case", args=[post.code]))
    assert response.status_code == 200
    return read(response)


def sent_back(cast: Cast, **facts: Any) -> Post:
    """Decided by 鈴木, checked by 高橋, returned by 伊藤."""
    post = cast.in_review(OLD, **facts)
    confirm(post, cast.takahashi)
    return consent.send_back(post.pk, actor=cast.ito, seen=post.revision.digest, reason=REASON)


def revised(cast: Cast, post: Post, route: Route | None = None, **changes: Any) -> Post:
    content = dataclasses.replace(post.revision.content(), **changes)
    return actions.revise(
        post.pk, content, route or post.route(), actor=cast.sato, seen=post.revision.digest
    )


def resubmitted(cast: Cast, post: Post, **changes: Any) -> Post:
    post = revised(cast, post, **changes)
    return submit(post, cast.sato)


def changed(page: Element) -> Element:
    return page.one("section", aria_labelledby="changed")


def row(page: Element, name: str) -> Element:
    return next(r for r in changed(page).all(class_="facts__row") if r.one("dt").text == name)


def test_a_first_submission_has_no_earlier_rounds(cast: Cast) -> None:
    page = case(cast.suzuki, cast.submitted())
    assert page.all("section", aria_labelledby="changed") == []
    assert page.all("details", class_="rounds") == []


def test_the_changed_text_is_marked_by_character_in_words_and_in_form(cast: Cast) -> None:
    post = resubmitted(cast, sent_back(cast), texts=(NEW,))
    text = row(case(cast.suzuki, post), "本文")
    assert [gone.text for gone in text.all("del")] == ["[削除:25日(水]", "[削除:市役所]"]
    assert [new.text for new in text.all("ins")] == ["[追加:26日(木]", "[追加:文化会館]"]
    assert history(post)[-1] == "submitted"


def test_it_says_whose_consent_no_longer_counts(cast: Cast) -> None:
    post = resubmitted(cast, sent_back(cast), texts=(NEW,))
    notice = changed(case(cast.takahashi, post)).one(class_="notice")
    assert notice.one(class_="notice__title").text == "前回の確認は無効になりました"
    told = [line.text for line in notice.all("li")]
    assert ["鈴木 一郎" in told[0], "高橋 健一" in told[1], len(told)] == [True, True, 2]


def test_the_other_matters_stand_as_old_and_new(cast: Cast) -> None:
    now = timezone.now()
    later = now + dt.timedelta(days=2)
    post = resubmitted(
        cast,
        sent_back(cast),
        route=Route("urgent", "本日中に知らせる必要があるため"),
        title="訓練のお知らせ",
        category="event",
        requested_at=later,
        public_at=now + dt.timedelta(days=1),
        note="会場を直しました",
    )
    page = case(cast.tanaka, post)
    names = [r.one("dt").text for r in changed(page).all(class_="facts__row")]
    assert names == [
        "件名",
        "例外の理由",
        "備考",
        "種類",
        "区分",
        "公表日時",
        "投稿希望日時",
    ]
    assert row(page, "種類").one("del").text == "[削除:安心安全]"
    assert "通常" in row(page, "区分").one("del").text
    assert "緊急" in row(page, "区分").one("ins").text
    assert "承認後すぐ" in row(page, "投稿希望日時").one("del").text


def test_images_stand_side_by_side_with_their_words(cast: Cast) -> None:
    first, second = stored_picture("navy"), stored_picture("red")
    kept = Attachment(stored_picture("green"), "緑の四角")
    post = sent_back(cast, attachments=(Attachment(first, "青い四角"), kept))
    post = resubmitted(cast, post, attachments=(Attachment(second, "赤い四角"), kept))
    pairs = changed(case(cast.suzuki, post)).all(class_="changed__pictures")
    assert len(pairs) == 1
    assert [image.attributes["alt"] for image in pairs[0].all("img")] == ["青い四角", "赤い四角"]
    for image in pairs[0].all("img"):
        assert visitor(cast.suzuki).get(image.attributes["src"]).status_code == 200


def test_a_picture_that_was_added_or_taken_away_has_no_twin(cast: Cast) -> None:
    post = sent_back(cast, attachments=(Attachment(stored_picture(), "青い四角"),))
    pair = changed(case(cast.suzuki, resubmitted(cast, post, attachments=()))).one(
        class_="changed__pictures"
    )
    before, after = pair.all("figure")
    assert (len(before.all("img")), len(after.all("img"))) == (1, 0)


def test_a_thread_is_compared_post_by_post(cast: Cast) -> None:
    post = sent_back(cast, texts=("一番目の投稿です。", "二番目の投稿です。"))
    post = resubmitted(
        cast, post, texts=("一番目の投稿です。", "二番目の訂正です。", "三番目です。")
    )
    page = case(cast.suzuki, post)
    names = [r.one("dt").text for r in changed(page).all(class_="facts__row")]
    assert names == ["2件目の本文", "3件目の本文"]


def test_the_course_so_far_tells_texts_decisions_reasons_and_stamps(cast: Cast) -> None:
    post = resubmitted(cast, sent_back(cast), texts=(NEW,))
    for reader in (cast.suzuki, cast.takahashi, cast.ito, cast.sato):
        rounds = case(reader, post).one("details", class_="rounds")
        told = rounds.one("section")
        assert OLD in told.text
        assert REASON in told.text
        assert "課長 伊藤 美咲" in told.text
        assert [s.all("text")[-1].text for s in told.all("svg", class_="stamp")] == [
            "鈴木",
            "高橋",
            "伊藤",
        ]


def test_while_it_is_mended_the_author_sees_it_too(cast: Cast) -> None:
    post = sent_back(cast)
    assert case(cast.sato, post).all("details", class_="rounds") == []
    post = revised(cast, post, texts=(NEW,))
    assert row(case(cast.sato, post), "本文").all("ins")


def test_what_was_pulled_back_unseen_is_a_round_but_nothing_to_compare(cast: Cast) -> None:
    post = cast.submitted(OLD)
    post = consent.recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    post = resubmitted(cast, post, texts=(NEW,))
    page = case(cast.suzuki, post)
    assert page.all("section", aria_labelledby="changed") == []
    assert "引き戻しました" in page.one("details", class_="rounds").text


def test_a_resubmission_without_a_change_says_so(cast: Cast) -> None:
    post = cast.in_review(OLD)
    post = consent.recall(post.pk, actor=cast.sato, seen=post.revision.digest)
    post = submit(post, cast.sato)
    box = changed(case(cast.suzuki, post))
    assert "前回から変更はありません。" in box.text
    assert "鈴木 一郎" in box.one(class_="notice").text


def test_the_comparison_is_with_the_round_that_was_judged_last(cast: Cast) -> None:
    post = resubmitted(cast, sent_back(cast), texts=(NEW,))
    consent.send_back(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason="時刻がない")
    post = resubmitted(cast, post, texts=(NEW + "9時から。",))
    page = case(cast.suzuki, post)
    assert [e.text for e in row(page, "本文").all("ins")] == ["[追加:9時から。]"]
    assert len(page.one("details", class_="rounds").all("section")) == 2


def test_what_is_approved_keeps_its_course_but_no_comparison(cast: Cast) -> None:
    post = resubmitted(cast, sent_back(cast), texts=(NEW,))
    consent.decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    post = consent.decide(post.pk, actor=cast.ito, seen=post.revision.digest)
    page = case(cast.sato, post)
    assert page.all("section", aria_labelledby="changed") == []
    assert page.all("details", class_="rounds")


def test_more_rounds_take_no_more_queries(cast: Cast) -> None:
    shown = (Attachment(stored_picture(), "青い四角"),)
    post = resubmitted(cast, sent_back(cast, attachments=shown), texts=(NEW,))
    address = reverse("posts:case", args=[post.code])
    client = visitor(cast.suzuki)
    few = queries(client, address)
    for n in range(3):
        consent.send_back(post.pk, actor=cast.suzuki, seen=post.revision.digest, reason=REASON)
        post = resubmitted(cast, post, texts=(f"{NEW}{n}",), attachments=shown * (n % 4 + 1))
    assert queries(client, address) == few


def test_in_english_the_page_is_english(cast: Cast) -> None:
    post = resubmitted(cast, sent_back(cast), texts=(NEW,))
    client = visitor(cast.suzuki)
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        page = read(client.get(reverse("posts:case", args=[post.code])))
    assert row(page, "Text").one("dt").text == "Text"
    assert page.one("details", class_="rounds").one("summary").text.startswith("The course so far")
