"""フォロー: an exception on record, decided by the PR chief; nothing is sent to X (2(3)④)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Deputy, User
from approvals.actions import end_follow, record_follow
from approvals.models import FollowRecord
from audit.models import Event
from posts.workflow import IllegalTransition, NotPermitted
from tests.cast import Cast
from tests.pages.reading import Element, error_beside, read
from tests.pages.visits import visitor
from tests.sight import signed

BENEFIT = "災害時に県の発表を直ちに確かめるため"
FORM = {"channel": "shiroi", "handle": "@chiba_pref", "since": "2026-11-01", "benefit": BENEFIT}


def page(user: User) -> Element:
    answer = visitor(user).get("/follows/")
    assert answer.status_code == 200
    return read(answer)


def followed(cast: Cast, handle: str = "chiba_pref") -> FollowRecord:
    return record_follow(
        cast.channel.pk, actor=cast.ito, handle=handle, benefit=BENEFIT, since=dt.date(2026, 4, 1)
    )


def test_the_pr_chief_records_a_follow_and_everybody_there_sees_it(cast: Cast) -> None:
    answer = visitor(cast.ito).post("/follows/record", FORM, follow=True)
    assert "X上で手作業でフォロー" in read(answer).one(class_="notice", data_kind="success").text
    for reader in (cast.ito, cast.takahashi):
        row = page(reader).one("tr", class_="table__row")
        for words in ("@chiba_pref", BENEFIT, "課長 伊藤 美咲", "令和8年11月1日(日)"):
            assert words in row.text
    event = Event.objects.latest("seq")
    assert signed(event) == ("follow_recorded", "伊藤 美咲", "課長", "しろいの魅力発信課")
    assert (event.reason, event.detail["handle"]) == (BENEFIT, "chiba_pref")


def test_the_chief_records_its_end_with_the_reason(cast: Cast) -> None:
    follow = followed(cast)
    visitor(cast.ito).post(f"/follows/{follow.pk}/end", {"reason": "アカウントが廃止されたため"})
    row = page(cast.takahashi).one("tr", class_="table__row")
    assert "アカウントが廃止されたため" in row.text
    follow.refresh_from_db()
    assert follow.ended_on == timezone.localdate()
    assert signed(Event.objects.latest("seq"))[:2] == ("follow_ended", "伊藤 美咲")
    with pytest.raises(IllegalTransition):
        end_follow(follow.pk, actor=cast.ito, reason="もう一度")
    assert visitor(cast.ito).post(f"/follows/{follow.pk}/end", {"reason": "二"}).status_code == 409
    assert followed(cast).pk != follow.pk


def test_only_the_chief_is_offered_the_form_and_the_button(cast: Cast) -> None:
    followed(cast)
    assert len(page(cast.ito).one("main").all("form")) == 2
    assert page(cast.takahashi).one("main").all("form") == []


def test_nobody_else_records_or_ends_one(cast: Cast) -> None:
    follow = followed(cast)
    for person in (cast.takahashi, cast.suzuki):
        with pytest.raises(NotPermitted):
            record_follow(
                cast.channel.pk,
                actor=person,
                handle="a",
                benefit=BENEFIT,
                since=timezone.localdate(),
            )
        with pytest.raises(NotPermitted):
            end_follow(follow.pk, actor=person, reason="理由")
    assert FollowRecord.objects.get().ended_on is None


def test_a_deputy_decides_in_the_chiefs_place_and_the_trail_says_so(cast: Cast) -> None:
    today = timezone.localdate()
    Deputy.objects.create(
        section=cast.pr, user=cast.takahashi, since=today, until=today, reason="出張"
    )
    assert visitor(cast.takahashi).post("/follows/record", FORM).status_code == 302
    assert "伊藤 美咲" in Event.objects.latest("seq").on_behalf_of


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("handle", ""),
        ("handle", "@長い名前"),
        ("handle", "a" * 16),
        ("handle", "https://x.com/chiba_pref"),
        ("benefit", "有益"),
        ("benefit", "　" * 20),
        ("since", ""),
        ("since", "2026-02-30"),
        ("since", "2099-01-01"),
        ("since", "0001-01-01"),
    ],
)
def test_bad_input_is_refused_beside_the_field_and_nothing_typed_is_lost(
    field: str, value: str, cast: Cast
) -> None:
    answer = visitor(cast.ito).post("/follows/record", {**FORM, field: value})
    assert answer.status_code == 422
    shown = read(answer)
    assert error_beside(shown, field)
    for other in {"handle", "benefit", "since"} - {field}:
        control = shown.one(id=f"id_{other}")
        assert FORM[other] in (control.attributes.get("value", ""), control.raw.strip())
    assert not FollowRecord.objects.exists()


def test_an_account_is_followed_once_however_its_name_is_written(cast: Cast) -> None:
    followed(cast)
    answer = visitor(cast.ito).post("/follows/record", {**FORM, "handle": "Ｃhiba_Pref"})
    assert "すでに記録されています" in error_beside(read(answer), "handle")
    assert FollowRecord.objects.count() == 1


def test_an_end_without_a_reason_is_asked_for_it(cast: Cast) -> None:
    follow = followed(cast)
    answer = visitor(cast.ito).post(f"/follows/{follow.pk}/end", {"reason": " "})
    assert answer.status_code == 422
    assert "理由" in read(answer).one(id=f"reason-follow-{follow.pk}_error").text


def test_more_follows_take_no_more_queries(cast: Cast) -> None:
    client = visitor(cast.ito)
    counts = []
    for n in range(3):
        followed(cast, f"account_{n}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/follows/").status_code == 200
        counts.append(len(captured))
    assert counts[1] == counts[2]
