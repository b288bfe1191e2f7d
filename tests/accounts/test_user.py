"""One person, one account, and nobody above the approval rule."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from tests.cast import Cast
from tests.sight import look


def test_the_database_refuses_a_superuser(db: None) -> None:
    with pytest.raises(IntegrityError, match="user_no_superuser"), transaction.atomic():
        User.objects.create(staff_number="9999", name="全能", is_superuser=True)
    assert not User.objects.filter(staff_number="9999").exists()


def test_the_database_refuses_to_make_one_later(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="user_no_superuser"), transaction.atomic():
        User.objects.filter(pk=cast.ito.pk).update(is_superuser=True)
    with (
        pytest.raises(IntegrityError, match="user_no_superuser"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_user SET is_superuser = true")
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_first_person_maintains_people_and_sees_no_requests(cast: Cast) -> None:
    call_command(
        "createsuperuser",
        "--noinput",
        staff_number="9001",
        name="管理 太郎",
        stdout=io.StringIO(),
    )
    first = User.objects.get(staff_number="9001")
    assert (first.is_staff, first.is_superuser) == (True, False)
    assert not first.has_perm("posts.decide_post", cast.channel)
    assert look(first, cast.submitted()).code == 404


def test_a_staff_number_belongs_to_one_person(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(staff_number=cast.sato.staff_number, name="別人")
    with pytest.raises(ValidationError, match="staff_number"):
        User(staff_number=cast.sato.staff_number, name="別人", password="x").full_clean()


def test_a_password_is_kept_as_a_hash(db: None) -> None:
    user = User.objects.create_user("4001", "shiroi-nashi-2026", name="新人")
    assert "shiroi" not in user.password
    assert user.check_password("shiroi-nashi-2026")
    assert not User.objects.create_user("4002", name="無効").has_usable_password()


def test_a_closed_account_has_no_powers_left(cast: Cast) -> None:
    assert cast.takahashi.has_perm("posts.confirm_post", cast.channel)
    User.objects.filter(pk=cast.takahashi.pk).update(is_active=False)
    closed = User.objects.get(pk=cast.takahashi.pk)
    assert not closed.has_perm("posts.confirm_post", cast.channel)
