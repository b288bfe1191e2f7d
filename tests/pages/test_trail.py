"""証跡: who did what and when, for those who answer for it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from approvals import actions as consent
from audit import search, wareki
from audit.models import Event
from tests.cast import Cast
from tests.pages.reading import Element, error_beside, read
from tests.pages.visits import queries, visitor

TRAIL = "/trail/"


def trail(cast: Cast, **query: str) -> Element:
    response = visitor(cast.ito).get(TRAIL, query)
    assert response.status_code == 200
    return read(response)


def numbers(page: Element) -> list[int]:
    """The events on the page, by their number."""
    return [int(row.all("td")[0].text) for row in page.all("tr", class_="table__row")]


def acts(cast: Cast, **query: str) -> set[str]:
    return set(
        Event.objects.filter(seq__in=numbers(trail(cast, **query))).values_list("act", flat=True)
    )


def test_the_account_manager_reads_every_event_the_latest_first(cast: Cast) -> None:
    cast.in_review()
    everything = list(Event.objects.order_by("-seq").values_list("seq", flat=True))
    assert numbers(trail(cast)) == everything[:50]


def test_only_holders_of_the_permission_read_it(cast: Cast) -> None:
    for person in (cast.sato, cast.suzuki, cast.takahashi, cast.watanabe):
        client = visitor(person)
        assert client.get(TRAIL).status_code == 403
        assert not read(client.get("/")).all("a", href=TRAIL)
    assert read(visitor(cast.ito).get("/")).all("a", href=TRAIL)


def test_the_permission_is_given_by_granting_it_on_one_channel(cast: Cast) -> None:
    """ガイドライン5: a power is moved by granting one permission, not by a new role."""
    assign_perm("posts.view_trail", cast.watanabe, cast.channel)
    assert visitor(cast.watanabe).get(TRAIL).status_code == 200


def test_each_line_names_person_title_section_time_and_case(cast: Cast) -> None:
    post = cast.submitted()
    row = trail(cast).all("tr", class_="table__row")[0]
    assert "危機管理課 主事 佐藤 花子" in row.text
    event = Event.objects.exclude(act="trail_viewed").latest("seq")
    case = reverse("posts:case", args=[post.code])
    assert post.number in row.one("a", href=f"{case}#event-{event.seq}").text
    shown = dt.datetime.fromisoformat(row.one("time").attributes["datetime"])
    assert abs(shown - event.occurred_at) < dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"act": "decided"}, {"decided"}),
        ({"person": "鈴木"}, {"decided"}),
        ({"person": "2001"}, {"decided"}),
        ({"section": "危機管理課", "act": "submitted"}, {"submitted"}),
        ({"words": "回覧"}, {"submitted"}),
        ({"words": "試験放送"}, {"drafted", "submitted", "decided"}),
        ({"person": "渡辺"}, set()),
        ({"act": "no-such-act"}, set()),
    ],
)
def test_the_trail_is_narrowed_by_person_act_and_words(
    query: dict[str, str], found: set[str], cast: Cast
) -> None:
    cast.in_review()
    about_posts = {"drafted", "submitted", "decided", "confirmed", "sent_back"}
    if query.get("words") == "回覧":
        urgent = "回覧を待てない避難所の開設のため"
        cast.submitted(lane="urgent", reason=urgent)
    assert acts(cast, **query) & about_posts == found
    assert bool(trail(cast, **query).all(class_="empty")) == (not found)


def test_days_are_days_of_the_city(cast: Cast) -> None:
    today = timezone.localdate()
    all_of_it = Event.objects.count()
    for since, until, count in (
        (today, today, all_of_it),
        (today - dt.timedelta(days=1), today - dt.timedelta(days=1), 0),
        (today + dt.timedelta(days=1), today + dt.timedelta(days=1), 0),
    ):
        page = trail(cast, since=since.isoformat(), until=until.isoformat())
        assert len(numbers(page)) == min(count, 50)


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "9999-12-31", "0001-01-01", "\x00"])
@pytest.mark.parametrize("field", ["since", "until"])
def test_a_day_that_cannot_be_is_an_answer_not_an_error(field: str, day: str, cast: Cast) -> None:
    assert trail(cast, **{field: day})


def test_the_filter_keeps_what_was_asked(cast: Cast) -> None:
    page = trail(cast, person="鈴木", act="decided", words="試験", since="2026-04-01")
    assert page.one("input", name="person").attributes["value"] == "鈴木"
    assert page.one("input", name="since").attributes["value"] == "2026-04-01"
    assert page.one("option", value="decided").attributes.get("selected") is not None


def test_pages_of_the_trail_keep_the_filter(cast: Cast) -> None:
    while Event.objects.filter(act="drafted").count() < 51:
        cast.draft()
    first = trail(cast, act="drafted")
    assert len(numbers(first)) == 50
    onward = first.one("a", rel="next").attributes["href"]
    second = read(visitor(cast.ito).get(f"{TRAIL}{onward}"))
    assert len(numbers(second)) == 1
    assert second.one("option", value="drafted").attributes.get("selected") is not None


def test_more_events_take_no_more_queries(cast: Cast) -> None:
    client = visitor(cast.ito)
    few = queries(client, TRAIL)
    for _n in range(10):
        cast.scheduled()
    assert queries(client, TRAIL) == few


def looks() -> list[Event]:
    return list(Event.objects.filter(act="trail_viewed").order_by("seq"))


def test_whoever_reads_the_trail_stands_in_it_with_what_they_asked_for(cast: Cast) -> None:
    trail(cast, person="佐藤", words="試験 放送", year="2026", number="", page="7")
    (look,) = looks()
    assert (look.actor_name, look.actor_section) == ("伊藤 美咲", "しろいの魅力発信課")
    assert (look.subject_kind, look.subject_label) == ("trail", "証跡")
    assert look.detail == {"filter": {"person": "佐藤", "words": "試験 放送", "year": "2026"}}
    row = trail(cast).one("tr", id=f"event-{look.seq}")
    assert "しろいの魅力発信課 課長 伊藤 美咲 が証跡を閲覧しました" in row.text
    assert "年度：令和8年度" in row.text


def test_one_search_is_one_event_however_many_pages_are_turned(cast: Cast) -> None:
    client = visitor(cast.ito)
    for _n in range(51):
        cast.draft()
    onward = read(client.get(TRAIL)).one("a", rel="next").attributes["href"]
    back = read(client.get(f"{TRAIL}{onward}")).one("a", rel="prev").attributes["href"]
    assert client.get(f"{TRAIL}{back}").status_code == 200
    assert client.get(TRAIL).status_code == 200
    assert len(looks()) == 1
    client.get(TRAIL, {"act": "drafted"})
    client.get(TRAIL)
    assert [look.detail["filter"] for look in looks()] == [{}, {"act": "drafted"}, {}]


def test_nobody_gets_around_the_record_by_opening_a_later_page(cast: Cast) -> None:
    assert visitor(cast.ito).get(TRAIL, {"before": "9", "words": "試験"}).status_code == 200
    assert [look.detail["filter"] for look in looks()] == [{"words": "試験"}]


def test_after_half_an_hour_it_is_another_look(cast: Cast) -> None:
    client, now = visitor(cast.ito), timezone.now()
    for minutes in (0, 29, 31, 59):
        with time_machine.travel(now + dt.timedelta(minutes=minutes), tick=False):
            client.get(TRAIL)
    assert len(looks()) == 2


def test_a_refused_look_is_no_look(cast: Cast) -> None:
    visitor(cast.watanabe).get(TRAIL)
    trail(cast, since="2026-02-30")
    assert looks() == []


def test_the_case_leads_to_its_trail_and_the_trail_to_the_case(cast: Cast) -> None:
    post, other = cast.in_review(), cast.in_review()
    address = reverse("posts:case", args=[post.code])
    case = read(visitor(cast.ito).get(address))
    (way,) = [a for a in case.all("a") if a.attributes["href"].startswith(TRAIL + "?")]
    page = read(visitor(cast.ito).get(way.attributes["href"]))
    found = numbers(page)
    assert found == list(
        Event.objects.about("post", str(post.code)).reverse().values_list("seq", flat=True)
    )
    assert other.number not in page.one("table").text
    back = {a.attributes["href"] for a in page.one("table").all("a")}
    assert back == {f"{address}#event-{seq}" for seq in found}
    assert all(case.one(id=f"event-{seq}") for seq in found)


def test_who_may_not_read_the_trail_is_shown_no_way_to_it(cast: Cast) -> None:
    case = read(visitor(cast.sato).get(reverse("posts:case", args=[cast.in_review().code])))
    assert not [a for a in case.all("a") if a.attributes.get("href", "").startswith(TRAIL)]


def test_a_line_says_what_changed_and_why(cast: Cast) -> None:
    post = cast.in_review()
    consent.send_back(
        post.pk, actor=cast.takahashi, seen=post.revision.digest, reason="日付の誤りのため"
    )
    row = trail(cast, act="sent_back").one("tr", class_="table__row")
    assert "高橋 健一 が差し戻しました" in row.text
    assert "状態：確認中 → 差戻し" in row.text
    assert "理由：日付の誤りのため" in row.text


@pytest.mark.parametrize("number", ["R8-0001", "Ｒ８－０００１", "r8-1", " R8-0001 "])
def test_a_number_is_understood_as_people_type_it(number: str, cast: Cast) -> None:
    post = cast.draft()
    with_number = trail(cast, number=number.replace("0001", post.number[-4:]))
    assert len(numbers(with_number)) == 1 or post.number != "R8-0001"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "12", "R8-0012"),
        ("since", "1999-12-31", "2000年以後"),
        ("until", "2100-01-01", "2099年以前"),
        ("until", "2026-04-01", "開始日以後"),
        ("words", "あ" * 101, "100"),
    ],
)
def test_what_cannot_be_searched_for_is_said_beside_the_field(
    field: str, value: str, says: str, cast: Cast
) -> None:
    asked = {"since": "2026-04-02", field: value}
    page = trail(cast, **asked)
    assert says in error_beside(page, field)
    assert page.one("input", name=field).attributes["value"] == value
    assert numbers(page) == []
    if field != "words":
        assert "open" in page.one("details", class_="filters__more").attributes


def test_a_fiscal_year_begins_in_april(cast: Cast) -> None:
    Event.objects.latest("seq")
    offered = trail(cast).one("select", name="year").all("option")
    assert offered[1].text == wareki.fiscal_year_name(wareki.fiscal_year(timezone.localdate()))
    this_year = offered[1].attributes["value"]
    assert numbers(trail(cast, year=this_year))
    assert numbers(trail(cast, year=this_year, until="2025-01-01")) == []


def test_many_are_not_counted_to_the_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNTED", 3)
    assert "3件以上" in trail(cast).one("caption").text
    cast.submitted()
    assert trail(cast, act="drafted").one("caption").text == "1件"


def test_the_page_takes_at_most_twelve_queries_whatever_is_asked(cast: Cast) -> None:
    cast.scheduled()
    client = visitor(cast.ito)
    full = (
        "?words=試験&person=佐藤&section=危機&number=R8-0001&year=2026&act=drafted&since=2026-04-01"
    )
    for address in (TRAIL, TRAIL + full, TRAIL + "?words=試&before=5&until=2026-09-30"):
        assert queries(client, address) <= 12, address
