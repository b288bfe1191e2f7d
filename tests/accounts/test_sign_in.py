"""Signing in and out: both are in the trail, so is a failure for a known number."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from audit.models import Event
from tests.cast import PASSWORD, Cast
from tests.sight import signed

SIGN_IN = "/accounts/sign-in"


def sign_in(number: str, password: str = PASSWORD, *, client: Client | None = None) -> HttpResponse:
    typed = {"username": number, "password": password}
    return (client or Client()).post(SIGN_IN, typed)  # type: ignore[return-value]


def refused(response: HttpResponse) -> bool:
    """The form again, with its error summary, and no session."""
    return response.status_code == 200 and "data-error-summary" in response.content.decode()


def test_signing_in_leads_to_the_inbox_and_is_in_the_trail(cast: Cast) -> None:
    client = Client()
    response = sign_in("3001", client=client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert "佐藤 花子" in client.get("/").content.decode()
    event = Event.objects.latest("seq")
    assert signed(event) == ("signed_in", "佐藤 花子", "主事", "危機管理課")
    assert event.actor_number == event.subject_code == "3001"
    assert event.ip == "127.0.0.1"


@pytest.mark.parametrize("typed", ["３００１", " 3001 ", "３００１　"])
def test_digits_as_an_ime_leaves_them_are_understood(cast: Cast, typed: str) -> None:
    assert sign_in(typed).status_code == 302
    assert Event.objects.latest("seq").actor_number == "3001"


def test_a_wrong_password_is_refused_and_recorded(cast: Cast) -> None:
    client = Client()
    assert refused(sign_in("3001", "違うパスワード", client=client))
    assert client.get("/").status_code == 302
    event = Event.objects.latest("seq")
    assert (event.act, event.subject_code, event.subject_label) == (
        "sign_in_failed",
        "3001",
        "佐藤 花子",
    )


def test_what_was_typed_as_a_password_is_nowhere(cast: Cast) -> None:
    sign_in("3001", "himitsu-himitsu-1")
    sign_in("3001")
    assert not [e for e in Event.objects.values() if "himitsu" in str(e) or PASSWORD in str(e)]


@pytest.mark.parametrize("typed", ["5555", "shiroi-nashi-2026", "", "佐藤", "3" * 40, "3001'--"])
def test_an_unknown_number_is_refused_and_not_written_down(cast: Cast, typed: str) -> None:
    before = Event.objects.count()
    assert refused(sign_in(typed))
    assert Event.objects.count() == before


def test_a_known_and_an_unknown_number_are_refused_in_the_same_words(cast: Cast) -> None:
    known, unknown = sign_in("3001", "wrong-password"), sign_in("5555", "wrong-password")
    sentences = [
        response.content.decode().split('class="error-summary"')[1].split("</div>")[0]
        for response in (known, unknown)
    ]
    assert sentences[0] == sentences[1]


def test_a_closed_account_cannot_sign_in(cast: Cast) -> None:
    User.objects.filter(pk=cast.sato.pk).update(is_active=False)
    assert refused(sign_in("3001"))
    event = Event.objects.latest("seq")
    assert (event.act, event.subject_code) == ("sign_in_failed", "3001")


def test_closing_an_account_ends_its_session(cast: Cast) -> None:
    client = Client()
    sign_in("3001", client=client)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=cast.sato.pk).update(is_active=False)
    assert client.get("/").status_code == 302


def test_signing_out_ends_the_session_and_is_in_the_trail(cast: Cast) -> None:
    client = Client()
    sign_in("3001", client=client)
    response = client.post("/accounts/sign-out")
    assert (response.status_code, response["Location"]) == (302, SIGN_IN)
    assert client.get("/").status_code == 302
    assert signed(Event.objects.latest("seq")) == ("signed_out", "佐藤 花子", "主事", "危機管理課")


def test_a_link_cannot_sign_anybody_out(cast: Cast) -> None:
    client = Client()
    sign_in("3001", client=client)
    assert client.get("/accounts/sign-out").status_code == 405
    assert client.get("/").status_code == 200
    assert Event.objects.latest("seq").act == "signed_in"


def test_after_signing_in_one_is_where_one_wanted_to_go(cast: Cast) -> None:
    post = cast.draft()
    wanted = f"/posts/{post.code}/"
    client = Client()
    address = client.get(wanted)["Location"]
    response = client.post(
        address, {"username": "3001", "password": PASSWORD, "next": wanted}, follow=True
    )
    assert response.redirect_chain == [(wanted, 302)]
    assert post.number in response.content.decode()


def test_nobody_is_led_to_another_site(cast: Cast) -> None:
    typed = {"username": "3001", "password": PASSWORD, "next": "https://example.com/"}
    assert Client().post(SIGN_IN, typed)["Location"] == "/"
    assert Event.objects.latest("seq").act == "signed_in"
