"""A mail server on this machine: takes mail, or refuses it in the words it was given."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailroom:
    """What arrived, and what is answered to a recipient instead of 250."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    refusals: dict[str, str] = field(default_factory=dict)


class Conversation(socketserver.StreamRequestHandler):
    """One connection, line by line (RFC 5321)."""

    room: Mailroom

    def handle(self) -> None:
        self.room.connections += 1
        self._say("220 mail.example.jp")
        while line := self.rfile.readline():
            verb = line.decode().strip()
            if verb.upper() == "DATA":
                self._take()
            elif verb.upper() == "QUIT":
                self._say("221 bye")
                return
            else:
                address = verb.partition("<")[2].partition(">")[0]
                refused = self.room.refusals.get(address) if "RCPT" in verb.upper() else None
                self._say(refused or "250 fine")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        self.room.letters.append(letter)
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[Mailroom]:
    room = Mailroom()
    handler = type("Here", (Conversation,), {"room": room})
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        room.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield room
        finally:
            server.shutdown()
            thread.join()
