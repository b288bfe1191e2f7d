"""The API's endpoints, each with its allowance per account and 15 minutes, and the kind of
faults that can hit it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from werkzeug.routing import Map, Rule

from x_sandbox import composing, reading, uploads
from x_sandbox.calls import Change
from x_sandbox.faults import Kind


class Route(NamedTuple):
    """``handle`` takes the call and the ids in the path; it validates and returns the change."""

    method: str
    path: str
    limit: int
    handle: Callable[..., Change]
    kind: Kind | None = None


ROUTES = (
    Route("POST", "/2/tweets", 100, composing.create, Kind.CREATE),
    Route("DELETE", "/2/tweets/<post_id>", 50, composing.delete, Kind.DELETE),
    Route("GET", "/2/tweets/<post_id>", 900, reading.lookup, Kind.TIMELINE),
    Route("GET", "/2/tweets/<post_id>/retweeted_by", 75, reading.nobody),
    Route("GET", "/2/tweets/<post_id>/quote_tweets", 75, reading.nobody),
    Route("GET", "/2/users/me", 75, reading.me),
    Route("GET", "/2/users/<user_id>/tweets", 900, reading.user_posts, Kind.TIMELINE),
    Route("POST", "/2/users/<user_id>/following", 50, reading.follow),
    Route("POST", "/2/media/upload", 500, uploads.simple, Kind.MEDIA),
    Route("GET", "/2/media/upload", 1000, uploads.status, Kind.MEDIA),
    Route("POST", "/2/media/upload/initialize", 1875, uploads.initialize, Kind.MEDIA),
    Route("POST", "/2/media/upload/<media_id>/append", 1875, uploads.append, Kind.MEDIA),
    Route("POST", "/2/media/upload/<media_id>/finalize", 1875, uploads.finalize, Kind.MEDIA),
    Route("POST", "/2/media/metadata", 500, uploads.describe, Kind.MEDIA),
)
URL_MAP = Map(
    [Rule(route.path, methods=[route.method], endpoint=route) for route in ROUTES],
    strict_slashes=False,
)
