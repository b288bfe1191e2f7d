"""The maintenance of people and sections: for its maintainers, with one way in and one out."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.actions import register_user
from accounts.models import User
from audit.models import Event
from tests.cast import PASSWORD, SETUP, Cast
from tests.pages.visits import everything, visitor

PAGES = [
    "index",
    "accounts_user_changelist",
    "accounts_user_add",
    "accounts_section_changelist",
    "accounts_section_add",
    "accounts_appointment_changelist",
    "accounts_appointment_add",
]


@pytest.fixture
def maintainer(cast: Cast) -> User:
    user = User(staff_number="9001", name="管理 太郎", is_staff=True)
    user.set_password(PASSWORD)
    return register_user(user, actor=SETUP)


@pytest.mark.parametrize("page", PAGES)
def test_maintainers_open_it_and_nobody_else(page: str, cast: Cast, maintainer: User) -> None:
    address = reverse(f"admin:{page}")
    assert visitor(maintainer).get(address).status_code == 200
    before = everything()
    for other in (cast.sato, cast.suzuki, cast.takahashi, cast.ito):
        # Signed in and not a maintainer: a clear refusal, not a circle of redirections.
        assert visitor(other).get(address, follow=True).status_code == 403
    signing_in = visitor().get(address, follow=True)
    assert signing_in.request["PATH_INFO"] == reverse("accounts:sign_in")
    assert everything() == before


def test_only_people_sections_and_appointments_are_maintained_there(maintainer: User) -> None:
    """Posts, decisions and events have no page there; powers are no tick boxes."""
    client = visitor(maintainer)
    open_ones = set()
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if client.get(address).status_code == 200:
            open_ones.add(model._meta.label)
    maintained = ("User", "Section", "Appointment", "Deputy")
    assert open_ones == {f"accounts.{name}" for name in maintained}


@pytest.mark.parametrize("model", ["user", "section", "appointment"])
def test_nothing_is_deleted_there(model: str, cast: Cast, maintainer: User) -> None:
    rows = {"user": cast.sato, "section": cast.tax, "appointment": cast.sato.appointments.get()}
    address = reverse(f"admin:accounts_{model}_delete", args=[rows[model].pk])
    client = visitor(maintainer)
    assert client.get(address).status_code == 403
    assert client.post(address, {"post": "yes"}).status_code == 403
    rows[model].refresh_from_db()


def test_signing_in_there_is_in_the_trail(maintainer: User) -> None:
    client = visitor()
    form = {"username": "9001", "password": PASSWORD}
    client.post("/admin/login/", {**form, "next": "/admin/"}, follow=True)
    assert "_auth_user_id" not in client.session
    onward = client.post(reverse("accounts:sign_in"), {**form, "next": "/admin/"})
    assert onward["Location"] == "/admin/"
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("signed_in", "管理 太郎")


def test_signing_out_there_is_in_the_trail(maintainer: User) -> None:
    assert visitor(maintainer).post(reverse("admin:logout")).status_code == 302
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("signed_out", "管理 太郎")
