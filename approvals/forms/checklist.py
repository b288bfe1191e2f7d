"""確認事項: the ten of the guideline stand; the city adds questions and words to look out for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.declaration import Item
from approvals.forms.fields import WordsField
from approvals.forms.version import VersionForm
from approvals.models.checklist import PROHIBITIONS


class ChecklistForm(VersionForm):
    """One field of words for each of the ten, one field for the further questions."""

    further = WordsField(
        longest=200,
        label=_("Further questions of the city"),
        help_text=_("One a line. They come after the ten of the guideline."),
    )

    def __init__(self, *args: Any, items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ten = items[:PROHIBITIONS]
        for item in self.ten:
            self.fields[f"words_{item.key}"] = WordsField(
                longest=50,
                label=_("Words to point out"),
                help_text=_("One a line. The automatic check points them out beside this item."),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def questions(self) -> list[tuple[Item, forms.BoundField]]:
        return [(item, self[f"words_{item.key}"]) for item in self.ten]

    def laid_down(self) -> dict[str, Any]:
        words = {item.key: self.cleaned_data[f"words_{item.key}"] for item in self.ten}
        return {"further": self.cleaned_data["further"], "words": words}


def initial_of(items: list[Item]) -> dict[str, Any]:
    """The form's values for a version of the checklist."""
    words = {f"words_{item.key}": list(item.words) for item in items[:PROHIBITIONS]}
    return {"further": [item.text for item in items[PROHIBITIONS:]], **words}
