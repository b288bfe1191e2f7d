"""協議メモ, 合議 and 回覧 on the case page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import actions
from approvals.forms import (
    AskForm,
    CirculateForm,
    CommentForm,
    ConcurForm,
    ObjectForm,
    WithdrawAskingForm,
)
from approvals.forms.talk import TalkForm
from posts.models import Post
from posts.views import case_page, person, visible_post


@require_POST
def comment(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = CommentForm(request.POST, post=post)
    if not form.is_valid():
        return _refused(request, post, form)
    actions.comment(
        post.pk,
        actor=person(request),
        words=form.cleaned_data["words"],
        mentioned=form.mentioned,
    )
    return _done(request, post, _("The note is written."))


@require_POST
def ask_concurrence(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    actions.require_asker(person(request), post)
    form = AskForm(request.POST, post=post)
    if not form.is_valid():
        return _refused(request, post, form)
    actions.ask_concurrence(post.pk, actor=person(request), **form.cleaned_data)
    said = _("%(section)s is asked to concur.") % {"section": form.cleaned_data["section"]}
    return _done(request, post, said)


@require_POST
def withdraw_asking(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = WithdrawAskingForm(request.POST, post=post)
    if not form.is_valid():
        return _refused(request, post, form)
    actions.withdraw_asking(
        post.pk,
        actor=person(request),
        section=form.cleaned_data["section"],
        words=form.cleaned_data["words"],
    )
    return _done(request, post, _("The section is no longer asked."))


@require_POST
def concur(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = ConcurForm(request.POST, post=post)
    if not form.is_valid():
        return _refused(request, post, form)
    actions.concur(post.pk, actor=person(request), **form.cleaned_data)
    return _done(request, post, _("Your section concurs."))


@require_POST
def object_to(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = ObjectForm(request.POST, post=post)
    if not form.is_valid():
        return _refused(request, post, form)
    actions.object_to(post.pk, actor=person(request), **form.cleaned_data)
    return _done(request, post, _("Your section's objection is recorded."))


@require_POST
def circulate(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    actions.require_circulator(person(request), post)
    form = CirculateForm(request.POST, post=post)
    if not form.is_valid():
        return _refused(request, post, form)
    try:
        actions.circulate(post.pk, actor=person(request), **form.cleaned_data)
    except actions.NobodyThere:
        nobody = _("Nobody else holds a position there today. Name people instead.")
        form.add_error("sections", nobody)
        return _refused(request, post, form)
    return _done(request, post, _("Circulated."))


@require_POST
def mark_read(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    actions.mark_read(post.pk, actor=person(request))
    return _done(request, post, _("It is recorded that you have read it."))


def _refused(request: HttpRequest, post: Post, form: TalkForm) -> HttpResponse:
    return case_page(request, post, refused=form.slug, form=form)


def _done(request: HttpRequest, post: Post, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("posts:case", post.code)
