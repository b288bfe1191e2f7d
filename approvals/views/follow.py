"""The page of follows: the exceptions that were decided, and why (ガイドライン2(3)④)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User, seats_of, within_reach
from approvals import actions
from approvals.forms import EndFollowForm, FollowForm
from approvals.models import FollowRecord
from posts.models import Channel
from posts.views import person
from posts.workflow import NotPermitted

PR_POWERS = ("confirm_post", "decide_post", "manage_channel")


@require_GET
def follows(request: HttpRequest) -> HttpResponse:
    """Every follow on record, those in force first."""
    return _page(request)


@require_POST
def record(request: HttpRequest) -> HttpResponse:
    user = person(request)
    deciding = channels_of(user, "decide_post")
    if not deciding.exists():
        raise NotPermitted(_("Only the chief of the section that runs the account may do this."))
    form = FollowForm(request.POST, channels=deciding)
    if form.is_valid():
        found = dict(form.cleaned_data)
        channel = found.pop("channel")
        try:
            actions.record_follow(channel.pk, actor=user, **found)
        except actions.AlreadyFollowed:
            form.add_error("handle", _("This account is already on record."))
        else:
            messages.success(request, _("Recorded. Now follow it on X by hand."))
            return redirect("follows:list")
    return _page(request, form=form)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    followed = get_object_or_404(FollowRecord, pk=pk, channel__in=channels_of(user, *PR_POWERS))
    form = EndFollowForm(request.POST)
    if not form.is_valid():
        return _page(request, refused=f"follow-{pk}", reason_form=form)
    actions.end_follow(followed.pk, actor=user, **form.cleaned_data)
    messages.success(request, _("Recorded. Now end it on X by hand."))
    return redirect("follows:list")


def channels_of(user: User, *powers: str) -> QuerySet[Channel]:
    """The channels over which this person holds one of these powers today."""
    return within_reach(seats_of(user, timezone.localdate()), powers, Channel)


def _page(
    request: HttpRequest,
    *,
    form: FollowForm | None = None,
    refused: str = "",
    reason_form: EndFollowForm | None = None,
) -> HttpResponse:
    user = person(request)
    channels = channels_of(user, *PR_POWERS)
    if not channels.exists():
        raise NotPermitted(_("This page is for the section that runs the account."))
    deciding = channels_of(user, "decide_post")
    if form is None and deciding.exists():
        form = FollowForm(channels=deciding, initial={"since": timezone.localdate()})
    records = FollowRecord.objects.filter(channel__in=channels).select_related("channel")
    context: dict[str, Any] = {
        "follows": records.order_by(F("ended_on").desc(nulls_first=True), "-since", "-pk"),
        "deciding": set(deciding.values_list("pk", flat=True)),
        "form": form,
        "refused": refused,
        "reason_form": reason_form,
    }
    wrong = refused or (form is not None and form.errors)
    return render(request, "approvals/follows.html", context, status=422 if wrong else 200)
