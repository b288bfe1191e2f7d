"""The ten prohibitions of ガイドライン3(6), as far as words give them away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from posts.checks.concern import Concern, Severity, Yardstick
from posts.checks.reading import QUOTED, excerpt, sentences
from posts.checks.words import CAUTION, DENIAL, HEARSAY, LISTS, SOURCE, Words

CLAUSE_END = re.compile(r"[、。,!?\s「」『』【】()]")
# Here a caution makes the words harmless: they are named to warn of them.
WARNED_OF = {"insult", "discrimination", "unlawful", "rights", "indecent"}


def wording(text: str, yardstick: Yardstick) -> Iterator[Concern]:
    """Words of the lists, the system's and the city's. ``text`` is plain, without links."""
    for words in LISTS:
        if found := list(_said(text, words)):
            yield Concern(
                words.code, words.item, Severity.WARN, _advice(words.code), excerpt(found)
            )
    for item, additions in yardstick.words.items():
        lowered = text.lower()
        if found := [word for word in additions if word.lower() in lowered]:
            message = _("A word that the city has listed for this item. Check the passage.")
            yield Concern(f"listed_{item}", item, Severity.WARN, message, excerpt(found))


def hearsay(text: str, category: str, source: str) -> Iterator[Concern]:
    """News for people's safety that names no source. ``source`` is where else one may stand."""
    if category != "safety" or SOURCE.search(text) or SOURCE.search(source):
        return
    if found := [m[0] for m in HEARSAY.finditer(text)]:
        message = _("It tells what was heard and names no source. Write who announced it.")
        yield Concern("no_source", "9", Severity.WARN, message, excerpt(found))


def _said(text: str, words: Words) -> Iterator[str]:
    """The passages in which these words are really said, not quoted or denied."""
    spoken = sentences(text)
    for place, sentence in enumerate(spoken):
        around = sentence + "".join(spoken[place + 1 : place + 2])
        quoted = [m.span() for m in QUOTED.finditer(sentence)]
        for found in words.pattern.finditer(sentence):
            if not _harmless(words, sentence, around, _within(found, quoted)):
                yield _clause(sentence, found)


def _harmless(words: Words, sentence: str, around: str, quoted: bool) -> bool:
    # A rumour may be denied in the sentence that follows; anything else excuses its own only.
    reach = around if words.unless is DENIAL else sentence
    if words.unless and words.unless.search(reach):
        return True
    if words.code in WARNED_OF and CAUTION.search(sentence):
        return True
    return quoted and bool(CAUTION.search(around) or DENIAL.search(around))


def _clause(sentence: str, found: re.Match[str]) -> str:
    """The words in their clause: 「らしい」 alone says nothing."""
    before = CLAUSE_END.split(sentence[: found.start()])[-1]
    after = CLAUSE_END.split(sentence[found.end() :])[0]
    return f"{before}{found[0]}{after}".strip()


def _within(found: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(start <= found.start() and found.end() <= end for start, end in spans)


def _advice(code: str) -> str:
    """What is wrong and what to do."""
    return {
        "insult": _("It may run somebody down. Say what happened, without a verdict on people."),
        "discrimination": _("It may set people apart or look down on them. Word it anew."),
        "political_support": _("It may promote a party or a candidate. Take it out."),
        "unlawful": _("It may condone something unlawful. Say what is allowed instead."),
        "secret": _("It may tell something confidential. Make sure that it may be told."),
        "rights": _(
            "It may use somebody else's work. Make sure that there is a permission, "
            "and write it in the remarks."
        ),
        "security": _("It may help an intruder. Take out passwords, addresses and extensions."),
        "unannounced": _(
            "It may not have been announced yet. Enter when it becomes public, or wait for it."
        ),
        "rumour": _("It may pass on a rumour. Write only what has been confirmed, and by whom."),
        "indecent": _("It may offend public morals. Word it anew."),
    }[code]
