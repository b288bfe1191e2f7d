"""確認事項の回答 as a form: a box for each item, a reason for each warning beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals.declaration import Answers, Item, Lack
from approvals.forms.acts import SeatForm
from approvals.models import ChecklistVersion, concerns_of
from posts.checks.concern import Concern
from posts.models import Post

LONGEST_REASON = 500


@dataclass(frozen=True)
class Remark:
    """A finding, and the field in which it is passed by."""

    concern: Concern
    reason: forms.BoundField


@dataclass(frozen=True)
class Row:
    """One item with its box and what was found about it; without an item, the house's checks."""

    item: Item | None
    box: forms.BoundField | None
    remarks: list[Remark]


class DeclarationForm(SeatForm):
    """Nothing is required here: what is missing, the act itself says (``show``)."""

    checklist = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, version: ChecklistVersion, concerns: list[Concern], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.concerns = version.entries(), concerns
        self.fields["checklist"].initial = version.number
        for item in self.items:
            self.fields[f"item_{item.key}"] = forms.BooleanField(label=item.text, required=False)
        for concern in concerns:
            self.fields[f"reason_{concern.code}"] = forms.CharField(
                label=_label(concern),
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def answers(self) -> Answers:
        """What a cleaned form says, complete or not."""
        data = self.cleaned_data
        return Answers(
            checklist=data.get("checklist") or 0,
            cleared=frozenset(i.key for i in self.items if data.get(f"item_{i.key}")),
            reasons={c.code: data.get(f"reason_{c.code}", "") for c in self.concerns},
        )

    def show(self, lacks: Iterable[Lack]) -> None:
        """Put what is missing beside its field."""
        for lack in lacks:
            self.add_error(lack.field if lack.field in self.fields else None, lack.message)

    def rows(self) -> list[Row]:
        rows = [Row(item, self[f"item_{item.key}"], self._remarks(item.key)) for item in self.items]
        known = {item.key for item in self.items}
        others = [key for key in dict.fromkeys(c.item for c in self.concerns) if key not in known]
        return [*rows, *(Row(None, None, self._remarks(key)) for key in others)]

    def _remarks(self, key: str) -> list[Remark]:
        return [Remark(c, self[f"reason_{c.code}"]) for c in self.concerns if c.item == key]


def _label(concern: Concern) -> str:
    """Says which finding it is about: the list of what is missing may hold several."""
    if not concern.passage:
        return _("Why this is all right, or what was done about it")
    about = {"passage": concern.passage}
    return _("Why this is all right, or what was done about it (“%(passage)s”)") % about


def declaration_form(
    post: Post, verb: str, data: Mapping[str, Any] | None = None
) -> DeclarationForm:
    """The form for this case as it stands now; ``verb`` is the act it belongs to."""
    now = timezone.now()
    version = ChecklistVersion.objects.on(timezone.localdate(now))
    concerns = concerns_of(post, now=now)
    return DeclarationForm(data, auto_id=f"%s-{verb}", version=version, concerns=concerns)
