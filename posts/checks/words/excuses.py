"""What makes words harmless: a caution that names them, a denial."""

from __future__ import annotations

from posts.checks.words.kind import any_of

# Whoever quotes or names something bad in order to warn of it is not saying it.
CAUTION = any_of(
    r"やめ(?:ましょう|てください|よう)", r"いけません", r"しないで", r"しない(?:よう|でください)",
    r"禁止", r"禁じ", r"ご?注意", r"ご?遠慮", r"お控え", r"控え(?:て|ましょう)",
    r"防(?:ぐ|ごう|止|ぎ)",
    r"撲滅", r"根絶", r"許(?:さない|しません|されません)", r"当たります", r"犯罪です",
    r"違反です",
    r"違法です", r"詐欺", r"相談", r"通報", r"被害", r"なくそう", r"なくしましょう",
    r"できません", r"ではありません", r"取り?締ま?り(?:を|が)",
)  # fmt: skip
# A denial: the rumour is named because it is not true.
DENIAL = any_of(
    r"事実(?:で)?は(?:あり|ござい)ません", r"事実で(?:は)?ない", r"事実無根",
    r"事実と(?:は)?異な",
    r"誤(?:った)?情報", r"偽(?:の)?情報", r"デマ(?:です|に|が|を|情報|投稿)", r"惑わされ",
    r"[うウ]のみに", r"鵜呑みに", r"信じないで", r"広めない", r"広げない",
    r"拡散(?:しない|を?(?:お)?控え|は(?:お)?控え|せず|しません)", r"お間違え",
    r"根拠の?(?:ない|ありません)",
)  # fmt: skip
