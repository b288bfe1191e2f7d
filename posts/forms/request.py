from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import get_objects_for_user

from accounts.models import Section, User
from posts.checks.submission import Finding, Route, submission_findings
from posts.content import Content
from posts.forms.moment import MomentField
from posts.forms.pictures import PictureSlots, is_kept, keep_token
from posts.forms.reply import ReplyFields, reply_values
from posts.forms.thread import LONGEST_BODY, ThreadParts, counted_text, highest_part
from posts.models import Category, Channel, Lane, Post
from posts.workflow import Status


class RequestForm(ReplyFields, ThreadParts, PictureSlots):
    """投稿依頼. A draft may be saved unfinished; ``strict`` asks for what a submission needs."""

    # As on the page, for the list of errors at its top.
    field_order = ("section", "channel", "title", "category", *ReplyFields.base_fields)

    channel = forms.ModelChoiceField(
        Channel.objects.all(), label=_("Account"), empty_label=None, to_field_name="code"
    )
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label=_("Requesting section"),
        empty_label=None,
        to_field_name="code",
    )
    title = forms.CharField(
        label=_("Subject"),
        max_length=100,
        error_messages={"required": _("Enter the subject.")},
        help_text=_("For the people who decide. It is not posted."),
    )
    category = forms.ChoiceField(
        label=_("Category"), choices=Category.choices, widget=forms.RadioSelect, required=False
    )
    lane = forms.ChoiceField(
        label=_("Route"), choices=Lane.choices, widget=forms.RadioSelect, initial=Lane.NORMAL
    )
    exception_reason = forms.CharField(
        label=_("Reason for the exception"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For urgent requests and minor changes, which skip the section chief."),
    )
    touches_up = forms.ModelChoiceField(
        Post.objects.none(),
        label=_("Post that is changed"),
        required=False,
        to_field_name="number",
        empty_label=_("(none)"),
    )
    body = forms.CharField(label=_("Text"), required=False, max_length=LONGEST_BODY)
    publicity = forms.ChoiceField(
        label=_("Public from"),
        choices=[("public", _("Already public")), ("later", _("Becomes public at a set time"))],
        widget=forms.RadioSelect,
        initial="public",
    )
    public_at = MomentField(label=_("Time of becoming public"), required=False)
    timing = forms.ChoiceField(
        label=_("Requested time"),
        choices=[("asap", _("As soon as approved")), ("at", _("At a set time"))],
        widget=forms.RadioSelect,
        initial="asap",
    )
    requested_at = MomentField(label=_("Time of posting"), required=False)
    not_after = MomentField(
        label=_("Not after"),
        required=False,
        help_text=_("What has not been posted by then waits for a person instead."),
    )
    note = forms.CharField(
        label=_("Remarks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        post: Post | None = None,
        strict: bool = False,
        more: bool = False,
        **kwargs: Any,
    ) -> None:
        """``more`` shows one post of the thread more than there is."""
        self.user = user
        self.strict = strict
        self.revision_of = post
        if post is not None:
            kwargs.setdefault("initial", values_of(post))
        super().__init__(*args, **kwargs)
        self.fields["body"].widget = counted_text("body", rows=7)
        named = highest_part(self.data if self.is_bound else self.initial)
        self.add_parts(named + more)
        self._offer_choices()
        self.add_slots(self._first_tokens())

    def _offer_choices(self) -> None:
        sections = get_objects_for_user(self.user, "accounts.submit_request", klass=Section)
        self._choose("section", sections)
        self._choose("channel", Channel.objects.all())
        if self.revision_of is not None:
            # Where a request belongs and goes is settled when it is drafted.
            del self.fields["section"], self.fields["channel"]
        published = Post.objects.visible_to(self.user).filter(status=Status.PUBLISHED)
        choice = self.fields["touches_up"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = published.with_people()

    def _choose(self, name: str, offered: Any) -> None:
        """Offer only what there is a choice of; a single possibility needs no question."""
        choice = self.fields[name]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = offered
        if len(offered) == 1:
            choice.required = False
            choice.initial = offered[0]
            choice.widget = forms.HiddenInput()

    def _first_tokens(self) -> dict[int, str]:
        if self.is_bound:
            given = {n: self.data.get(f"kept_{n}", "") for n in self.positions()}
            return {n: token for n, token in given.items() if is_kept(self.user, token)}
        if self.revision_of is None:
            return {}
        images = self.revision_of.revision.images.all()
        return {
            n: keep_token(self.user, image.stored_id) for n, image in enumerate(images, start=1)
        }

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.clean_slots()
        self._require_moment("publicity", "later", "public_at")
        self._require_moment("timing", "at", "requested_at")
        if self.strict:
            self.show(submission_findings(self.content(), self.route(), now=timezone.now()))
        return self.cleaned_data

    def show(self, findings: Iterable[Finding]) -> None:
        """Put each finding beside its field, the first one only."""
        for finding in findings:
            field = self._field_of(finding.field, finding.position)
            if field not in self.errors:
                self.add_error(field, finding.message)

    def forget_findings(self) -> None:
        """While a form is only being filled in, nothing but a lost file is worth a complaint."""
        for name in [name for name in self.errors if not name.startswith("image_")]:
            del self.errors[name]

    def content(self) -> Content:
        """What a cleaned form says."""
        data = self.cleaned_data
        return Content(
            title=data.get("title", ""),
            category=data.get("category", ""),
            texts=self.texts(),
            attachments=self.attachments(),
            public_at=self._moment("publicity", "later", "public_at"),
            requested_at=self._moment("timing", "at", "requested_at"),
            not_after=data.get("not_after"),
            note=data.get("note", ""),
            **self.reply(),
        )

    def route(self) -> Route:
        data = self.cleaned_data
        lane = data.get("lane", Lane.NORMAL)
        exceptional = lane != Lane.NORMAL
        return Route(
            lane=lane,
            exception_reason=data.get("exception_reason", "") if exceptional else "",
            touches_up=bool(self.touched_post()),
        )

    def touched_post(self) -> Post | None:
        minor = self.cleaned_data.get("lane") == Lane.MINOR
        return self.cleaned_data.get("touches_up") if minor else None

    def requesting_section(self) -> Section:
        chosen = self.cleaned_data.get("section") or self.fields["section"].initial
        assert isinstance(chosen, Section)
        return chosen

    def chosen_channel(self) -> Channel:
        chosen = self.cleaned_data.get("channel") or self.fields["channel"].initial
        assert isinstance(chosen, Channel)
        return chosen

    def _moment(self, choice: str, chosen: str, field: str) -> dt.datetime | None:
        return self.cleaned_data.get(field) if self.cleaned_data.get(choice) == chosen else None

    def _require_moment(self, choice: str, chosen: str, field: str) -> None:
        data = self.cleaned_data
        if data.get(choice) == chosen and not data.get(field) and field not in self.errors:
            self.add_error(field, _("Enter the date and time."))

    def _field_of(self, name: str, position: int) -> str:
        """The slot that a finding about an image belongs to, the field of a thread's post."""
        if name == "parts":
            return f"part_{self.filled_parts()[position - 2]}"
        if name != "images":
            return name
        return f"alt_{sorted(self.tokens)[position - 1]}" if position else "image_1"


def values_of(post: Post) -> dict[str, Any]:
    """The form's values for the current revision of a post."""
    revision = post.revision
    values: dict[str, Any] = {
        "title": revision.title,
        "category": revision.category,
        "lane": post.lane,
        "exception_reason": post.exception_reason,
        "touches_up": post.touches_up.number if post.touches_up else None,
        "publicity": "later" if revision.public_at else "public",
        "public_at": revision.public_at,
        "timing": "at" if revision.requested_at else "asap",
        "requested_at": revision.requested_at,
        "not_after": revision.not_after,
        "note": revision.note,
        **reply_values(revision),
    }
    for n, text in enumerate(revision.content().texts, start=1):
        values["body" if n == 1 else f"part_{n}"] = text
    for n, image in enumerate(revision.images.all(), start=1):
        values[f"alt_{n}"] = image.alt_text
    return values
