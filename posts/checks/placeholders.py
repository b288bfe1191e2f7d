"""Gaps that a template leaves to be filled in, and marks of an unfinished draft.

A ○ may just as well begin a list item (「○日時：」), answer a question (「○×クイズ」) or be the
zero of 二〇二六; the patterns below are about telling these apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from posts.checks.reading import Hit, Reading

GAP = "[○〇◯●△▲□■×✕*Xx?_]"
CIRCLE = "[○〇◯●]"
KANJI_DIGIT = "一二三四五六七八九十百千零"
JAPANESE = "ぁ-んァ-ヶー一-鿿々"

# A unit after a gap, unless it begins another word: 日 but not 日時, 分 but not 分別.
UNIT = (
    "(?:年(?![齢末金間会賀代表配長少始頭輪越])"
    "|月(?=[上中下]旬|末|号|分|から|まで|ごろ|頃|[にの中、,。)]|$)"
    "|日(?![時程常本中曜帰々光照用陰傘頃ご焼記誌課直よ]|の出)"
    "|時(?![間期刻給代短計事々差速節系折])"
    "|分(?![別野館担布室煙譲割類析解配岐数散娩かけ])"
    "|人(?![数形気権口事材生間々命工参員物と柄手])|名(?![称前刺所物簿作産字曲画馬案])"
    "|円(?![滑形満卓盤陣熟])|回(?![収数覧答復線転避想遊送顧])|階(?![段層級])"
    "|号(?![外令泣])|件(?![名数])|組(?![合織み曲])|(?<!〇)歳(?![末入出時]))"
)
NAMED = (
    "(?:課|市|町|村|区|部|係|氏|様|さん|駅|小学校|中学校|公園|年|月|日|時|分|円|人|名|会場|病院)"
)
DRAFT = (
    "仮|仮題|下書き|ドラフト|草稿|未定稿|たたき台|要(?:確認|修正|記入|入力|差し?替え?)"
    "|(?:後日|後で|あとで)(?:記入|確認|差し?替え?)|(?:訓練用|テスト用|投稿用)(?:ひな[型形]|雛[型形])"
    r"|URL|ここに[^)\]】>]{0,12}"
)
FIELD = "件名|日時|日付|場所|会場|氏名|名前|課名|担当課|時刻|事象|地区名?|URL"

SURE = re.compile(
    "|".join(
        [
            rf"(?<![{KANJI_DIGIT}]){GAP}{{1,4}}年{GAP}{{1,4}}月",
            rf"(?<![{KANJI_DIGIT}]){GAP}{{1,4}}月(?:{GAP}{{1,4}}|\d{{1,2}})日",
            rf"\d月{GAP}{{1,4}}日|\d時{GAP}{{1,4}}分|{GAP}{{1,4}}時{GAP}{{1,4}}分",
            rf"(?:令和|平成|午前|午後){GAP}{{1,4}}[年時]",
            rf"(?<![A-Za-z0-9]){GAP}{{1,2}}:{GAP}{{2}}(?![A-Za-z0-9])",
            r"(?<![A-Za-z0-9])([Xx○〇●])\1?/\1{1,2}(?![A-Za-z0-9])",
            r"年\s+月\s+日",
            rf"(?<=[{JAPANESE}A-Za-z0-9(]){CIRCLE}(?<![{KANJI_DIGIT}].){UNIT}(?!\s*[○×△])",
            rf"(?<![{KANJI_DIGIT}○〇◯●月火水木金土日]){CIRCLE}[年月日時](?=から|まで|ごろ|頃|[~(])",
            rf"(?<![A-Za-z0-9])[Xx](?=[月日時]){UNIT}|(?<![A-Za-z0-9])[Xx]{{2,4}}{UNIT}",
            rf"(?<![A-Za-z0-9])X{{2,4}}(?=[{JAPANESE}])|(?<=[{JAPANESE}])X{{2,4}}(?![A-Za-z0-9])",
            rf"([△▲□■])\2{{1,3}}(?={NAMED})",
            r"(?<![A-Za-z0-9(@#_/^-])_{2,}(?![A-Za-z0-9)^])",
            r"\$?\{\{?[^{}\n]{1,30}\}\}?|%\([a-z_]+\)[sd]",
            rf"<(?:[a-z_]{{2,20}}|{FIELD})/?>",
            rf"[(\[【<]\s*(?:{DRAFT})\s*[)\]】>]",
            r"(?<![A-Za-z])(?:TBD|TBA|FIXME|TODO)(?![A-Za-zリ])",
            "ダミー(?:テキスト|文)|サンプルテキスト|テスト投稿(?=です|。|$)|[Ll]orem ipsum",
            "ここに(?:本文|URL|日付|日時|場所|文章)を?|URLを?(?:挿入|貼り?付け)|画像を?差し替え",
        ]
    ),
    re.MULTILINE,
)
# Two to four circles in place of a word; more of them, or mixed with others, draw a line or a table.
RUN = re.compile(
    rf"(?<![○〇◯●×✕△▲◎{KANJI_DIGIT}])(?:[○〇◯]{{2,4}}|●{{2,4}})(?![○〇◯●×✕△▲◎{KANJI_DIGIT}])"
)
FRAUD = re.compile("詐欺|不審|偽|なりすまし|名乗|かたる|騙|だまし|手口|勧誘|悪質|架空請求")


def placeholder_hits(reading: Reading) -> Iterator[Hit]:
    taken: set[int] = set()
    for found in SURE.finditer(reading.plain):
        if not _ruler(reading.plain, found):
            taken.update(range(*found.span()))
            yield Hit("placeholder", *found.span())
    for found in RUN.finditer(reading.plain):
        if found.start() in taken or _ornament(reading.plain, found):
            continue
        quoting = reading.quoted(found.start()) and FRAUD.search(reading.plain)
        about_fraud = quoting or FRAUD.search(reading.sentence(found.start()))
        yield Hit("placeholder_quoted" if about_fraud else "placeholder", *found.span())


def _line(text: str, found: re.Match[str]) -> str:
    begin = text.rfind("\n", 0, found.start()) + 1
    end = text.find("\n", found.end())
    return text[begin : end if end >= 0 else len(text)].strip()


def _ruler(text: str, found: re.Match[str]) -> bool:
    """Whether the underscores are a line drawn across the post."""
    return found[0].startswith("___") and _line(text, found) == found[0] and len(found[0]) > 4


def _ornament(text: str, found: re.Match[str]) -> bool:
    """Whether the circles frame a line: 「●●お知らせ●●」, or stand alone on it."""
    line, run = _line(text, found), found[0]
    return line.startswith(run) and line.endswith(run)
