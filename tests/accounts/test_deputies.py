"""代決者: named by the holder or the maintenance, for some days; never a deputy of a deputy."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import appoint, end_appointment, end_deputy, name_deputy, register_user
from accounts.models import Appointment, Deputy, User, seats_of
from accounts.roles import Role
from audit.models import Event
from posts.models import Post
from tests.cast import SETUP, Cast, hire, stand_in
from tests.sight import signed_in

WHY = "県庁へ出張のため"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def today() -> dt.date:
    return timezone.localdate()


def keys(user: User, day: dt.date | None = None) -> list[str]:
    return [seat.key for seat in seats_of(user, day or today())]


def absence(cast: Cast, **changes: object) -> Deputy:
    facts = {
        "section": cast.crisis,
        "role": Role.CHIEF,
        "user": cast.sato,
        "since": today(),
        "until": today() + dt.timedelta(days=1),
        "reason": WHY,
    }
    return Deputy(**{**facts, **changes})


def test_the_holder_names_a_deputy_and_the_trail_tells(cast: Cast) -> None:
    name_deputy(absence(cast), actor=cast.suzuki)
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name, event.subject_label) == (
        "deputy_named",
        "鈴木 一郎",
        "佐藤 花子",
    )
    assert (event.reason, event.detail["section"]) == (WHY, "危機管理課")


def test_a_deputy_sits_in_the_position_under_their_own_title(cast: Cast) -> None:
    stand_in(cast.sato, cast.crisis, by=cast.suzuki)
    own, other = seats_of(cast.sato, today())
    assert (own.key, own.is_deputy) == ("kikikanri:staff", False)
    assert (other.key, other.is_deputy, other.title) == ("kikikanri:chief", True, "主事")
    assert (other.on_behalf_of, other.absence) == ("危機管理課 課長 鈴木 一郎", WHY)
    # Never put into the Group: the position's powers are read through the seat only.
    assert not cast.sato.groups.filter(name="kikikanri:chief").exists()
    assert not cast.sato.has_perm("accounts.decide_request", cast.crisis)


def test_a_deputy_sits_there_on_the_days_named_only(cast: Cast) -> None:
    stand_in(cast.sato, cast.crisis, by=cast.suzuki, days=1)
    assert "kikikanri:chief" in keys(cast.sato, today() + dt.timedelta(days=1))
    assert "kikikanri:chief" not in keys(cast.sato, today() + dt.timedelta(days=2))
    assert "kikikanri:chief" not in keys(cast.sato, today() - dt.timedelta(days=1))


def test_a_deputy_reads_what_the_position_reads(cast: Cast) -> None:
    post = cast.submitted()
    assert not Post.objects.visible_to(cast.watanabe).exists()
    stand_in(cast.watanabe, cast.crisis, by=cast.suzuki)
    assert post in Post.objects.visible_to(cast.watanabe)


def test_nobody_else_names_one_not_even_the_deputy(cast: Cast) -> None:
    stand_in(cast.sato, cast.crisis, by=cast.suzuki)
    for person in (cast.sato, cast.ito, cast.watanabe):
        with pytest.raises(PermissionDenied):
            name_deputy(absence(cast, user=cast.watanabe), actor=person)
    assert Deputy.objects.count() == 1


def test_whoever_maintains_people_names_one(cast: Cast) -> None:
    maintainer = register_user(
        User(staff_number="9001", name="管理 太郎", is_staff=True), actor=SETUP
    )
    name_deputy(absence(cast), actor=maintainer)
    assert Event.objects.latest("seq").actor_name == "管理 太郎"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("since", {"since": dt.date(2026, 4, 1)}),
        ("until", {"until": dt.date(2026, 4, 1)}),
        ("reason", {"reason": ""}),
        ("role", {"role": Role.STAFF}),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, field: str, changes: dict[str, object]) -> None:
    maintainer = register_user(
        User(staff_number="9001", name="管理 太郎", is_staff=True), actor=SETUP
    )
    with pytest.raises(ValidationError) as refused:
        name_deputy(absence(cast, **changes), actor=maintainer)
    assert field in refused.value.message_dict


def test_the_holder_and_people_without_a_position_are_no_deputies(cast: Cast) -> None:
    for person in (cast.suzuki, register_user(User(staff_number="5", name="無職"), actor=SETUP)):
        with pytest.raises(ValidationError) as refused:
            name_deputy(absence(cast, user=person), actor=cast.suzuki)
        assert "user" in refused.value.message_dict


def test_a_deputyship_ends_with_the_holder_it_was_for(cast: Cast) -> None:
    stand_in(cast.sato, cast.crisis, by=cast.suzuki)
    yesterday = today() - dt.timedelta(days=1)
    end_appointment(cast.suzuki.appointments.get(), last_day=yesterday, actor=SETUP)
    assert keys(cast.sato) == ["kikikanri:staff"]
    # The next holder is not away: a deputy of their own is theirs to name.
    Deputy.objects.update(since=yesterday)
    hire("2002", "後任 次郎", cast.crisis, Role.CHIEF, "課長")
    Appointment.objects.filter(user__staff_number="2002").update(since=today())
    assert keys(cast.sato) == ["kikikanri:staff"]


def test_a_deputy_who_has_left_is_none(cast: Cast) -> None:
    stand_in(cast.sato, cast.crisis, by=cast.suzuki)
    last = today() - dt.timedelta(days=1)
    end_appointment(cast.sato.appointments.get(), last_day=last, actor=SETUP)
    assert keys(cast.sato) == []
    stand_in(cast.watanabe, cast.crisis, by=cast.suzuki)
    cast.watanabe.is_active = False
    assert keys(cast.watanabe) == []


def test_ending_takes_effect_at_once(cast: Cast) -> None:
    deputy = stand_in(cast.sato, cast.crisis, by=cast.suzuki)
    with pytest.raises(PermissionDenied):
        end_deputy(deputy, actor=cast.ito)
    end_deputy(deputy, actor=cast.suzuki)
    assert keys(cast.sato) == ["kikikanri:staff"]
    assert Event.objects.latest("seq").act == "deputy_ended"
    earlier = stand_in(cast.sato, cast.crisis, by=cast.suzuki)
    Deputy.objects.update(since=today() - dt.timedelta(days=3))
    earlier.refresh_from_db()
    end_deputy(earlier, actor=cast.suzuki)
    earlier.refresh_from_db()
    assert earlier.until == today() - dt.timedelta(days=1)


def test_a_concurrent_post_is_one_more_seat(cast: Cast) -> None:
    appoint(
        Appointment(
            user=cast.sato,
            section=cast.pr,
            role=Role.STAFF,
            title="主事（兼務）",
            since=dt.date(2026, 4, 1),
            concurrent=True,
        ),
        actor=SETUP,
    )
    assert keys(cast.sato) == ["kikikanri:staff", "miryoku:staff"]


def test_the_page_names_and_ends_one(cast: Cast) -> None:
    client = signed_in(cast.suzuki)
    typed = {
        "position": "kikikanri:chief",
        "user": cast.sato.staff_number,
        "since": today()
        .strftime("%Y/%m/%d")
        .translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        "until": today().isoformat(),
        "reason": WHY,
    }
    page = client.post(reverse("deputies:name"), typed, follow=True).content.decode()
    assert "佐藤 花子さんを代決者として登録しました。" in page
    assert WHY in page
    deputy = Deputy.objects.get()
    ended = client.post(reverse("deputies:end", args=[deputy.pk]), follow=True).content.decode()
    assert "代決を終了しました。" in ended
    assert [e.act for e in Event.objects.order_by("-seq")[:2]] == ["deputy_ended", "deputy_named"]


def test_the_page_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast,
) -> None:
    typed = {
        "position": "kikikanri:chief",
        "user": cast.sato.staff_number,
        "since": "2020-01-01",
        "until": "明日",
        "reason": WHY,
    }
    answer = signed_in(cast.suzuki).post(reverse("deputies:name"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "「2026/11/22」のように入力してください。" in page
    assert WHY in page
    typed |= {"until": "2020-01-02"}
    page = signed_in(cast.suzuki).post(reverse("deputies:name"), typed).content.decode()
    assert "さかのぼって代決者を置くことはできません。" in page
    assert not Deputy.objects.exists()
