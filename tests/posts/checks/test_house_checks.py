"""The checks of the house: gaps, days, links, hashtags, the occasion."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from posts.checks.concern import Earlier
from tests.posts.checks.findings import NOW, TOKYO, YARDSTICK, blocking, codes, found


@pytest.mark.parametrize(
    "text",
    [
        "本日○時ごろ、大雨警報が発表されました。",
        "〇月〇日(〇)に開催します。",
        "△△地区で停電しています。",
        "◯◯小学校に避難所を開設しました。",
        "定員は●名程度です。",
        "××時から始めます。",
        "X月X日に開きます。",
        "____までお申し込みください。",
        "【　】お知らせ",
        "{件名}のお知らせ",
        "【ここに日時を入力】お越しください。",
        "会場は【要確認】です。",
        "これは訓練用の文案です。",
    ],
)
def test_a_gap_of_a_template_blocks(text: str) -> None:
    assert "placeholder" in blocking(text)


@pytest.mark.parametrize(
    "text",
    [
        "○日時：11月28日(土)10時から\n○会場：文化会館",
        "●人形劇を上演します",
        "●地区センターで受け付けます",
        "○×クイズで遊ぼう！",
        "◎おすすめ ○おおむね良い △ふつう",
        "昭和二〇年から続く行事です。",
        "○年賀状を早めに出しましょう",
        "【記入例】はホームページにあります。",
        "【申込方法】はがきに氏名を書いて送ってください。",
        "出席は○、欠席は×で答えてください。",
    ],
)
def test_signs_that_are_no_gaps_do_not_block(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11月28日(土)に開きます。", set()),
        ("11月28日（日）に開きます。", {"weekday"}),
        ("１１月２８日（土・祝）に開きます。", set()),
        ("11/28(金)に開きます。", {"weekday"}),
        ("令和９年１月17日(日)に走ります。", set()),
        ("令和９年１月17日(土)に走ります。", {"weekday"}),
        ("2027年1月17日(土)に走ります。", {"weekday"}),
        ("11月28日(土)・29日(日)に開きます。", set()),
        ("11月28日(土)・29日(月)に開きます。", {"weekday"}),
        ("11月25日(水)17時から26日(金)8時まで休みます。", {"weekday"}),
        ("1月10日に成人式を行います。", set()),
        ("9月3日(金)に開きます。", set()),  # next year's
        ("11月31日に開きます。", {"no_such_day"}),
        ("13月1日に開きます。", {"no_such_day"}),
        ("2月29日に開きます。", {"no_such_day"}),
        ("令和10年2月29日に開きます。", set()),
        ("11月9日(月)に開きます。", {"past_day"}),
        ("11月9日(月)に開きました。", set()),
        ("11月1日現在の人口です。", set()),
        ("広報しろい11月1日号ができました。", set()),
        ("9/10ページをご覧ください。", set()),
        ("募集は3日間です。", set()),
    ],
)
def test_days_exist_fall_on_their_weekday_and_lie_ahead(text: str, expected: set[str]) -> None:
    assert codes(text) == expected


def test_the_finding_names_the_weekday_that_would_fit() -> None:
    (concern,) = found("11月28日(日)に開きます。")
    assert concern.passage == "11月28日(日)→(土)"


def test_days_are_measured_by_the_day_of_posting() -> None:
    posting = dt.datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)
    assert codes("11月28日(土)に開きます。", requested_at=posting) == {"past_day"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("詳しくは https://short.jp/x1 へ。", {"shortened_link"}),
        ("詳しくは short.jp/x1 へ。", {"shortened_link"}),
        ("詳しくは https://www.short.jp/x1 へ。", {"shortened_link"}),
        ("詳しくは https://notshort.jp/x1 へ。", set()),
        ("詳しくは www.city.shiroi.chiba.jp へ。", {"bare_domain"}),
    ],
)
def test_links_say_where_they_lead(text: str, expected: set[str]) -> None:
    assert codes(text, replace(YARDSTICK, shorteners=frozenset({"short.jp"}))) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, set()),
        ({"hashtags_off": True}, {"hashtag_off"}),
        ({"max_hashtags": 1}, {"hashtag_many"}),
        ({"allowed_hashtags": frozenset({"白井の秋"})}, {"hashtag_unlisted"}),
        ({"allowed_hashtags": frozenset({"#白井の秋", "ＮＡＳＨＩ"})}, set()),
    ],
)
def test_hashtags_keep_to_the_policy(policy: dict[str, Any], expected: set[str]) -> None:
    assert codes("紅葉です。 #白井の秋 #Nashi", replace(YARDSTICK, **policy)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (None, set()),
        ("2026-11-17T10:00", set()),
        ("2026-11-17T21:00", {"office_hours"}),
        ("2026-11-22T10:00", {"office_hours"}),
        ("2026-11-23T10:00", {"office_hours"}),
        ("2026-11-18T10:00", {"office_hours"}),  # a day the city has closed
    ],
)
def test_a_post_outside_office_hours_asks_who_watches(
    wanted: str | None, expected: set[str]
) -> None:
    requested = dt.datetime.fromisoformat(wanted).replace(tzinfo=TOKYO) if wanted else None
    own = replace(YARDSTICK, closed_days=frozenset({dt.date(2026, 11, 18)}))
    as_utc = requested.astimezone(dt.UTC) if requested else None
    assert codes("紅葉の季節です。", own, requested_at=as_utc) == expected


def test_a_text_that_calls_itself_embargoed_contradicts_a_request_that_is_public() -> None:
    text = "【公表前】新しい公園の名前が決まりました。"
    assert blocking(text) == {"embargo"}
    assert blocking(text, public_at=NOW + dt.timedelta(days=3)) == set()
    assert "unannounced" in codes(text, public_at=NOW + dt.timedelta(days=3))
    assert blocking("鮎釣りの解禁前に、ルールを確かめましょう。") == set()


def test_an_election_asks_for_a_second_look_at_words_about_politics() -> None:
    period = (dt.date(2026, 11, 15), dt.date(2026, 11, 22))
    during = replace(YARDSTICK, election_periods=(period,))
    assert codes("市長が公約の成果を語ります。", during) == {"election"}
    assert codes("紅葉の季節です。", during) == set()
    assert codes("市長が公約の成果を語ります。") == set()
    later = dt.datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
    assert codes("市長が公約の成果を語ります。", during, requested_at=later) == set()


def test_the_same_text_again_is_found_however_it_is_spaced() -> None:
    earlier = (Earlier("R8-0001", "梨の　直売を始めました。\nABC"), Earlier("R8-0002", "別の文"))
    (concern,) = found("梨の直売を 始めました。ａｂｃ", replace(YARDSTICK, earlier=earlier))
    assert (concern.code, concern.passage) == ("duplicate", "R8-0001")


def test_blocks_stand_before_warnings_and_warnings_in_the_order_of_the_list() -> None:
    text = "○時ごろ、店が閉まるらしい。隣の店主は役立たずです。内線1234"
    assert [c.code for c in found(text)] == ["placeholder", "insult", "security", "rumour"]
