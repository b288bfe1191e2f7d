"""Who may read a request: its section, the channel's people, the account manager (3(3))."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.actions import appoint, end_appointment
from accounts.models import Appointment, User
from accounts.roles import Role
from posts.models import Channel, Post, Reader, people_reading
from tests.cast import SETUP, Cast, draft, hire
from tests.sight import look


def without_tokens(html: str) -> str:
    """The page but for the tokens against forged requests, which differ every time."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b|\b[0-9a-f-]{36}\b", "", html)


READERS = ["sato", "suzuki", "takahashi", "tanaka", "nakamura", "ito"]


@pytest.mark.parametrize("name", READERS)
def test_the_section_and_the_pr_section_read_a_request(cast: Cast, name: str) -> None:
    person: User = getattr(cast, name)
    for post in (cast.draft(), cast.submitted(), cast.scheduled()):
        assert post in Post.objects.visible_to(person)
        page = look(person, post)
        assert (page.code, page.status) == (200, post.status)


def test_a_stranger_gets_404_and_an_empty_list(cast: Cast) -> None:
    for post in (cast.draft(), cast.submitted(), cast.scheduled()):
        assert not Post.objects.visible_to(cast.watanabe).exists()
        assert look(cast.watanabe, post).code == 404
        assert look(cast.watanabe, post).html.find(post.title) == -1


def test_a_request_that_does_not_exist_looks_the_same_to_a_stranger(cast: Cast) -> None:
    post = cast.draft()
    there = look(cast.watanabe, post)
    nowhere = look(cast.watanabe, Post(code=uuid.uuid4()))
    assert there.code == nowhere.code == 404
    assert without_tokens(there.html) == without_tokens(nowhere.html)


def test_nobody_reads_without_signing_in(cast: Cast) -> None:
    post = cast.draft()
    address = reverse("posts:case", args=[post.code])
    assert not Post.objects.visible_to(AnonymousUser()).exists()
    response = Client().get(address)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('accounts:sign_in')}?next={address}"


def test_another_sections_chief_is_a_stranger_too(cast: Cast) -> None:
    chief = hire("2010", "小林 誠", cast.tax, Role.CHIEF, "課長")
    assert look(chief, cast.submitted()).code == 404
    assert look(chief, draft(cast.watanabe, cast.tax, cast.channel)).code == 200


def test_a_post_of_the_pr_section_is_not_for_other_sections(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    assert look(cast.sato, post).code == 404
    assert look(cast.tanaka, post).code == 200


def test_reading_ends_with_the_appointment_and_begins_with_the_next(cast: Cast) -> None:
    post = cast.draft()
    end_appointment(cast.sato.appointments.get(), last_day=dt.date(2026, 4, 30), actor=SETUP)
    assert look(cast.sato, post).code == 404
    appoint(
        Appointment(
            user=cast.watanabe,
            section=cast.crisis,
            role=Role.STAFF,
            title="主事",
            since=dt.date(2026, 5, 1),
            concurrent=True,
        ),
        actor=SETUP,
    )
    assert look(cast.watanabe, post).code == 200


def test_a_position_without_any_power_over_the_channel_reads_nothing(cast: Cast) -> None:
    other = Channel.objects.create(code="bosai", name="防災", handle="bosai", section=cast.tax)
    post = draft(cast.sato, cast.crisis, other)
    assert look(cast.takahashi, post).code == 404
    assert look(cast.sato, post).code == 200


def test_an_asked_section_and_whoever_was_shown_it_read_it_and_see_it_once(cast: Cast) -> None:
    post = cast.in_review()
    Reader.objects.create(post=post, section=cast.tax)
    Reader.objects.show_to(post, [cast.watanabe, cast.sato])
    Reader.objects.show_to(post, [cast.watanabe])
    for person in (cast.watanabe, cast.sato):
        assert list(Post.objects.visible_to(person)) == [post]
    assert look(cast.watanabe, post).code == 200
    assert look(cast.watanabe, cast.draft()).code == 404


@pytest.mark.parametrize("name", [*READERS, "watanabe"])
def test_those_who_read_a_post_are_those_to_whom_it_is_visible(cast: Cast, name: str) -> None:
    person: User = getattr(cast, name)
    post = cast.in_review()
    assert (person in people_reading(post)) is (name in READERS)
    Reader.objects.show_to(post, [cast.watanabe])
    assert person in people_reading(post)
    person.is_active = False
    person.save()
    assert person not in people_reading(post)


def test_more_readers_take_no_more_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _post in range(3):
        post = cast.draft()
        Reader.objects.create(post=post, section=cast.tax)
        Reader.objects.show_to(post, [cast.watanabe])
    list(Post.objects.visible_to(cast.watanabe))
    with django_assert_num_queries(3):
        assert len(Post.objects.visible_to(cast.watanabe)) == 3
