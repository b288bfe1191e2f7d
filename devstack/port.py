from __future__ import annotations

import errno
import socket
from dataclasses import dataclass

from devstack.failure import StackError

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """``x`` is ``None`` when the application talks to an X that was given from outside."""

    web: int
    x: int | None

    @property
    def x_url(self) -> str | None:
        return None if self.x is None else f"http://{HOST}:{self.x}"

    def require_free(self) -> None:
        """Raises ``StackError`` when the stack could not listen on its ports."""
        if self.web == self.x:
            raise StackError("PORT and X_PORT must differ.", exit_code=2)
        require_free(self.web, variable="PORT")
        if self.x is not None:
            require_free(self.x, variable="X_PORT")


def require_free(port: int, *, variable: str) -> None:
    """Raises ``StackError`` naming the port and the ``make`` variable that moves it."""
    with socket.socket() as probe:
        # As the servers do: a port in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StackError(
                    f"Port {port} cannot be used: {error.strerror}.", exit_code=2
                ) from error
            raise StackError(
                f"Port {port} is already in use. "
                f"Choose another one: make run {variable}={port + 10}",
                exit_code=2,
            ) from error
