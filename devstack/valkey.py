"""A private Valkey (it speaks Redis' protocol), reachable through a unix socket only."""

from __future__ import annotations

import socket
from pathlib import Path

from devstack import wheels
from devstack.process import Command, Process
from devstack.supervisor import Supervisor


class Valkey:
    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.socket = folder / "socket"
        self._durable = durable

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self, supervisor: Supervisor) -> Process:
        """Start it; ``is_ready`` says when it answers."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return supervisor.start(
            Command(
                name="valkey",
                argv=[
                    wheels.valkey_server(),
                    *("--port", "0"),
                    *("--unixsocket", self.socket, "--unixsocketperm", "700"),
                    *("--dir", self.folder, "--save", ""),
                    *("--appendonly", "yes" if self._durable else "no"),
                ],
                env={"LANG": "C.UTF-8"},
                folder=self.folder,
            )
        )

    def is_ready(self) -> bool:
        """It answers ``-LOADING`` to a PING while it still reads its append-only file."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False
