"""``tools/verify_export.py`` as a module; it belongs to no package, so that anybody can run it."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

PATH = Path(__file__).parents[2] / "tools" / "verify_export.py"

_spec = spec_from_file_location("verify_export", PATH)
assert _spec is not None
assert _spec.loader is not None
_tool = module_from_spec(_spec)
sys.modules["verify_export"] = _tool
_spec.loader.exec_module(_tool)

check = _tool.verify
Broken: type[Exception] = _tool.Broken
Unreadable: type[Exception] = _tool.Unreadable


def number_of(broken: Exception) -> int:
    """The event that it names."""
    return int(vars(broken)["number"])
