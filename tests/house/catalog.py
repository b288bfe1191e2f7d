"""Reading a gettext catalog, for the tests that keep the Japanese complete and current."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?) (".*")')


@dataclass
class Entry:
    """One entry of a .po file: its keyword lines, joined, and its flags."""

    words: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """As a compiled catalog names it: the context, an EOT character, the message."""
        context = self.words.get("msgctxt")
        return f"{context}\x04{self.words['msgid']}" if context else self.words["msgid"]

    @property
    def sources(self) -> list[str]:
        return [self.words[name] for name in ("msgid", "msgid_plural") if name in self.words]

    @property
    def translations(self) -> list[str]:
        return [text for name, text in self.words.items() if name.startswith("msgstr")]


def read_po(path: Path) -> dict[str, Entry]:
    """The entries of a .po file by their key, without its header."""
    entries = {entry.key: entry for entry in map(_entry, _blocks(path)) if "msgid" in entry.words}
    entries.pop("", None)
    return entries


def _blocks(path: Path) -> Iterator[list[str]]:
    for block in re.split(r"\n{2,}", path.read_text(encoding="utf-8").strip()):
        yield block.split("\n")


def _entry(lines: list[str]) -> Entry:
    entry, name = Entry(), ""
    for line in lines:
        if line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif found := KEYWORD.fullmatch(line):
            name = found[1]
            entry.words[name] = ast.literal_eval(found[2])
        elif line.startswith('"'):
            entry.words[name] += ast.literal_eval(line)
    return entry
