"""The case page: the text as it will look, who acted when, and what I may do now."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.actions import found_section
from accounts.models import Section, User
from approvals import actions as consent
from audit.models import Event
from posts import actions
from posts.content import Attachment
from posts.models import Post
from tests.cast import SETUP, Cast, cleared, confirm, draft, submit
from tests.pages.entries import stored_picture
from tests.pages.reading import Element, read
from tests.pages.stages import STAGES, again
from tests.pages.visits import queries, visitor


def address(post: Post) -> str:
    return reverse("posts:case", args=[post.code])


def case(user: User, post: Post) -> Element:
    response = visitor(user).get(address(post))
    assert response.status_code == 200
    return read(response)


def offered(page: Element) -> set[str]:
    """The acts that the page's forms lead to, and the link to the edit page; not the talk."""
    return forms_of(page) - TALK


def forms_of(page: Element) -> set[str]:
    forms = {f.attributes.get("action", "") for f in page.one("main").all("form")}
    links = {a.attributes["href"] for a in page.one("main").all("a", class_="button")}
    verbs = {path.rpartition("/")[2] for path in forms | links if path.startswith("/posts/")}
    return verbs - {""}


TALK = {"comment", "ask-concurrence", "circulate"}
AUTHOR = {"submit", "edit", "withdraw"}
PR_STOPS = {"send-back", "reject", "hold"}
# What each person is offered: drafter, requesting chief, a checker, the PR chief.
OFFERS: dict[str, tuple[set[str], set[str], set[str], set[str]]] = {
    "draft": (AUTHOR, AUTHOR, set(), set()),
    "chief_review": (
        {"recall", "withdraw"},
        {"decide", "send-back", "reject", "withdraw"},
        set(),
        set(),
    ),
    "pr_review": (
        {"recall", "withdraw"},
        {"recall", "withdraw"},
        {"confirm", *PR_STOPS},
        {"decide", *PR_STOPS},
    ),
    "scheduled": ({"withdraw"}, {"withdraw"}, {"send-back", "hold"}, {"send-back", "hold"}),
    "held": ({"withdraw"}, {"withdraw"}, {"release", "send-back"}, {"release", "send-back"}),
    "returned": (AUTHOR, AUTHOR, set(), set()),
    "failed": ({"withdraw"}, {"withdraw"}, {"retry", "send-back"}, {"retry", "send-back"}),
    "uncertain": (set(), set(), {"resolve"}, {"resolve"}),
    "published": (
        {"correct"},
        {"correct"},
        {"correct", "remove"},
        {"correct", "remove", "hold-record"},
    ),
}


# What may be said where the case stands: by the requesting section, by the PR section.
SAID: dict[str, tuple[set[str], set[str]]] = {
    "draft": (TALK, {"comment", "circulate"}),
    "chief_review": (TALK, {"comment", "circulate"}),
    "pr_review": ({"comment", "circulate"}, TALK),
    "scheduled": ({"comment", "circulate"}, {"comment", "circulate"}),
    "returned": (TALK, {"comment", "circulate"}),
    "published": ({"comment", "circulate"}, {"comment", "circulate"}),
}


@pytest.mark.parametrize("stage", SAID)
def test_the_talk_is_open_to_whoever_may_read_and_the_asking_to_whoever_has_it(
    stage: str, cast: Cast
) -> None:
    post = again(STAGES[stage](cast))
    people = (cast.sato, cast.nakamura)
    assert tuple(forms_of(case(person, post)) & TALK for person in people) == SAID[stage]


@pytest.mark.parametrize("stage", OFFERS)
def test_buttons_are_offered_to_exactly_those_who_may_act(stage: str, cast: Cast) -> None:
    post = again(STAGES[stage](cast))
    people = (cast.sato, cast.suzuki, cast.nakamura, cast.ito)
    assert tuple(offered(case(person, post)) for person in people) == OFFERS[stage]


def test_every_offer_is_accepted_by_the_act_behind_it(cast: Cast) -> None:
    """The page and the act ask the same rule: no button leads to a refusal."""
    for verb in offered(case(cast.ito, cast.in_review())):
        post = cast.in_review()
        data = {"seen": post.revision.digest, "reason": "会場名の確認のため"}
        answer = visitor(cast.ito).post(f"{address(post)}{verb}", data)
        assert (verb, answer.status_code) == (verb, 302)


def test_whoever_has_checked_is_offered_no_second_check(cast: Cast) -> None:
    post = cast.in_review()
    consent.confirm(
        post.pk, actor=cast.takahashi, seen=post.revision.digest, declaration=cleared(post)
    )
    assert offered(case(cast.takahashi, post)) == {"hold"}
    assert offered(case(cast.tanaka, post)) >= {"confirm"}


def test_an_author_in_the_pr_section_is_offered_no_check_of_the_own_text(cast: Cast) -> None:
    post = draft(cast.takahashi, cast.pr, cast.channel)
    post = actions.submit(post.pk, actor=cast.takahashi, seen=post.revision.digest)
    assert "confirm" not in offered(case(cast.takahashi, post))
    assert "confirm" in offered(case(cast.tanaka, post))


def test_the_box_on_top_says_who_and_when(cast: Cast) -> None:
    post = cast.scheduled()
    box = case(cast.sato, post).one("section", class_="who-when")
    done = [item for item in box.all("div") if item.attributes.get("data-state") == "done"]
    assert [item.one(class_="who-when__name").text for item in done] == [
        "危機管理課 主事 佐藤 花子",
        "危機管理課 主事 佐藤 花子",
        "危機管理課 課長 鈴木 一郎",
        "しろいの魅力発信課 主査 高橋 健一",
        "しろいの魅力発信課 主任主事 田中 陽子",
    ]
    times = [item.one("time").attributes["datetime"] for item in done]
    assert times == sorted(times)
    assert len(box.all("div", data_state="pending")) == 1


def test_the_box_names_the_worker_and_those_whose_consent_it_carries_out(cast: Cast) -> None:
    post = again(STAGES["published"](cast))
    last = case(cast.sato, post).one("section", class_="who-when").all(class_="who-when__name")[-1]
    for name in ("システム", "高橋 健一", "田中 陽子"):
        assert name in last.text
    event = Event.objects.latest("seq")
    assert (event.act, event.actor_name) == ("published", "システム")


@pytest.mark.parametrize(
    ("stage", "states"),
    [
        ("draft", ["current", "pending", "pending", "pending"]),
        ("chief_review", ["done", "current", "pending", "pending"]),
        ("pr_review", ["done", "done", "current", "pending"]),
        ("scheduled", ["done", "done", "done", "done", "current"]),
        ("published", ["done", "done", "done", "done", "done"]),
    ],
)
def test_the_route_shows_how_far_the_case_has_come(
    stage: str, states: list[str], cast: Cast
) -> None:
    page = case(cast.sato, again(STAGES[stage](cast)))
    steps = page.one("ol", class_="timeline").all("li")
    assert [step.attributes["data-state"] for step in steps] == states


def test_the_route_says_who_can_act_next(cast: Cast) -> None:
    step = case(cast.sato, cast.submitted()).one("li", data_state="current")
    assert "課長 鈴木 一郎" in step.text


def test_a_stamp_stands_beside_each_act_and_repeats_it_in_words(cast: Cast) -> None:
    stamps = case(cast.sato, cast.scheduled()).all("svg", class_="stamp")
    assert [stamp.all("text")[-1].text for stamp in stamps] == ["佐藤", "鈴木", "高橋", "田中"]
    assert all(stamp.attributes["aria-label"] for stamp in stamps)


def test_an_urgent_case_shows_what_it_skipped_and_why(cast: Cast) -> None:
    reason = "本日中に避難所の開設を知らせるため"
    page = case(cast.sato, cast.submitted(lane="urgent", reason=reason))
    skipped = page.one("li", data_state="skipped")
    assert reason in skipped.text


def test_text_and_images_stand_there_as_they_will_look(cast: Cast) -> None:
    text = "<b>訓練</b> & 詳しくは https://www.city.shiroi.chiba.jp/ #防災"
    attachment = Attachment(stored_picture(), "青い四角")
    page = case(cast.sato, cast.draft(text, attachments=(attachment,)))
    preview = page.one("article", class_="preview")
    assert preview.one(class_="preview__text").raw == text
    marked = [entity.text for entity in preview.all(class_="preview__entity")]
    assert marked == ["https://www.city.shiroi.chiba.jp/", "#防災"]
    assert preview.one("img").attributes["alt"] == "青い四角"


def test_the_history_tells_every_act_of_the_case(cast: Cast) -> None:
    post = again(STAGES["published"](cast))
    told = case(cast.sato, post).one("ol", class_="comments").all("li")
    assert len(told) == Event.objects.about("post", str(post.code)).count() == 7


def another_round(cast: Cast, post: Post) -> Post:
    """Returned by 伊藤, mended, decided by 鈴木 and checked by 高橋 again."""
    consent.send_back(post.pk, actor=cast.ito, seen=post.revision.digest, reason="会場の確認")
    content, seen = post.revision.content(), post.revision.digest
    post = actions.revise(post.pk, content, post.route(), actor=cast.sato, seen=seen)
    post = submit(post, cast.sato)
    post = consent.decide(post.pk, actor=cast.suzuki, seen=post.revision.digest)
    return confirm(post, cast.takahashi)


def test_more_events_and_decisions_take_no_more_queries(cast: Cast) -> None:
    post = cast.in_review()
    confirm(post, cast.takahashi)
    # The first round that is over brings the queries of 前回までの経過 with it.
    post = another_round(cast, post)
    client = visitor(cast.nakamura)
    few = queries(client, address(post))
    for _round in range(3):
        post = another_round(cast, post)
    assert queries(client, address(post)) == few
    more = consent.confirm(
        post.pk, actor=cast.tanaka, seen=post.revision.digest, declaration=cleared(post)
    )
    assert queries(client, address(more)) <= few


def test_a_long_talk_takes_no_more_queries_than_a_short_one(cast: Cast) -> None:
    post = cast.in_review()

    def go_on(section: Section) -> None:
        consent.comment(post.pk, actor=cast.ito, words="@田中", mentioned=[cast.tanaka.pk])
        consent.ask_concurrence(post.pk, actor=cast.ito, section=section)
        consent.circulate(post.pk, actor=cast.ito, people=[cast.watanabe], sections=[])

    go_on(cast.tax)
    client = visitor(cast.ito)
    few = queries(client, address(post))
    for number in range(4):
        section = Section(code=f"ka-{number}", name=f"第{number}課", order=number)
        go_on(found_section(section, actor=SETUP))
    assert queries(client, address(post)) == few
