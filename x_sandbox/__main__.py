"""``python -m x_sandbox --port 8080``: run a local X until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from x_sandbox import accounts
from x_sandbox.accounts import AccountError
from x_sandbox.app import App
from x_sandbox.server import Server
from x_sandbox.settings import DAY, Settings

UNUSABLE = 2


def parser() -> argparse.ArgumentParser:
    parse = argparse.ArgumentParser(prog="python -m x_sandbox", description=__doc__)
    parse.add_argument("--host", default="127.0.0.1")
    parse.add_argument("--port", type=int, required=True)
    parse.add_argument(
        "--state", type=Path, help="SQLite file; without it all is forgotten at exit"
    )
    parse.add_argument(
        "--accounts",
        type=Path,
        default=os.environ.get("X_SANDBOX_ACCOUNTS") or None,
        help="JSON list of accounts instead of the default one (or name it in X_SANDBOX_ACCOUNTS)",
    )
    parse.add_argument(
        "--duplicate-window",
        type=float,
        default=DAY,
        metavar="SECONDS",
        help="how long the same text is refused",
    )
    parse.add_argument(
        "--limit-factor",
        type=int,
        default=1,
        metavar="N",
        help="multiply all of X's rate limits, for load tests",
    )
    parse.add_argument("--verbose", action="store_true", help="log every request")
    return parse


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO if options.verbose else logging.WARNING)
    settings = Settings(
        state=options.state,
        duplicate_window=options.duplicate_window,
        limit_factor=options.limit_factor,
    )
    try:
        configured = (
            accounts.from_file(options.accounts)
            if options.accounts
            else [accounts.from_environment(os.environ)]
        )
        server = Server(App(settings, configured), options.host, options.port)
    except (AccountError, OSError, OverflowError, sqlite3.Error) as error:
        print(f"x_sandbox: {options.host}:{options.port}: {error}", file=sys.stderr)
        return UNUSABLE
    serve(server)
    return 0


def serve(server: Server) -> None:
    # Blocked before any thread starts, so that the signal waits for sigwait and for nothing else.
    endings = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, endings)
    with server:
        print(f"ローカルX {server.url}/", flush=True)
        signal.sigwait(endings)


if __name__ == "__main__":
    sys.exit(main())
