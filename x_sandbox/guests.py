"""Who may press the buttons of the local X: people at its own pages, and programs."""

from __future__ import annotations

from werkzeug import Request
from werkzeug.exceptions import Forbidden


def refuse_strangers(request: Request) -> None:
    """Raise 403 when another web site's page has sent this; a browser always says which."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        raise Forbidden
