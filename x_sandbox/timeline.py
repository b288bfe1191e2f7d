"""The public timeline as HTML: the account's posts as citizens would see them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from markupsafe import Markup

from x_sandbox.accounts import Account
from x_sandbox.media import Media
from x_sandbox.meter import Reading
from x_sandbox.posts import Post

TEMPLATES = Path(__file__).with_name("templates")
TOKYO = ZoneInfo("Asia/Tokyo")
HASHTAG = re.compile(r"(?<![\w&/])[#＃](?!\d+\b)\w+")


def _template(name: str) -> Markup:
    own_file = TEMPLATES / f"{name}.html"
    return Markup(own_file.read_text(encoding="utf-8"))  # noqa: S704 - our own HTML


# ``Markup.format`` escapes what is put in, so nothing of a post reaches the page as HTML.
PAGE = _template("page")
POST = _template("post")
REPLY = _template("reply")
PHOTO = _template("photo")
VIDEO = _template("video")
ALT = _template("alt")
PHOTOS = _template("photos")
EMPTY = _template("empty")
MORE = _template("more")
LINK = Markup('<a href="{}" rel="nofollow noreferrer">{}</a>')
TAG = Markup('<span class="tag">{}</span>')
NOTHING = Markup("")


def page(found: list[Post], *, account: Account, reading: Reading, more: bool) -> str:
    """The whole page; ``more`` says that older posts follow."""
    return PAGE.format(
        name=account.name,
        initial=account.name[:1],
        username=account.username,
        count=reading.posts,
        dollars=reading.dollars,
        posts=Markup("\n").join(map(_post, found)) if found else EMPTY,
        more=MORE.format(before=found[-1].id) if more else NOTHING,
    )


def _post(post: Post) -> Markup:
    moment = datetime.fromtimestamp(post.seconds, TOKYO)
    reply = REPLY.format(id=post.reply_to_id, username=post.reply_to_username)
    return POST.format(
        id=post.id,
        name=post.name,
        initial=post.name[:1],
        username=post.username,
        machine_time=moment.isoformat(),
        time=f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}",
        reply=reply if post.reply_to_id else NOTHING,
        text=_text(post),
        photos=_photos(post.media) if post.media else NOTHING,
    )


def _text(post: Post) -> Markup:
    shown, position = NOTHING, 0
    for link in post.links:
        shown += _words(post.text[position : link.start]) + LINK.format(link.expanded, link.display)
        position = link.end
    return shown + _words(post.text[position:])


def _words(text: str) -> Markup:
    shown, position = NOTHING, 0
    for match in HASHTAG.finditer(text):
        shown += Markup.escape(text[position : match.start()]) + TAG.format(match[0])
        position = match.end()
    return shown + Markup.escape(text[position:])


def _photos(media: list[Media]) -> Markup:
    return PHOTOS.format(count=len(media), items=NOTHING.join(map(_photo, media)))


def _photo(item: Media) -> Markup:
    template = VIDEO if item.kind == "video" else PHOTO
    return template.format(
        id=item.id,
        width=item.width or 16,
        height=item.height or 9,
        text=item.alt_text or "",
        alt=ALT.format(text=item.alt_text) if item.alt_text else NOTHING,
    )
