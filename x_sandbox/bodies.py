"""Reading a request's body, as JSON or as a multipart form."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from werkzeug import Request

from x_sandbox import problems
from x_sandbox.shapes import Shape


def json_object(request: Request, shape: Shape) -> dict[str, Any]:
    """The body, known to have ``shape``; raises 400 otherwise."""
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise problems.invalid("The request body is not valid JSON.", {}) from error
    shape("$", body)
    return dict(body)


def media_form(request: Request, shape: Shape) -> tuple[dict[str, Any], bytes]:
    """Fields of ``shape`` plus the bytes of ``media``: a file part, or base64 in JSON."""
    if request.mimetype != "multipart/form-data":
        fields = json_object(request, shape)
        return fields, _decoded(fields.pop("media", ""))
    part = request.files.get("media")
    content = part.read() if part else b""
    form: dict[str, Any] = request.form.to_dict()
    if form.get("segment_index", "").isdecimal():
        form["segment_index"] = int(form["segment_index"])
    if "media" in form:
        content = _decoded(form["media"])
    shape("$", form)
    return form, content


def _decoded(media: str) -> bytes:
    try:
        return base64.b64decode(media, validate=True)
    except (ValueError, binascii.Error) as error:
        raise problems.invalid("$.media: is not valid base64", {}) from error
