"""The acts on a case that is being decided."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import actions
from posts.forms import ReasonForm
from posts.models import Post
from posts.views import case_page, person, visible_post


@require_POST
def decide(request: HttpRequest, code: UUID) -> HttpResponse:
    return _sign(request, code, actions.decide)


@require_POST
def confirm(request: HttpRequest, code: UUID) -> HttpResponse:
    return _sign(request, code, actions.confirm)


@require_POST
def release(request: HttpRequest, code: UUID) -> HttpResponse:
    return _sign(request, code, actions.release)


@require_POST
def recall(request: HttpRequest, code: UUID) -> HttpResponse:
    return _sign(request, code, actions.recall)


@require_POST
def send_back(request: HttpRequest, code: UUID) -> HttpResponse:
    return _stop(request, code, "send_back", actions.send_back)


@require_POST
def reject(request: HttpRequest, code: UUID) -> HttpResponse:
    return _stop(request, code, "reject", actions.reject)


@require_POST
def hold(request: HttpRequest, code: UUID) -> HttpResponse:
    return _stop(request, code, "hold", actions.hold)


def _sign(request: HttpRequest, code: UUID, act: Callable[..., Post]) -> HttpResponse:
    post = visible_post(request, code)
    post = act(post.pk, actor=person(request), seen=request.POST.get("seen", ""))
    return _done(request, post)


def _stop(request: HttpRequest, code: UUID, verb: str, act: Callable[..., Post]) -> HttpResponse:
    post = visible_post(request, code)
    form = ReasonForm(request.POST, auto_id=f"%s-{verb}")
    if not form.is_valid():
        return case_page(request, post, refused=verb, form=form)
    post = act(post.pk, actor=person(request), **form.cleaned_data)
    return _done(request, post)


def _done(request: HttpRequest, post: Post) -> HttpResponse:
    messages.success(
        request,
        _("“%(post)s” is recorded. It is now: %(status)s.")
        % {"post": post.title, "status": post.state.label},
    )
    return redirect("posts:case", post.code)
