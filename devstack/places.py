"""Where everything the stack writes lives: ``.run`` in the checkout, or beside it when it must.

PostgreSQL's socket path has to fit into ``sun_path`` and its account has to be able to walk
there. When the checkout grants neither, ``.run/state`` is a symlink into a private short folder.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from devstack.account import Account
from devstack.failure import StackError
from devstack.lock import is_free

# The smallest sun_path among supported systems (macOS: 104 bytes with its final NUL).
LONGEST_SOCKET_PATH = 103
DEEPEST_SOCKET = "postgres/socket/.s.PGSQL.5432.lock"
LASTING_BASES = (Path("/var/tmp"), Path("/tmp"))


@dataclass(frozen=True)
class Places:
    checkout: Path
    run: Path
    state: Path

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def log(self) -> Path:
        return self.run / "log"

    @property
    def static(self) -> Path:
        return self.run / "static"

    @property
    def secrets(self) -> Path:
        return self.run / "secrets"

    @property
    def beat_schedule(self) -> Path:
        return self.run / "beat"


def settle(checkout: Path, account: Account | None) -> Places:
    """Create ``.run`` below ``checkout`` and decide where its servers' state lives.

    Raises ``StackError`` when the state folder belongs to someone else.
    """
    run = checkout / ".run"
    make_private(run, account)
    make_private(run / "log", None)
    inside = run / "state"
    if inside.is_symlink() or not can_host_servers(run, account):
        state = _outside(inside, account)
    else:
        state = inside
        make_private(state, account)
    return Places(checkout=checkout, run=run, state=state)


def can_host_servers(parent: Path, account: Account | None) -> bool:
    """Whether a state folder made in ``parent`` can be entered and has short socket paths."""
    longest = len(os.fsencode(parent / "state" / DEEPEST_SOCKET))
    return longest <= LONGEST_SOCKET_PATH and (account is None or account.can_enter(parent))


def make_private(folder: Path, account: Account | None) -> None:
    """Create ``folder`` for us alone; with ``account``, others may pass through but not look."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if account else 0o700)


def fresh_folder(prefix: str, account: Account | None, bases: tuple[Path, ...]) -> Path:
    """A new empty folder below the first of ``bases`` that can host the servers."""
    for base in bases:
        if base.is_dir() and os.access(base, os.W_OK) and can_host_servers(base / prefix, None):
            if account is not None and not account.can_enter(base):
                continue
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=base))
            make_private(folder, account)
            return folder
    raise StackError(f"None of {', '.join(map(str, bases))} can hold the servers' state.")


def _outside(link: Path, account: Account | None) -> Path:
    if link.is_symlink():
        state = link.readlink()
        if state.is_dir() and _owner_note(state) == str(link):
            _refuse_foreign(state)
            return state
        link.unlink()
    elif link.exists():
        raise StackError(
            f"{link} holds a database, but its servers cannot run from here: the path has become "
            "too long or closed. Move the checkout back, or remove that folder.",
            exit_code=2,
        )
    prefix = f"shirai_sns-{os.geteuid()}-"
    for base in LASTING_BASES:
        _sweep(base, prefix)
    state = fresh_folder(prefix, account, LASTING_BASES)
    (state / "checkout").write_text(str(link))
    link.symlink_to(state)
    return state


def _refuse_foreign(state: Path) -> None:
    status = state.lstat()
    if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise StackError(f"{state} is not ours alone: refusing to keep a database there.")


def _owner_note(state: Path) -> str:
    note = state / "checkout"
    return note.read_text() if note.is_file() else ""


def _sweep(base: Path, prefix: str) -> None:
    """Remove the states of checkouts that are gone, unless their stack still runs."""
    for state in base.glob(f"{prefix}*"):
        link = Path(_owner_note(state) or state)
        ours = state.lstat().st_uid == os.geteuid() and not state.is_symlink()
        orphaned = link != state and not (link.is_symlink() and link.readlink() == state)
        if ours and orphaned and is_free(state / "lock"):
            shutil.rmtree(state, ignore_errors=True)
