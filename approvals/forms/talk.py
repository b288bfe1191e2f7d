"""What people type in a consultation: notes, concurrences, circulations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Section, User
from approvals.forms.people import named, require_one_each, typed_people
from approvals.mentions import calls
from approvals.models import Concurrence
from posts.models import Post, people_reading

LONGEST = 1000
TOO_LONG = gettext_lazy("Write at most 1,000 characters.")


def words_field(label: Any, *, required: Any = "", help_text: Any = "") -> forms.CharField:
    """A few lines of text; ``required`` is what to say when there are none."""
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": required, "max_length": TOO_LONG},
    )


class TalkForm(forms.Form):
    """A form on the case page. ``prefix``-like ids keep several of them apart on one page."""

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"%s-{self.slug}")
        super().__init__(*args, **kwargs)
        self.post = post

    slug = "talk"


class CommentForm(TalkForm):
    """協議メモ."""

    slug = "comment"
    words = words_field(
        gettext_lazy("Note"),
        required=gettext_lazy("Write the note."),
        help_text=gettext_lazy(
            "“@” and a name or staff number calls somebody who may read this case, for example "
            "@1003. They are told by mail."
        ),
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        self.mentioned: list[int] = []
        if found := calls(words, named(people_reading(self.post))):
            self.mentioned = require_one_each(
                found,
                nobody=_(
                    "Nobody who may read this case fits “@%(typed)s”. Check the name, write the "
                    "staff number, or show them the case by circulating it first."
                ),
            )
        return words


class SectionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A section by its code: no row number leaves the house."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Section.objects.all(),
            to_field_name="code",
            error_messages={
                "required": _("Choose the section."),
                "invalid_choice": _("Choose one of the sections of the list."),
            },
            **kwargs,
        )


class AskForm(TalkForm):
    """Asking a section to concur."""

    slug = "ask"
    section = SectionChoice(label=gettext_lazy("Section"), empty_label=gettext_lazy("Choose"))
    words = words_field(gettext_lazy("What is asked"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Concurrence.objects.filter(post=self.post, withdrawn_at=None)
        others = Section.objects.exclude(pk__in=asked.values("section"))
        own = (self.post.section_id, self.post.channel.section_id)
        field = self.fields["section"]
        assert isinstance(field, SectionChoice)
        field.queryset = others.exclude(pk__in=own)


class AnswerForm(TalkForm):
    """The answer of a section that was asked, to the revision that was seen."""

    seen = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    section = forms.SlugField(required=False, widget=forms.HiddenInput)


class ConcurForm(AnswerForm):
    slug = "concur"
    words = words_field(gettext_lazy("Opinion"))


class ObjectForm(AnswerForm):
    slug = "object"
    words = words_field(
        gettext_lazy("Reason"),
        required=gettext_lazy("Write the reason, so that everybody can understand it later."),
    )


class WithdrawAskingForm(AnswerForm):
    slug = "withdraw_asking"
    words = words_field(
        gettext_lazy("Reason"),
        required=gettext_lazy("Write the reason, so that everybody can understand it later."),
    )


class CirculateForm(TalkForm):
    """回覧: to people, to sections, or both."""

    slug = "circulate"
    people = forms.CharField(
        label=gettext_lazy("People"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy("Names or staff numbers, with a comma between them."),
        error_messages={"max_length": TOO_LONG},
    )
    sections = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Everybody in these sections"),
        required=False,
        queryset=Section.objects.all(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Choose sections of the list."),
            "invalid_pk_value": gettext_lazy("Choose sections of the list."),
        },
    )
    words = words_field(gettext_lazy("Remarks"))

    def clean_people(self) -> list[User]:
        typed: str = self.cleaned_data["people"]
        if not typed.strip():
            return []
        staff = User.objects.filter(is_active=True)
        chosen = require_one_each(
            typed_people(typed, named(staff)),
            nobody=_("Nobody is called “%(typed)s”. Check the name, or write the staff number."),
        )
        return list(staff.filter(pk__in=chosen))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not given["people"] and not given["sections"]:
            self.add_error("people", _("Name at least one person, or choose a section."))
        return given
