"""Links and hashtags, as X will make them of the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from posts.checks.concern import HOUSE, Concern, Severity, Yardstick
from posts.checks.reading import excerpt
from posts.text import hashtags, scheme_less_domains, urls


def links(text: str, yardstick: Yardstick) -> Iterator[Concern]:
    """``text`` as it will be posted."""
    short = [u.text for u in urls(text) if is_shortened(u.text, yardstick.shorteners)]
    if short:
        message = _("A shortened link hides where it leads. Write the address of the page itself.")
        yield Concern("shortened_link", HOUSE, Severity.WARN, message, excerpt(short))
    if bare := [u.text for u in scheme_less_domains(text) if u.text not in short]:
        message = _(
            "X will make a link of this. Write it with https://, or part it if it is no address."
        )
        yield Concern("bare_domain", HOUSE, Severity.WARN, message, excerpt(bare))


def is_shortened(address: str, shorteners: frozenset[str]) -> bool:
    """Whether the host is one of the shorteners or lies below one."""
    whole = address if "://" in address else f"https://{address}"
    host = (urlsplit(whole).hostname or "").removeprefix("www.")
    return any(host == name or host.endswith(f".{name}") for name in shorteners)


def tags(text: str, yardstick: Yardstick) -> Iterator[Concern]:
    """ハッシュタグ (ガイドライン2(3)⑤): what the policy allows of them."""
    found = [tag.name for tag in hashtags(text)]
    if not found:
        return
    if yardstick.hashtags_off:
        message = _("Hashtags are not used at present. Take them out.")
        yield Concern("hashtag_off", HOUSE, Severity.WARN, message, excerpt(found))
        return
    allowed = {folded(name) for name in yardstick.allowed_hashtags}
    if allowed and (strange := [name for name in found if folded(name) not in allowed]):
        message = _("This hashtag is not on the list of the policy. Use one of the list.")
        yield Concern("hashtag_unlisted", HOUSE, Severity.WARN, message, excerpt(strange))
    if len(found) > yardstick.max_hashtags:
        message = _("More hashtags than the policy allows: at most %(most)s.") % {
            "most": yardstick.max_hashtags
        }
        yield Concern("hashtag_many", HOUSE, Severity.WARN, message, excerpt(found))


def folded(name: str) -> str:
    """A hashtag as X compares it, without its sign."""
    return unicodedata.normalize("NFKC", name).casefold().lstrip("#")
