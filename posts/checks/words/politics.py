"""特定の政治活動: item 3."""

from __future__ import annotations

from posts.checks.words.kind import Words, any_of

# 「候補地」「候補日」 and the like are no candidates.
CANDIDATE = (
    r"(?:候補(?!日|地|作|案|名|曲|会場|施設|路線)(?:者|予定者)?|"
    r"(?:現職|新人|[一-龠]{1,6}(?:議員|市長|知事))|[一-龠]{2,6}党)"
)
SUPPORT = (
    r"(?:応援|支持|支援し|推薦|一票|当選させ|勝たせ|投票して(?:くださ|ほし|あげ)|"
    r"落選させ|落とそう|反対し)"
)
POLITICS = Words(
    "political_support",
    "3",
    any_of(
        rf"{CANDIDATE}[^。!?\n]{{0,30}}{SUPPORT}",
        rf"{SUPPORT}[^。!?\n]{{0,20}}{CANDIDATE}(?:を|に|へ)",
        r"清き一票", r"一票を(?:お願い|ください|託し)", r"(?:当選|再選)(?:を|に)(?:果た|導|目指)",
    ),
    unless=any_of(r"候補者?の?(?:中|なか)から", r"選挙違反", r"禁止"),
)  # fmt: skip
# Words that ask for a second look while an election is on.
PARTISAN = any_of(
    r"候補(?!日|地|作|案|名|曲|会場|施設|路線)", r"市長(?!へ)", r"知事", r"議員", r"政党",
    r"[一-龠]{2,6}党(?!員会)",
    r"公約", r"マニフェスト", r"政策", r"市政", r"県政", r"国政", r"実績",
)  # fmt: skip
