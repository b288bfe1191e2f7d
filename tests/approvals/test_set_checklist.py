"""確認事項を定める: the ten of the guideline stay, the city adds to them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from approvals import actions as consent
from approvals.changes import changes
from approvals.models import ChecklistVersion
from audit.models import Event
from tests.cast import Cast, cleared


def lay_down(cast: Cast, *further: str, **words: list[str]) -> ChecklistVersion:
    return consent.set_checklist(
        further,
        {key.removeprefix("of_"): listed for key, listed in words.items()},
        actor=cast.ito,
        seen=ChecklistVersion.objects.latest("number").number,
        effective_from=timezone.localdate(),
        reason="市の事例を加えるため",
    )


def test_the_citys_questions_come_after_the_ten(cast: Cast) -> None:
    made = lay_down(cast, "広告に当たる情報")
    assert [item.key for item in made.entries()] == [str(n) for n in range(1, 12)]
    first = ChecklistVersion.objects.get(number=1)
    assert made.entries()[:10] == first.entries()
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("checklist_set", "伊藤 美咲")
    assert event.detail["changed"]["items"][1][-1] == {"key": "11", "text": "広告に当たる情報"}


def test_a_question_keeps_its_key_and_a_key_is_never_given_anew(cast: Cast) -> None:
    lay_down(cast, "広告に当たる情報", "他市の情報")
    made = lay_down(cast, "他市の情報", "古い写真")
    assert [(item.key, item.text) for item in made.entries()[10:]] == [
        ("12", "他市の情報"),
        ("13", "古い写真"),
    ]
    again = lay_down(cast, "広告に当たる情報")
    assert [item.key for item in again.entries()[10:]] == ["11"]


def test_listed_words_are_pointed_out_from_then_on(cast: Cast) -> None:
    post = cast.draft("ナシ計画の説明会を開きます。")
    assert list(cleared(post).reasons) == []
    made = lay_down(cast, of_5=["ナシ計画"])
    assert list(cleared(post).reasons) == ["listed_5"]
    (change,) = changes(ChecklistVersion.objects.get(number=1), made)
    assert (change.before, change.after) == ("（なし）", "ナシ計画")


def test_the_database_holds_the_ten(cast: Cast) -> None:
    with (
        pytest.raises(IntegrityError, match="checklist_holds_the_ten"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE approvals_checklistversion SET items = items - 9")
