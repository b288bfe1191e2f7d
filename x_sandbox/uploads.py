"""The media endpoints: one request for an image, initialize/append/finalize for anything."""

from __future__ import annotations

from dataclasses import replace

from x_sandbox import bodies, images, media, problems, queries, snowflake, upload_shapes
from x_sandbox.calls import Call, Change, Reply
from x_sandbox.faults import Fault
from x_sandbox.images import Image
from x_sandbox.media import Media


def simple(call: Call) -> Change:
    fields, content = bodies.media_form(call.request, upload_shapes.UPLOAD)
    category = fields.get("media_category", "tweet_image")
    image = _image(category, content)
    if image is None:
        raise problems.invalid(
            "A video must be uploaded in chunks.", {"media_category": [category]}
        )
    item = _processed(call, _new(call, category, image.mime, len(content), image), 0.0)

    def change() -> Reply:
        with call.sandbox.store.transaction() as db:
            media.add(db, item, content, call.sandbox.now())
        return Reply(200, {"data": _upload_json(call, item, image)})

    return change


def initialize(call: Call) -> Change:
    fields = bodies.json_object(call.request, upload_shapes.INITIALIZE)
    category, size = fields.get("media_category", "tweet_image"), fields["total_bytes"]
    if size > upload_shapes.LARGEST[category]:
        raise problems.invalid("$.total_bytes: is too large", {"total_bytes": [str(size)]})
    if category == "tweet_video" and fields["media_type"] not in upload_shapes.VIDEO_TYPES:
        raise problems.invalid("$.media_type: is not a video", {"media_type": []})
    item = _new(call, category, fields["media_type"], size, None)

    def change() -> Reply:
        with call.sandbox.store.transaction() as db:
            media.add(db, item, None, call.sandbox.now())
        lifetime = int(call.sandbox.settings.media_lifetime)
        names = {"id": str(item.id), "media_key": item.key}
        return Reply(200, {"data": {**names, "expires_after_secs": lifetime}})

    return change


def append(call: Call, media_id: str) -> Change:
    item = _unfinished(call, media_id)
    fields, content = bodies.media_form(call.request, upload_shapes.APPEND)
    if not content:
        raise problems.invalid("$.media: is missing but it is required", {"media": []})

    def change() -> Reply:
        with call.sandbox.store.transaction() as db:
            media.add_chunk(db, item.id, fields["segment_index"], content)
        return Reply(200, {"data": {"expires_at": int(item.expires_at)}})

    return change


def finalize(call: Call, media_id: str) -> Change:
    item = _unfinished(call, media_id)

    def change() -> Reply:
        with call.sandbox.store.transaction() as db:
            content = media.joined(db, item.id)
            if len(content) != item.total_bytes:
                raise problems.invalid("The media is incomplete.", {"id": [media_id]})
            image = _image(item.category, content)
            usual = 0.0 if item.kind == "photo" else media.PROCESSING_SECONDS
            whole = media.complete(db, _processed(call, item, usual), content, image)
        return Reply(200, {"data": _upload_json(call, whole, image)})

    return change


def status(call: Call) -> Change:
    if call.request.args.get("command") != "STATUS":
        command = call.request.args.get("command", "")
        raise problems.invalid("$.command: must be STATUS", {"command": [command]})
    media_id = queries.identifier(call.request, "media_id")
    item = _own(call, media_id or 0)
    return lambda: Reply(200, {"data": _upload_json(call, item, None)})


def describe(call: Call) -> Change:
    fields = bodies.json_object(call.request, upload_shapes.METADATA)
    item = _own(call, snowflake.parse(fields["id"]))
    metadata = fields["metadata"]

    def change() -> Reply:
        with call.sandbox.store.transaction() as db:
            if "alt_text" in metadata:
                media.describe(db, item.id, metadata["alt_text"]["text"])
        return Reply(200, {"data": {"id": str(item.id), "associated_metadata": metadata}})

    return change


def _image(category: str, content: bytes) -> Image | None:
    """What the bytes are, None for a video; raises 400 unless they fit their category."""
    if category == "tweet_video":
        return None
    image = images.recognise(content)
    if image is None or (category == "tweet_gif" and image.mime != "image/gif"):
        raise problems.invalid("The media type is not recognized.", {"media_category": [category]})
    if len(content) > upload_shapes.LARGEST[category]:
        raise problems.invalid("The file size exceeds the limit.", {"media": [str(len(content))]})
    return image


def _new(call: Call, category: str, mime: str, size: int, image: Image | None) -> Media:
    sandbox = call.sandbox
    return Media(
        id=sandbox.mint.issue(),
        account_id=call.account.id,
        category=category,
        mime=mime,
        total_bytes=size,
        width=image and image.width,
        height=image and image.height,
        alt_text=None,
        expires_at=sandbox.now() + sandbox.settings.media_lifetime,
        ready_at=None,
    )


def _processed(call: Call, item: Media, usual: float) -> Media:
    """The whole item with the end of its processing, ``usual`` seconds from now or as a fault
    would have it."""
    now = call.sandbox.now()
    failing = call.suffers(Fault.PROCESSING_FAILED)
    seconds = call.suffers(Fault.PROCESSING_SLOW) or failing or usual
    expired = call.suffers(Fault.MEDIA_EXPIRED) is not None
    return replace(
        item,
        ready_at=now + seconds,
        fails=failing is not None,
        expires_at=now if expired else item.expires_at,
    )


def _own(call: Call, media_id: int) -> Media:
    item = media.find(call.sandbox.store, media_id, call.account.id, call.sandbox.now())
    if item is None:
        raise problems.invalid(problems.BAD_MEDIA, {"media_id": [str(media_id)]})
    return item


def _unfinished(call: Call, media_id: str) -> Media:
    item = _own(call, snowflake.parse(media_id))
    if item.ready_at is not None:
        raise problems.invalid("The media upload is already finalized.", {"id": [media_id]})
    return item


def _upload_json(call: Call, item: Media, image: Image | None) -> dict[str, object]:
    """``image`` is described in the answer to an upload; processing only where there is any."""
    now = call.sandbox.now()
    data: dict[str, object] = {
        "id": str(item.id),
        "media_key": item.key,
        "size": item.total_bytes,
        "expires_after_secs": max(0, int(item.expires_at - now)),
    }
    state = item.state(now)
    if item.kind != "photo" or state != "succeeded":
        data["processing_info"] = _processing_json(state)
    if image:
        data["image"] = {"image_type": image.mime, "w": image.width, "h": image.height}
    return data


def _processing_json(state: str) -> dict[str, object]:
    if state == "succeeded":
        return {"state": state, "progress_percent": 100}
    if state == "failed":
        error = {"code": 1, "name": "InvalidMedia", "message": "Unsupported media."}
        return {"state": state, "error": error}
    if state == "in_progress":
        return {"state": state, "check_after_secs": 1, "progress_percent": 50}
    return {"state": state, "check_after_secs": 1}
