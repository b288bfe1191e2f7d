"""The account PostgreSQL runs under: it refuses uid 0, so root lends it ``nobody``."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Whether the mode bits let this account walk from ``/`` down into ``folder``."""
        return all(self._may_traverse(step) for step in (folder, *folder.parents))

    def _may_traverse(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.gid:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def postgres_account() -> Account | None:
    """``nobody`` when we are root, ``None`` (stay who we are) otherwise."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)
