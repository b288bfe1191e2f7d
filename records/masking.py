"""黒塗り: which names a bundle for disclosure leaves out."""

from __future__ import annotations

from dataclasses import dataclass

MASK = "■■■"


@dataclass(frozen=True)
class Masking:
    """``names``: the exact names that are covered wherever they stand."""

    names: frozenset[str] = frozenset()

    def __call__(self, text: str) -> str:
        """The text with every covered name blacked out, the longest first."""
        for name in sorted(self.names, key=len, reverse=True):
            if name:
                text = text.replace(name, MASK)
        return text

    def fields(self, value: object) -> object:
        """The same for everything inside a JSON value."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {key: self.fields(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.fields(inner) for inner in value]
        return value
