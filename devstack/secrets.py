"""The secrets of this checkout, made once and kept in a file that only we can read."""

from __future__ import annotations

import base64
import os
from pathlib import Path

KEY_BYTES = 32


def load(path: Path) -> dict[str, str]:
    """``SECRET_KEY`` and ``CREDENTIAL_KEYS`` (``id:key``, the key as Fernet wants it)."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"SECRET_KEY={_random_text(48)}\n")
            file.write(f"CREDENTIAL_KEYS=k1:{_random_text(KEY_BYTES)}\n")
    pairs = (line.partition("=") for line in path.read_text().splitlines())
    return {name: value for name, _, value in pairs}


def _random_text(size: int) -> str:
    return base64.urlsafe_b64encode(os.urandom(size)).decode()
