"""The sandbox as a running HTTP/1.1 server, one thread per connection."""

from __future__ import annotations

import logging
import socket
import threading
from types import TracebackType

from werkzeug.serving import WSGIRequestHandler, make_server

from x_sandbox.app import App

log = logging.getLogger("x_sandbox")
POLL_SECONDS = 0.05
BACKLOG = 128


class Handler(WSGIRequestHandler):
    """Names itself, and keeps its access log to those who ask for it."""

    protocol_version = "HTTP/1.1"

    def version_string(self) -> str:
        return "x-sandbox"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        log.info("%s %s", self.requestline, code)


class Server:
    """Listens from construction on; raises OSError when the port is taken. Port 0 picks one."""

    def __init__(self, app: App, host: str = "127.0.0.1", port: int = 0) -> None:
        self._app = app
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.create_server((host, port), family=family, backlog=BACKLOG) as listener:
            self._http = make_server(
                host, port, app, threaded=True, request_handler=Handler, fd=listener.fileno()
            )
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": POLL_SECONDS}
        )
        shown_host = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown_host}:{self._http.socket.getsockname()[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, then close the state; a transaction under way is finished first, and
        what hangs is let go."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self._app.close()

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()
