"""情報公開: one case as a ZIP that can be checked without this system.

``manifest.json`` names every file with its SHA-256, what was left out and what was masked.
``events.jsonl`` holds the events of the case as the trail exports them (docs/trail.md), so
``tools/verify_export.py`` reads it; an event in which a name was masked no longer matches its
seal, and the manifest says which ones those are.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils import timezone

from approvals.models import Comment
from audit.chain import export_line, selection_header
from audit.events import Act
from audit.models import Event
from posts.models import Post
from records.masking import Masking
from records.printing import printed_sheet
from records.typesetting import typeset

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True)
class Wishes:
    """What the bundle holds beside the sheet, the text, the images and the events."""

    comments: bool = False
    masking: Masking = field(default_factory=Masking)


def bundle(post: Post, wishes: Wishes) -> bytes:
    """The ZIP file. Raises ``typesetting.CannotTypeset`` where no PDF can be made."""
    events = _events(post)
    files = dict(_files(post, events, wishes))
    masked = [e.seq for e in events if _line(e, wishes.masking) != e.export_line()]
    manifest = {
        "number": wishes.masking(post.number),
        "title": wishes.masking(post.title),
        "content_digest": post.revision.digest,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "comments": "included" if wishes.comments else "left out",
        "masked_names": len(wishes.masking.names),
        "masked_events": masked,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def names_in(post: Post) -> dict[str, list[str]]:
    """Who is named in the case and for what, in the order of first appearance: whoever decides
    on a disclosure masks the drafter, a checker or a reader, not a name alone."""
    named: dict[str, list[str]] = {}
    said = Comment.objects.filter(post=post).values_list("actor_name", flat=True)
    acts = [(e.actor_name, str(Act(e.act).label)) for e in _events(post) if e.actor_number]
    for name, act in [*acts, *((name, str(Act.COMMENTED.label)) for name in said)]:
        done = named.setdefault(name, [])
        if act not in done:
            done.append(act)
    return named


def _files(post: Post, events: list[Event], wishes: Wishes) -> Iterator[tuple[str, bytes]]:
    cover = wishes.masking
    page = printed_sheet(post, cover)
    yield "sheet.pdf", typeset([page])
    yield "sheet.html", page.encode()
    for position, segment in enumerate(post.revision.segments.all(), start=1):
        yield f"text/{position:02}.txt", cover(segment.text).encode()
    for position, image in enumerate(post.revision.images.select_related("stored"), start=1):
        name = f"images/{position:02}.{EXTENSIONS[image.stored.media_type]}"
        yield name, bytes(image.stored.content)
        yield f"images/{position:02}.alt.txt", cover(image.alt_text).encode()
    lines = [selection_header(count=len(events)), *(_line(event, cover) for event in events)]
    yield "events.jsonl", "".join(f"{line}\n" for line in lines).encode()
    if wishes.comments:
        said = Comment.objects.filter(post=post)
        yield (
            "comments.txt",
            cover(render_to_string("records/comments.txt", {"comments": said})).encode(),
        )


def _events(post: Post) -> list[Event]:
    return list(Event.objects.about("post", str(post.code)))


def _line(event: Event, cover: Masking) -> str:
    fields = {name: cover.fields(value) for name, value in event.sealed_fields().items()}
    return export_line(fields, previous=event.previous, seal=event.seal)
