from __future__ import annotations

import argparse
import sys
from pathlib import Path

from devstack.clean import clean
from devstack.failure import StackError
from devstack.run import run

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m devstack")
    commands = parser.add_subparsers(dest="command", required=True)
    runner = commands.add_parser("run", help="start everything and stay in the foreground")
    runner.add_argument("--port", type=int, default=8000, help="of the application")
    runner.add_argument("--x-port", type=int, default=8001, help="of the local X")
    commands.add_parser("clean", help="throw away .run and the data of the private servers")
    options = parser.parse_args()
    try:
        if options.command == "clean":
            clean(CHECKOUT)
            return 0
        return run(CHECKOUT, port=options.port, x_port=options.x_port)
    except StackError as error:
        print(error, file=sys.stderr, flush=True)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
