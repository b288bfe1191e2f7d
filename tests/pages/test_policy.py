"""The pages of what is laid down: what is in force, what comes, and laying down the next."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import actions as consent
from approvals.models import ChecklistVersion, PolicyVersion
from audit.models import Event
from tests.cast import Cast
from tests.pages.entries import checklist_form, policy_form
from tests.pages.reading import Element, error_beside, read, summary, typed
from tests.pages.visits import html, visitor

NEW = "/policy/new"


def refused(cast: Cast, **changes: str) -> Element:
    response = visitor(cast.ito).post(NEW, policy_form(**changes))
    assert response.status_code == 422
    assert PolicyVersion.objects.count() == 1
    return read(response)


def test_everybody_reads_what_is_in_force_and_the_manager_may_change_it(cast: Cast) -> None:
    for user in (cast.watanabe, cast.ito):
        shown = read(visitor(user).get(reverse("policy:list")))
        row = next(r for r in shown.all(class_="facts__row") if "必要な確認" in r.text)
        assert row.one("dd").text == "2"
        assert bool(shown.all("a", href=NEW)) is (user == cast.ito)


def test_the_next_version_is_announced_with_what_it_changes(cast: Cast) -> None:
    day = timezone.localdate() + dt.timedelta(days=10)
    form = policy_form(min_confirmations="３", effective_from=day.isoformat())
    assert visitor(cast.ito).post(NEW, form).status_code == 302
    shown = read(visitor(cast.sato).get(reverse("policy:list")))
    coming = shown.one("section", aria_labelledby="coming-2")
    assert (coming.one("del").text, coming.one("ins").text) == ("2", "3")
    assert f"{day.month}月{day.day}日" in coming.text
    event = Event.objects.latest("seq")
    assert (event.act, event.detail["changed"]) == ("policy_set", {"min_confirmations": [2, 3]})


def test_what_changes_is_shown_before_anything_is_laid_down(cast: Cast) -> None:
    form = policy_form(min_confirmations="4", then="preview")
    response = visitor(cast.ito).post(NEW, form)
    assert response.status_code == 200
    assert PolicyVersion.objects.count() == 1
    shown = read(response)
    changes = shown.one("section", aria_labelledby="preview")
    assert (changes.one("del").text, changes.one("ins").text) == ("2", "4")
    assert visitor(cast.ito).post(NEW, {**typed(shown), "then": "set"}).status_code == 302
    assert PolicyVersion.objects.latest("number").min_confirmations == 4


def test_the_form_holds_the_newest_version(cast: Cast) -> None:
    shown = typed(read(visitor(cast.ito).get(NEW)))
    wanted = policy_form(reason="") | {"office_opens": "08:30"}
    assert shown == wanted


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("min_confirmations", "1"),
        ("min_confirmations", "１"),
        ("min_confirmations", "10"),
        ("min_confirmations", "二人"),
        ("min_confirmations", ""),
        ("post_ack_business_days", "0"),
        ("step_business_days", "9" * 5000),
        ("posting_window_grace_min", "1441"),
        ("retention_event", "0"),
        ("reminder_shares", "50, 100"),
        ("allowed_hashtags", "白井 の秋"),
        ("allowed_hashtags", "9110"),
        ("max_hashtags", "-1"),
        ("office_opens", "朝"),
        ("office_closes", "8:00"),
        ("closed_days", "R9.2.30"),
        ("closed_days", "R9.1.1~R9.12.31"),
        ("election_periods", "R9.4.25~R9.4.18"),
        ("blocked_shorteners", "短縮"),
        ("city_phones", "内線12"),
        ("effective_from", "2020-01-01"),
        ("effective_from", "令和50年1月1日"),
        ("effective_from", "いつか"),
        ("effective_from", ""),
        ("reason", ""),
        ("reason", "変更"),
    ],
)
def test_what_cannot_stand_is_told_beside_its_field_and_kept(
    cast: Cast, field: str, value: str
) -> None:
    shown = refused(cast, **{field: value})
    assert error_beside(shown, field).startswith("＊")
    assert summary(shown).all("a", href=f"#id_{field}")
    assert typed(shown)[field] == value


def test_numbers_days_and_lists_are_read_in_whatever_width_they_are_typed(cast: Cast) -> None:
    form = policy_form(
        min_confirmations="３",
        office_closes="１７時３０分",
        closed_days="令和９年８月13日～R9.8.15\n2027-10-01\n",
        election_periods="R9.4.18～R9.4.25",
        allowed_hashtags="＃白井市\n#ＮＡＳＨＩ\n白井市",
        city_phones="０４７ー０００ー１２３４",
        reminder_shares="８０、50%",
    )
    assert visitor(cast.ito).post(NEW, form).status_code == 302
    made = PolicyVersion.objects.latest("number")
    assert made.min_confirmations == 3
    assert made.office_closes == dt.time(17, 30)
    assert made.closed_days == ["2027-08-13", "2027-08-14", "2027-08-15", "2027-10-01"]
    assert made.election_periods == [["2027-04-18", "2027-04-25"]]
    assert made.allowed_hashtags == ["白井市", "NASHI"]
    assert made.city_phones == ["0470001234"]
    assert made.reminder_shares == [50, 80]


def test_a_version_that_changes_nothing_is_not_laid_down(cast: Cast) -> None:
    assert summary(refused(cast)).all("li")


def test_a_version_made_meanwhile_is_told_and_what_was_typed_is_kept(cast: Cast) -> None:
    consent.set_policy(
        {**PolicyVersion.objects.get().laid_down(), "max_hashtags": 1},
        actor=cast.ito,
        seen=1,
        effective_from=timezone.localdate(),
        reason="見直しのため",
    )
    client = visitor(cast.ito)
    response = client.post(NEW, policy_form(min_confirmations="5"))
    assert response.status_code == 409
    shown = read(response)
    assert summary(shown).all("li")
    assert typed(shown)["min_confirmations"] == "5"
    assert client.post(NEW, {**typed(shown), "then": "set"}).status_code == 302


def test_a_version_is_read_with_what_it_changed(cast: Cast) -> None:
    visitor(cast.ito).post(NEW, policy_form(hashtag_mode="off"))
    shown = read(visitor(cast.sato).get(reverse("policy:version", args=[2])))
    changed = shown.one("section", aria_labelledby="changes")
    assert (changed.one("del").text, changed.one("ins").text) == ("試験的に使用", "使用しない")
    assert "伊藤 美咲" in shown.text
    assert visitor(cast.sato).get(reverse("policy:version", args=[3])).status_code == 404
    assert visitor(cast.sato).get(f"/policy/{10**30}/").status_code == 404


def test_the_checklist_takes_questions_and_words_of_the_city(cast: Cast) -> None:
    address = reverse("checklist:new")
    form = checklist_form(further="広告に当たる情報\n", words_5="ナシ計画\n")
    shown = read(visitor(cast.ito).post(address, {**form, "then": "preview"}))
    assert [change.text for change in shown.all("ins")] == ["ナシ計画", "広告に当たる情報"]
    assert visitor(cast.ito).post(address, form).status_code == 302
    made = ChecklistVersion.objects.latest("number")
    assert [(i.key, i.text, i.words) for i in made.entries()[10:]] == [
        ("11", "広告に当たる情報", ())
    ]
    assert made.entries()[4].words == ("ナシ計画",)
    listed = html(visitor(cast.watanabe).get(reverse("checklist:list")))
    assert "広告に当たる情報" in listed
    assert html(visitor(cast.sato).get(reverse("checklist:version", args=[2]))).count("<ins>") == 2


def test_a_word_or_question_too_long_is_told_beside_its_field(cast: Cast) -> None:
    form = checklist_form(further="長" * 201, words_3="語" * 51)
    response = visitor(cast.ito).post(reverse("checklist:new"), form)
    assert response.status_code == 422
    shown = read(response)
    assert error_beside(shown, "further").startswith("＊")
    assert error_beside(shown, "words_3").startswith("＊")
    assert ChecklistVersion.objects.count() == 1
