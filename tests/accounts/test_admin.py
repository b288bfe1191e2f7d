"""Maintenance of people and sections: every change is in the trail, nothing is deleted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.actions import register_user
from accounts.models import Appointment, Section, User
from audit.models import Event
from tests.cast import PASSWORD, SETUP, Cast
from tests.sight import signed_in

NEW_PASSWORD = "shinjin-no-nashi-7"


@pytest.fixture
def maintainer(cast: Cast) -> Client:
    user = User(staff_number="9001", name="管理 太郎", is_staff=True)
    user.set_password(PASSWORD)
    return signed_in(register_user(user, actor=SETUP))


def only_event(before: int) -> Event:
    """The one event that was written since there were ``before``."""
    assert Event.objects.count() == before + 1
    event = Event.objects.latest("seq")
    assert (event.actor_number, event.actor_name) == ("9001", "管理 太郎")
    return event


def test_a_section_is_added_with_its_event(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    typed = {"code": "kenko", "name": "健康課", "kind": "section", "order": "7"}
    assert maintainer.post("/admin/accounts/section/add/", typed).status_code == 302
    section = Section.objects.get(code="kenko")
    assert section.position("chief").name == "kenko:chief"
    assert "健康課" in maintainer.get("/admin/accounts/section/").content.decode()
    event = only_event(before)
    assert (event.act, event.subject_label) == ("section_founded", "健康課")


def test_a_section_is_renamed_but_keeps_its_code(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    address = f"/admin/accounts/section/{cast.tax.pk}/change/"
    typed = {"code": "other", "name": "市民税課", "kind": "section", "order": "2"}
    assert maintainer.post(address, typed).status_code == 302
    cast.tax.refresh_from_db()
    assert (cast.tax.code, cast.tax.name) == ("kazei", "市民税課")
    event = only_event(before)
    assert (event.act, event.subject_label) == ("section_changed", "市民税課")


def test_a_person_is_added_with_an_event(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    typed = {
        "staff_number": "4001",
        "name": "新人 学",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    assert maintainer.post("/admin/accounts/user/add/", typed).status_code == 302
    user = User.objects.get(staff_number="4001")
    assert (user.is_active, user.is_staff, user.groups.count()) == (True, False, 0)
    assert user.check_password(NEW_PASSWORD)
    event = only_event(before)
    assert (event.act, event.subject_code, event.subject_label) == (
        "user_registered",
        "4001",
        "新人 学",
    )


@pytest.mark.parametrize("weak", ["short", "123456789012", "password1234"])
def test_a_password_that_is_easy_to_guess_is_refused(
    cast: Cast, maintainer: Client, weak: str
) -> None:
    before = Event.objects.count()
    typed = {"staff_number": "4001", "name": "新人 学", "password1": weak, "password2": weak}
    response = maintainer.post("/admin/accounts/user/add/", typed)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert not User.objects.filter(staff_number="4001").exists()
    assert Event.objects.count() == before


def test_an_account_is_closed_with_an_event(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    typed = {"staff_number": "3010", "name": "渡辺 健太"}
    address = f"/admin/accounts/user/{cast.watanabe.pk}/change/"
    assert maintainer.post(address, typed).status_code == 302
    cast.watanabe.refresh_from_db()
    assert not cast.watanabe.is_active
    event = only_event(before)
    assert (event.act, event.subject_code) == ("user_changed", "3010")
    assert event.detail == {"may_sign_in": False, "maintains": False}


def test_setting_a_password_for_somebody_is_in_the_trail(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    typed = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    address = reverse("admin:auth_user_password_change", args=[cast.ito.pk])
    assert maintainer.post(address, typed).status_code == 302
    cast.ito.refresh_from_db()
    assert cast.ito.check_password(NEW_PASSWORD)
    event = only_event(before)
    assert (event.act, event.subject_code) == ("password_set", "1001")
    assert NEW_PASSWORD not in str(event.__dict__)


def test_setting_the_own_password_is_in_the_trail(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    typed = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    address = reverse("admin:password_change")
    refused = maintainer.post(address, {**typed, "old_password": "wrong"})
    assert refused.status_code == 200
    assert Event.objects.count() == before
    assert maintainer.post(address, {**typed, "old_password": PASSWORD}).status_code == 302
    assert only_event(before).act == "password_set"
    assert signed_in(cast.watanabe).post(address, typed).status_code == 302
    assert Event.objects.count() == before + 1


def appointment(cast: Cast, **facts: object) -> dict[str, object]:
    usual = {"user": cast.watanabe.pk, "section": cast.crisis.pk, "role": "staff", "title": "主事"}
    return {**usual, "since": "2026-04-01", "until": "", **facts}


def test_an_appointment_is_added_with_its_event(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    address = "/admin/accounts/appointment/add/"
    assert maintainer.post(address, appointment(cast)).status_code == 302
    assert cast.watanabe.has_perm("accounts.submit_request", cast.crisis)
    event = only_event(before)
    assert (event.act, event.subject_label) == ("appointed", "渡辺 健太")


def test_an_appointment_is_ended_with_its_event(cast: Cast, maintainer: Client) -> None:
    held = cast.watanabe.appointments.get()
    before = Event.objects.count()
    typed = appointment(cast, section=cast.tax.pk, until="2026-04-30")
    address = f"/admin/accounts/appointment/{held.pk}/change/"
    assert maintainer.post(address, typed).status_code == 302
    held.refresh_from_db()
    assert held.until == dt.date(2026, 4, 30)
    assert not User.objects.get(pk=cast.watanabe.pk).groups.exists()
    assert only_event(before).act == "appointment_ended"


def test_an_appointment_is_not_turned_into_somebody_elses(cast: Cast, maintainer: Client) -> None:
    """Who holds what since when is history: it ends, and another begins."""
    held = cast.watanabe.appointments.get()
    typed = appointment(cast, user=cast.sato.pk, section=cast.pr.pk, role="chief")
    maintainer.post(f"/admin/accounts/appointment/{held.pk}/change/", typed)
    held.refresh_from_db()
    assert (held.user, held.section, held.role) == (cast.watanabe, cast.tax, "staff")
    assert set(cast.sato.groups.values_list("name", flat=True)) == {"kikikanri:staff"}


@pytest.mark.parametrize(
    "facts", [{"until": "2026-03-31"}, {"title": ""}, {"role": "mayor"}, {"since": "明日"}]
)
def test_a_wrong_appointment_is_refused_beside_its_field(
    cast: Cast, maintainer: Client, facts: dict[str, object]
) -> None:
    before = Event.objects.count()
    response = maintainer.post("/admin/accounts/appointment/add/", appointment(cast, **facts))
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert Event.objects.count() == before


def rows(cast: Cast) -> list[tuple[str, int]]:
    held = cast.watanabe.appointments.get()
    return [("section", cast.tax.pk), ("user", cast.watanabe.pk), ("appointment", held.pk)]


def test_nothing_can_be_deleted(cast: Cast, maintainer: Client) -> None:
    for model, pk in rows(cast):
        address = f"/admin/accounts/{model}/{pk}/delete/"
        assert maintainer.post(address, {"post": "yes"}).status_code == 403
        bulk = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        maintainer.post(f"/admin/accounts/{model}/", bulk)
    assert Section.objects.filter(pk=cast.tax.pk).exists()
    assert User.objects.filter(pk=cast.watanabe.pk).exists()
    assert Appointment.objects.filter(user=cast.watanabe).exists()


def test_the_chief_and_everybody_else_are_kept_out(cast: Cast) -> None:
    before = Event.objects.count()
    for person in (cast.ito, cast.suzuki, cast.watanabe):
        client = signed_in(person)
        for model, pk in rows(cast):
            for verb in ("", "add/", f"{pk}/change/"):
                address = f"/admin/accounts/{model}/{verb}"
                assert client.get(address, follow=True).status_code == 403, address
                assert client.post(address, {"name": "x"}).status_code in {302, 403}
    assert Event.objects.count() == before


def test_whoever_is_not_signed_in_comes_to_the_one_sign_in(cast: Cast) -> None:
    User.objects.filter(pk=cast.watanabe.pk).update(is_staff=True)
    client = Client()
    arrived = client.get("/admin/accounts/user/", follow=True)
    address, _code = arrived.redirect_chain[-1]
    assert address.startswith("/accounts/sign-in?next=")
    assert client.get("/admin/login/", follow=True).redirect_chain[-1][0].startswith("/accounts/")
    typed = {"username": "3010", "password": PASSWORD, "next": "/admin/accounts/user/"}
    assert client.post(address, typed, follow=True).status_code == 200
    assert Event.objects.latest("seq").act == "signed_in"


def test_signing_out_there_is_in_the_trail(cast: Cast, maintainer: Client) -> None:
    before = Event.objects.count()
    assert maintainer.post("/admin/logout/").status_code == 302
    assert only_event(before).act == "signed_out"
    assert maintainer.get("/").status_code == 302


def test_requests_decisions_and_the_trail_are_not_maintained_there() -> None:
    rooms = {model._meta.app_label for model in admin.site._registry}
    assert not rooms & {"posts", "approvals", "audit", "publishing", "guardian"}
