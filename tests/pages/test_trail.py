"""証跡: who did what and when, for those who answer for it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from audit.models import Event
from tests.cast import Cast
from tests.pages.reading import Element, read
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
    assert row.one("a").attributes["href"] == reverse("posts:case", args=[post.code])
    assert post.number in row.one("a").text
    event = Event.objects.latest("seq")
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


def test_reading_the_trail_leaves_no_event(cast: Cast) -> None:
    before = Event.objects.count()
    trail(cast, person="佐藤")
    assert Event.objects.count() == before
