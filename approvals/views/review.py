"""The acts on a case that is being decided."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import actions
from approvals.forms import SeatForm, StopForm
from approvals.forms.acts import Seated
from approvals.forms.declaration import declaration_form
from posts.models import Post
from posts.views import case_page, person, visible_post


@require_POST
def decide(request: HttpRequest, code: UUID) -> HttpResponse:
    return _sign(request, code, "decide", actions.decide)


@require_POST
def confirm(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = declaration_form(post, "confirm", request.POST)
    if not form.is_valid():
        return case_page(request, post, refused="confirm", form=form)
    try:
        post = actions.confirm(
            post.pk,
            actor=person(request),
            seen=form.cleaned_data["seen"],
            seat=form.cleaned_data["seat"],
            declaration=form.answers(),
        )
    except actions.SeatNotNamed:
        form.ask_for_seat()
        return case_page(request, post, refused="confirm", form=form)
    except actions.NotDeclared as incomplete:
        form.show(incomplete.lacks)
        return case_page(request, post, refused="confirm", form=form)
    return recorded(post)


@require_POST
def release(request: HttpRequest, code: UUID) -> HttpResponse:
    return _sign(request, code, "release", actions.release)


@require_POST
def recall(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    post = actions.recall(post.pk, actor=person(request), seen=request.POST.get("seen", ""))
    # Whoever takes it back wants to mend it.
    messages.success(request, _("Pulled back. You can mend it now."))
    return redirect("posts:case", post.code)


@require_POST
def send_back(request: HttpRequest, code: UUID) -> HttpResponse:
    return _stop(request, code, "send_back", actions.send_back)


@require_POST
def reject(request: HttpRequest, code: UUID) -> HttpResponse:
    return _stop(request, code, "reject", actions.reject)


@require_POST
def hold(request: HttpRequest, code: UUID) -> HttpResponse:
    return _stop(request, code, "hold", actions.hold)


def recorded(post: Post) -> HttpResponse:
    """On to the next case; the page that chooses it also tells what was done."""
    return redirect(f"{reverse('next_case')}?after={post.code}")


def _sign(request: HttpRequest, code: UUID, verb: str, act: Callable[..., Post]) -> HttpResponse:
    return _act(request, code, verb, act, SeatForm(request.POST, auto_id=f"%s-{verb}"))


def _stop(request: HttpRequest, code: UUID, verb: str, act: Callable[..., Post]) -> HttpResponse:
    return _act(request, code, verb, act, StopForm(request.POST, auto_id=f"%s-{verb}"))


def _act(
    request: HttpRequest, code: UUID, verb: str, act: Callable[..., Post], form: Seated
) -> HttpResponse:
    post = visible_post(request, code)
    if not form.is_valid():
        return case_page(request, post, refused=verb, form=form)
    try:
        post = act(post.pk, actor=person(request), **form.cleaned_data)
    except actions.SeatNotNamed:
        form.ask_for_seat()
        return case_page(request, post, refused=verb, form=form)
    return recorded(post)
