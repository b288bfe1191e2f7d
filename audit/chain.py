"""How an event is sealed: SHA-256 over its canonical JSON, which holds the seal before it.

Canonical JSON is UTF-8, keys sorted by code point, no white space, characters not escaped.
Anybody can recompute the chain from an export with a few lines of any language.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

GENESIS = "0" * 64


def canonical(fields: Mapping[str, object]) -> bytes:
    """The one byte string that stands for these fields. Values are str, int, None, list, dict."""
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def seal(fields: Mapping[str, object], previous: str) -> str:
    """64 hex digits that no other history can have. ``previous`` is the seal before."""
    return hashlib.sha256(canonical({**fields, "previous": previous})).hexdigest()
