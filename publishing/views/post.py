"""The PR section and one post on its way out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.forms import ReasonForm
from posts.views import case_page, person, visible_post
from publishing import actions
from publishing.forms import HandForm, ResolveForm


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
def by_hand(request: HttpRequest, code: UUID) -> HttpResponse:
    """A person has pressed Post on X and brings the address back."""
    post = visible_post(request, code)
    form = HandForm(request.POST, auto_id="hand-%s")
    if not form.is_valid():
        return case_page(request, post, refused="by_hand", form=form)
    found = form.cleaned_data
    post = actions.record_by_hand(
        post.pk, actor=person(request), seen=found["seen"], x_id=found["x_id"]
    )
    messages.success(request, _("The post is recorded."))
    return redirect("posts:case", post.code)


@require_POST
def gone(request: HttpRequest, code: UUID) -> HttpResponse:
    """A person has deleted the post on X and seen that it is gone."""
    post = visible_post(request, code)
    seen = request.POST.get("seen", "")
    actions.confirm_gone(post.pk, actor=person(request), seen=seen)
    messages.success(request, _("The removal is recorded."))
    return redirect("posts:case", post.code)
