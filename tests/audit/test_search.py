"""Finding events: by any run of characters, by person, period and number, a page at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from audit import search
from audit.events import Act
from audit.log import SYSTEM, Signature
from audit.models import Event
from tests.audit.events import about, happened

pytestmark = pytest.mark.django_db


def found(text: str) -> bool:
    return Event.objects.filter(search.having_all(text)).exists()


@pytest.mark.parametrize(
    "text",
    [
        *("避", "避難", "避難所", "避難所を開設", "所を", "🍐", "🍐の", "〜"),
        *("R8-0012", "r8-0012", "Ｒ８－００１２", "0012", "梨まつり", "ﾅｼﾌｪｽ", "ナシフェス"),
        *("佐藤花子", "佐藤 花子", "佐藤　花子", "花子 避難", "危機管理課 主事", "3001"),
        *("100%", "a_b", "a\\b", "x", "xyz", "zzx"),
    ],
)
def test_every_run_of_characters_is_found_however_short(text: str) -> None:
    happened(
        subject=about("R8-0012 🍐の避難所を開設 梨まつり〜"),
        reason="ナシフェス 100% a_b a\\b xyzzx",
    )
    assert found(text)


@pytest.mark.parametrize(
    "text", ["難避", "避所", "100_", "a%b", "a.b", "xx", "避難所 渡辺", "総合訓練", "\n", "訓練所"]
)
def test_nothing_else_is_found(text: str) -> None:
    happened(subject=about("R8-0012 避難所と総合防災訓練"), reason="100% a_b ax bx")
    assert found(text) == (not text.strip())


def test_a_column_ends_where_it_ends() -> None:
    happened(subject=about("R8-0012 休館"), reason="日の変更")
    assert found("休館")
    assert not found("休館日")


def test_the_number_on_x_leads_to_whoever_posted_it() -> None:
    """ガイドライン2(3)②: from a post that somebody asks about to 誰が・いつ."""
    event = happened(Act.PUBLISHED, actor=SYSTEM, detail={"x_id": "1990000000000000009"})
    assert list(Event.objects.filter(search.having("1990000000000000009"))) == [event]


def test_even_one_character_makes_a_trigram_of_the_index() -> None:
    """In a database whose character type is C, Japanese would not; the search would be slow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT show_trgm('x避x'), show_trgm('xx')")
        one, none = cursor.fetchone()
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert set(one) - set(none) - {"  x", " x ", "x  "}
    assert "event_words" in Event.objects.filter(search.having("避")).order_by().explain()


def test_what_python_folds_is_what_the_database_folds() -> None:
    odd = "ＡＢc　Ⅲ㈱ｶﾞ½ﬁ Ｒ８－1　髙﨑𠮷ÅÄ"
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_words(%s)", [odd])
        stored = cursor.fetchone()[0]
    assert stored == "x" + "".join(f"{character}x" for character in search.fold(odd))


def test_a_person_is_found_by_name_by_number_and_by_whom_they_act_for() -> None:
    mine = happened(Act.DRAFTED)
    carried = happened(
        Act.PUBLISHED, actor=Signature("", "システム", on_behalf_of="危機管理課 主事 佐藤 花子")
    )
    happened(actor=Signature("9999", "渡辺 健太"), subject=about("R8-0013 佐藤 花子さんの講演"))
    everything = Event.objects.order_by("seq")
    assert list(search.by_person(everything, "佐藤花子")) == [mine, carried]
    assert list(search.by_person(everything, "花")) == [mine, carried]
    assert list(search.by_person(everything, "３００１")) == [mine]
    assert list(search.by_person(everything, "300")) == []


def test_a_section_is_where_the_act_was_done_not_what_it_was_about() -> None:
    mine = happened()
    happened(actor=Signature("9999", "渡辺 健太", "", "課税課"), subject=about("R8-1 危機管理課"))
    assert list(search.by_section(Event.objects.all(), "危機管理")) == [mine]


def test_a_number_is_that_of_one_post() -> None:
    mine = happened()
    happened(subject=about("R8-00123 総合"))
    happened(subject=about("R8-0013 R8-0012 の続き"))
    assert list(search.about_number(Event.objects.all(), "R8-0012")) == [mine]


def test_a_period_holds_although_the_clock_was_set_back() -> None:
    noon = dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC)
    hours = [-30, -26, 0, -5, 1, -1, 2, 30]
    events = [happened(at=noon + dt.timedelta(hours=hour)) for hour in hours]
    for first, end in ((-5, 1), (0, 2), (-30, 0), (None, 0), (1, None), (-40, -35), (40, 50)):
        begin, limit = (None if h is None else noon + dt.timedelta(hours=h) for h in (first, end))
        wanted = [
            event
            for event, hour in zip(events, hours, strict=True)
            if (first is None or hour >= first) and (end is None or hour < end)
        ]
        last = search.last_before(limit)
        assert list(search.between(Event.objects.order_by("seq"), begin, limit, last)) == wanted


@pytest.mark.parametrize("counted", [10_000, 20, 0])
@pytest.mark.parametrize("nearby", [20_000, 7])
def test_pages_follow_each_other_without_a_gap_forth_and_back(
    counted: int, nearby: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COUNTED", counted)
    monkeypatch.setattr(search, "NEARBY", nearby)
    monkeypatch.setattr(search, "PAGE_SIZE", 5)
    wanted = [happened(act).seq for _n in range(12) for act in (Act.DRAFTED, Act.HELD)][::2][::-1]
    events, top = Event.objects.filter(act=Act.DRAFTED), Event.objects.latest("seq").seq

    forth: list[list[int]]
    page, forth = search.page(events, top=top), []
    assert page.newer_than is None
    while True:
        forth.append([event.seq for event in page.events])
        if page.older_than is None:
            break
        page = search.page(events, top=top, before=page.older_than)
    assert [len(seqs) for seqs in forth] == [5, 5, 2]
    assert [seq for seqs in forth for seq in seqs] == wanted

    back = search.page(events, top=top, after=page.newer_than)
    assert [event.seq for event in back.events] == forth[1]
    first = search.page(events, top=top, after=back.newer_than)
    assert [event.seq for event in first.events] == forth[0]
    assert first.total == (12 if counted >= 12 else None)
    assert (first.start, first.end) == ((1, 5) if first.total else (None, None))


def test_a_page_beyond_the_last_event_is_empty() -> None:
    happened()
    for outside in ({"before": 1}, {"after": 10**18 - 1}):
        page = search.page(Event.objects.all(), top=1, **outside)
        assert (page.events, page.newer_than, page.older_than) == ([], None, None)
