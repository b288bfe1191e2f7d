"""スレッドの続き: the further posts of a thread, each in a field of its own.

They work without JavaScript: 「続きを追加する」 sends the form and shows it again with one field
more. An emptied field is a post taken out of the thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from posts.checks.submission import MAX_SEGMENTS
from posts.text import normalize

# Characters as typed, links included. X takes far less; a draft may still be too long.
LONGEST_BODY = 5000
PART = re.compile(r"part_(\d{1,2})")


def counted_text(name: str, rows: int) -> forms.Textarea:
    """A text field whose length in X's measure follows the typing."""
    address = reverse("posts:count")
    return forms.Textarea(
        attrs={
            "rows": rows,
            "hx-post": address if name == "body" else f"{address}?field={name}",
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{name}-count",
            "hx-swap": "outerHTML",
            "hx-sync": "this:replace",
        }
    )


@dataclass(frozen=True)
class Part:
    """One further post as the template shows it; ``number`` counts from 2."""

    number: int
    field: forms.BoundField


class ThreadParts(forms.Form):
    """The mixin that gives a form the further posts of a thread."""

    part_numbers: range

    def add_parts(self, highest: int) -> None:
        """Offer fields up to this post of the thread, within what a thread may have."""
        self.part_numbers = range(2, min(highest, MAX_SEGMENTS) + 1)
        for n in self.part_numbers:
            self.fields[f"part_{n}"] = forms.CharField(
                label=_("Text of post %(number)s") % {"number": n},
                required=False,
                max_length=LONGEST_BODY,
                widget=counted_text(f"part_{n}", rows=5),
            )

    @property
    def may_add_part(self) -> bool:
        return self.part_numbers.stop <= MAX_SEGMENTS

    def parts(self) -> Iterator[Part]:
        for n in self.part_numbers:
            yield Part(n, self[f"part_{n}"])

    def filled_parts(self) -> list[int]:
        """The numbers of the parts of a cleaned form that say something."""
        return [n for n in self.part_numbers if self._part(n).strip()]

    def texts(self) -> tuple[str, ...]:
        """All posts of the thread in a cleaned form, the first one always there."""
        body = normalize(self.cleaned_data.get("body", ""))
        return (body, *(self._part(n) for n in self.filled_parts()))

    def _part(self, n: int) -> str:
        return normalize(self.cleaned_data.get(f"part_{n}", ""))


def highest_part(names: Iterable[str]) -> int:
    """The last post of the thread that these field names speak of; 1 when there is no other."""
    return max([1, *(int(found[1]) for name in names if (found := PART.fullmatch(name)))])
