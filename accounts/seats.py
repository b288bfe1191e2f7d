"""職: a position that somebody may act in today, as a plain value."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.roles import group_name


@dataclass(frozen=True)
class Seat:
    """A position held, or one stood in for while its holder is away (代決).

    ``title`` and ``section`` are the person's own: a deputy signs as who they are.
    """

    position_section: str
    role: str
    title: str
    section: str
    # 代決: title and name of whoever is away, who they are, and why they are away.
    on_behalf_of: str = ""
    principals: frozenset[int] = frozenset()
    absence: str = ""

    @property
    def key(self) -> str:
        """The position, ``<section>:<role>``: the name of the Group that holds its powers."""
        return group_name(self.position_section, self.role)

    @property
    def is_deputy(self) -> bool:
        return bool(self.on_behalf_of)
