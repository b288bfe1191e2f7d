"""The ten of 3(6) in words: what is said is found; what is quoted, warned of or denied is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.posts.checks.findings import YARDSTICK, codes, found

SAID = [
    ("1", "insult", "隣町の担当者は役立たずで、話になりません。"),
    ("1", "insult", "そんなやつらの意見は聞かなくてよい。"),
    ("2", "discrimination", "外国人の方はお断りです。"),
    ("2", "discrimination", "女のくせに、とは言いませんが、女のくせに生意気です。"),
    ("3", "political_support", "みどり党の山野候補を支持します。"),
    ("3", "political_support", "あの現職を落選させましょう！"),
    ("4", "unlawful", "空き地にごみを捨てても、だれも見ていないのでバレません。"),
    ("4", "unlawful", "今週は取締りは行いません。"),
    ("5", "secret", "今回の工事の予定価格は三千万円です。"),
    ("5", "secret", "㊙ 庁内の会議資料です。"),
    ("6", "rights", "SNSで拾った写真をのせます。"),
    ("6", "rights", "テレビの番組を撮影した画像です。"),
    ("7", "security", "ログインのパスワードはnashi2026です。"),
    ("7", "security", "ご用の方は内線4567へ。"),
    ("7", "security", "サーバーは192.168.10.5です。"),
    ("7", "security", "職員ID：s1234でお入りください。"),
    ("8", "unannounced", "新しい部長が内示されました。"),
    ("8", "unannounced", "来週、新庁舎の計画を発表予定です。"),
    ("9", "rumour", "駅前の店が閉まるらしい。"),
    ("9", "rumour", "隣町で地震らしい。"),
    ("9", "rumour", "ぜひ拡散をお願いします！"),
    ("9", "rumour", "知人によると、橋が落ちたそうです。"),
    ("10", "indecent", "絶対に儲かる投資を紹介します。"),
    ("10", "indecent", "近くの風俗店を紹介します。"),
]
UNSAID = [
    "素晴らしい秋の一日でした。",
    "すばらしい作品が集まりました。",
    "あたらしい としょかんが できます。",
    "めずらしい鳥を見ました。",
    "白井らしい景色を撮りました。",
    "子どもらしいかわいらしい絵です。",
    "わずかばかりの雨でした。",
    "アホウドリの観察会を開きます。",
    "開催の候補日は二つあります。",
    "候補者の中から一人を選んで投票してください。",
    "国体の強化選手を応援しましょう。",
    "飲酒運転は絶対にやめましょう。",
    "不法投棄は犯罪です。見かけたら通報してください。",
    "無断転載を禁じます、の表示をつけてください。",
    "機密文書の溶解処理を見学できます。",
    "暗証番号の変更は市民課の窓口で。",
    "パスワードを使い回さないでください。",
    "抽選の結果は来月に発表予定です。",
    "作品発表会の前に練習します。",
    "「お前は役立たずだ」などの言葉は、パワハラに当たります。",
    "「女のくせに」という言い方はやめましょう。",
    "わいせつ行為の被害が増えています。ご注意ください。",
    "「断水するらしい」という話が流れていますが、そのような事実はありません。",
    "工場が爆発したらしいという投稿があります。事実ではありません。",
    "未確認の情報を広めないようにしましょう。",
    "LINEのID：@shiroiを登録してください。",
    "殺菌の方法を学びます。",
]


@pytest.mark.parametrize(("item", "code", "text"), SAID, ids=[text for *_, text in SAID])
def test_what_is_said_is_found_under_its_item(item: str, code: str, text: str) -> None:
    concerns = found(text)
    assert (item, code) in [(c.item, c.code) for c in concerns]
    assert all(c.message and c.passage for c in concerns)
    assert not any(c.blocks for c in concerns)


@pytest.mark.parametrize("text", UNSAID)
def test_what_only_looks_like_it_is_not_found(text: str) -> None:
    assert codes(text) == set()


def test_a_rumour_is_not_excused_by_calling_it_none() -> None:
    assert codes("デマではありません。拡散希望！") == {"rumour"}


def test_invisible_characters_hide_nothing() -> None:
    assert codes("予\u200b定\u200b価\u2060格はお答えします。") == {"secret"}


def test_the_same_kind_of_words_makes_one_finding_with_its_passages() -> None:
    (concern,) = found("未確認ですが、店が閉まるらしい。拡散希望！")
    for passage in ("未確認", "らしい", "拡散希望"):
        assert passage in concern.passage


def test_words_that_the_city_has_listed_are_found_under_their_item() -> None:
    own = replace(YARDSTICK, words={"5": ("ナシ計画",)})
    (concern,) = found("ﾅｼ計画が動き出しました。", own)
    assert (concern.code, concern.item, concern.passage) == ("listed_5", "5", "ナシ計画")
    assert codes("ﾅｼ計画が動き出しました。") == set()


@pytest.mark.parametrize(
    ("text", "note", "category", "expected"),
    [
        ("橋が通れないとの情報があります。", "", "safety", {"no_source"}),
        ("橋が通れないとの情報があります。", "", "event", set()),
        ("警察によると、橋が通れません。", "", "safety", set()),
        ("橋が通れないとの情報があります。", "出典：県道路規制情報", "safety", set()),
        ("橋が通れないとの情報があります。https://www.pref.example.jp/doro", "", "safety", set()),
    ],
)
def test_news_for_peoples_safety_names_its_source(
    text: str, note: str, category: str, expected: set[str]
) -> None:
    assert codes(text, note=note, category=category) == expected
