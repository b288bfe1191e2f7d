"""Emoji sequences, which X counts as one two-unit character however many code points they take."""

from __future__ import annotations

import re

VARIATION = "\N{VARIATION SELECTOR-16}"
JOINER = "\N{ZERO WIDTH JOINER}"
KEYCAP = "\N{COMBINING ENCLOSING KEYCAP}"
TEXT_STYLE = "\N{VARIATION SELECTOR-15}"

# Wider than the set of assigned emoji on purpose: a lone symbol outside U+10FF weighs two units
# with or without this rule, so only the sequences need to be told apart.
BASE = (
    "["
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2"
    "\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001faff"
    "]"
)
SKIN_TONE = "[\U0001f3fb-\U0001f3ff]"
REGIONAL = "[\U0001f1e6-\U0001f1ff]"
TAG = "[\U000e0020-\U000e007e]"
TAG_END = "\U000e007f"

ELEMENT = f"{BASE}(?!{TEXT_STYLE})(?:{SKIN_TONE}|{VARIATION})?"
SEQUENCE = re.compile(
    f"[0-9#*]{VARIATION}?{KEYCAP}"
    f"|{REGIONAL}{{2}}"
    f"|{BASE}{TAG}+{TAG_END}"
    f"|{ELEMENT}(?:{JOINER}{ELEMENT})*"
)
