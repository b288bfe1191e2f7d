"""An event in words: who did what, for whom, and what it changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from accounts.actions import end_appointment
from accounts.models import Appointment
from accounts.roles import Role
from audit.events import GROUPS, Act
from audit.log import SYSTEM, Signature
from audit.models import Event
from audit.sentences import changes, sentence
from audit.vocabulary import WORDS
from posts.models import Channel, Lane
from posts.workflow import LABELS, Status
from tests.audit.events import happened
from tests.cast import SETUP, Cast

pytestmark = pytest.mark.django_db
DEPUTY = Signature("1002", "高橋 健一", "主査", "しろいの魅力発信課", "課長 伊藤 美咲")
WORKER = Signature(SYSTEM.number, SYSTEM.name, on_behalf_of="課長 伊藤 美咲")


@pytest.mark.parametrize(
    ("act", "actor", "japanese", "english"),
    [
        (
            Act.CONFIRMED,
            Signature("1002", "高橋 健一", "主査", "しろいの魅力発信課"),
            "しろいの魅力発信課 主査 高橋 健一 が確認しました",
            "しろいの魅力発信課 主査 高橋 健一 checked",
        ),
        (
            Act.DECIDED,
            DEPUTY,
            "しろいの魅力発信課 主査 高橋 健一 が、課長 伊藤 美咲の代決として決裁しました",
            "しろいの魅力発信課 主査 高橋 健一, standing in for 課長 伊藤 美咲, decided",
        ),
        (
            Act.PUBLISHED,
            WORKER,
            "システム が、課長 伊藤 美咲の確認・決裁により投稿しました",
            "システム, by consent of 課長 伊藤 美咲, posted",
        ),
        (
            Act.SEND_REFUSED,
            WORKER,
            "システム が投稿できませんでした（確認・決裁：課長 伊藤 美咲）",
            "システム could not post (consent: 課長 伊藤 美咲)",
        ),
        (
            Act.SIGNED_OUT,
            Signature("1", "近藤 修"),
            "近藤 修 がサインアウトしました",
            "近藤 修 signed out",
        ),
    ],
)
def test_who_did_what_and_for_whom(act: Act, actor: Signature, japanese: str, english: str) -> None:
    event = happened(act, actor=actor)
    with translation.override("ja"):
        assert str(sentence(event)) == japanese
    with translation.override("en"):
        assert str(sentence(event)) == english


def told(event: Event) -> list[str]:
    return [str(change) for change in changes(event)]


def test_a_move_is_told_from_where_to_where(cast: Cast) -> None:
    cast.scheduled()
    event = Event.objects.filter(act=Act.CONFIRMED).latest("seq")
    assert told(event) == [
        *("状態：確認中 → 投稿待ち", "確認した人数：2", "必要な確認の人数：2"),
        *("運用方針の版：1", "確認事項の版：1"),
    ]
    with translation.override("en"):
        assert told(event)[0] == "State: Being checked → Ready to post"


def test_an_appointment_is_told_in_full(cast: Cast) -> None:
    appointment = Appointment.objects.get(user=cast.sato)
    end_appointment(appointment, last_day=appointment.since.replace(month=9), actor=SETUP)
    assert told(Event.objects.latest("seq")) == [
        *("課：危機管理課", "職名：主事", "職位：職員", "開始日：2026-04-01", "終了日：2026-09-01")
    ]


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (
            {"mode": ["drill", "live"]},
            ["運用モード：訓練（練習用サーバーだけに投稿） → 本番"],
        ),
        ({"filter": {"year": "2019", "act": "held"}}, ["年度：令和元年度", "処理：保留しました"]),
        ({"may_sign_in": False}, ["サインイン可：いいえ"]),
        ({"revision": ["", 2], "round": 0}, ["版：― → 2", "提出回数：0"]),
        ({"lane": None, "section": "", "payload": "ab", "filter": {}}, []),
        (
            {"never_heard_of": [1, 2, 3], "lane": "never"},
            ["区分：never", "never_heard_of：1、2、3"],
        ),
        ({"odd": [{"a": 1}, {"b": 2}]}, ["odd：{'a': 1}、{'b': 2}"]),
        ({"year": "next"}, ["年度：next"]),
    ],
)
def test_facts_have_names_and_what_is_unknown_stays_as_it_is(
    detail: dict[str, object], words: list[str]
) -> None:
    assert told(happened(detail=detail)) == words


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_words_are_those_of_the_rooms_above(language: str) -> None:
    above: dict[str, dict[str, Any]] = {
        "status": {status.value: label for status, label in LABELS.items()},
        "lane": dict(Lane.choices),
        "mode": dict(Channel.Mode.choices),
        "role": dict(Role.choices),
        "act": dict(Act.choices),
    }
    assert set(above["status"]) == {status.value for status in Status}
    with translation.override(language):
        for key, words in above.items():
            known = {value: str(label) for value, label in WORDS[key].items()}
            assert known == {value: str(label) for value, label in words.items()}, key


def test_every_act_stands_under_a_heading() -> None:
    assert next(iter(Act)) in GROUPS
    assert list(GROUPS) == [act for act in Act if act in GROUPS]
