"""The PR section and the way out: retry, settle, remove, stop."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.forms import ReasonForm
from posts.models import Channel
from posts.views import case_page, person, visible_post
from publishing import actions
from publishing.forms import HaltForm, ResolveForm


@require_POST
def retry(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    actions.retry(post.pk, actor=person(request), seen=request.POST.get("seen", ""))
    messages.success(request, _("It will be posted again."))
    return redirect("posts:case", post.code)


@require_POST
def resolve(request: HttpRequest, code: UUID) -> HttpResponse:
    """A person who has looked at X says whether the post is there."""
    post = visible_post(request, code)
    form = ResolveForm(request.POST, auto_id="resolve-%s")
    if not form.is_valid():
        return case_page(request, post, refused="resolve", form=form)
    found = form.cleaned_data
    common = {"actor": person(request), "seen": found["seen"], "reason": found["reason"]}
    if found["found"] == "posted":
        actions.resolve_posted(post.pk, x_id=found["x_id"], **common)
    else:
        actions.resolve_absent(post.pk, **common)
    messages.success(request, _("The outcome is recorded."))
    return redirect("posts:case", post.code)


@require_POST
def remove(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = ReasonForm(request.POST, auto_id="%s-remove")
    if not form.is_valid():
        return case_page(request, post, refused="remove", form=form)
    actions.order_removal(post.pk, actor=person(request), **form.cleaned_data)
    messages.success(request, _("The removal is ordered."))
    return redirect("posts:case", post.code)


@require_POST
def halt(request: HttpRequest, channel: str) -> HttpResponse:
    stopped = _channel(request, channel)
    form = HaltForm(request.POST)
    if form.is_valid():
        actions.halt(stopped, actor=person(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("All posting of %(name)s is stopped.") % {"name": stopped})
    else:
        messages.error(request, " ".join(map(str, form.errors["reason"])))
    return redirect("home")


@require_POST
def resume(request: HttpRequest, channel: str) -> HttpResponse:
    stopped = _channel(request, channel)
    actions.resume(stopped, actor=person(request))
    messages.success(request, _("Posting of %(name)s goes on.") % {"name": stopped})
    return redirect("home")


def _channel(request: HttpRequest, code: str) -> Channel:
    channel = get_object_or_404(Channel, code=code)
    if not person(request).has_perm("posts.halt_channel", channel):
        raise Http404
    return channel
