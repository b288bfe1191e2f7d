"""``make bench``: figures of this machine, each beside its floor measured in the same run.

Every module of this package that has a ``run()`` prints its own lines; ``ONLY=trail`` runs one.
Nothing here is asserted: a machine's speed is no property of the code.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench


def main(only: list[str]) -> int:
    names = [found.name for found in pkgutil.iter_modules(tests.bench.__path__)]
    offered = [name for name in sorted(names) if not name.startswith("_")]
    for name in only or offered:
        if name not in offered:
            print(f"bench: there is no {name!r}; there are {', '.join(offered)}", file=sys.stderr)
            return 2
        module = importlib.import_module(f"tests.bench.{name}")
        if run := getattr(module, "run", None):
            print(f"# {name}", flush=True)
            run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
