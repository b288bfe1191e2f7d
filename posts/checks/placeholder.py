"""Gaps of a template that nobody filled in: what once went out as 「○時○分」."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from posts.checks.concern import HOUSE, Concern, Severity
from posts.checks.reading import excerpt

MARK = "[○◯〇●△□×]"
NUMERAL = "[一二三四五六七八九十百千〇]"
# A unit that ends here, or goes on as a time or number does: 「○日時」 is a bullet and a heading.
GOES_ON = "(?:頃|程度|様|以上|以内|以降|未満|前後|現在|発|着|付)"
UNIT = (
    r"(?:時|分|日|月|年|人|名|円|丁目|番地|号|か所|箇所|地区(?!セ)|課)"
    rf"(?:(?![一-龠々])|(?={GOES_ON}))"
)
OPEN, CLOSE = r"[【\[<]", r"[】\]>]"
GAPS = re.compile(
    "|".join(
        (
            rf"(?<!{NUMERAL}){MARK}{{1,4}}\s*{UNIT}",
            rf"(?<![{NUMERAL[1:-1]}○◯×])(?P<mark>[○◯〇△×])(?P=mark){{1,2}}(?![{NUMERAL[1:-1]}○◯△×])",
            rf"(?<![●□])(?:●●|□□)(?=[一-龠さ])(?!{MARK})",
            r"(?<![A-Za-z])[xX]{1,4}(?:月|日|時|分|年)",
            r"_{2,}",
            rf"{OPEN}\s*{CLOSE}|「\s*」|『\s*』",
            r"\{\{?[^{}\n]{0,30}\}\}?",
            rf"{OPEN}[^】\]>\n]{{0,12}}(?:を記入|を入力|を?差し?替え|ここに|要追記|要修正)[^】\]>\n]{{0,12}}{CLOSE}",
            r"訓練用(?:の)?(?:ひな型|ひな形|雛形|文例|文案)|未記入|[(【\[]要確認[)】\]]",
            r"(?<![A-Za-z])(?:TBD|TODO|lorem ipsum)(?![A-Za-z])|ダミー(?:テキスト|文)",
        )
    ),
    re.IGNORECASE,
)


def gaps(text: str) -> Iterator[Concern]:
    """Placeholders left in the text. ``text`` is plain."""
    if found := [m[0] for m in GAPS.finditer(text)]:
        message = _("A gap of a template is not filled in. Write what belongs there.")
        yield Concern("placeholder", HOUSE, Severity.BLOCK, message, excerpt(found))
