"""Looking at something afterwards: 事後確認 and 後閲."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from approvals import actions
from approvals.forms import OpinionForm
from approvals.views.review import recorded
from posts.models import Post
from posts.views import case_page, person, visible_post


@require_POST
def acknowledge(request: HttpRequest, code: UUID) -> HttpResponse:
    return _look_back(request, code, "acknowledge", actions.acknowledge)


@require_POST
def inspect(request: HttpRequest, code: UUID) -> HttpResponse:
    return _look_back(request, code, "inspect", actions.inspect)


def _look_back(
    request: HttpRequest, code: UUID, verb: str, act: Callable[..., Post]
) -> HttpResponse:
    post = visible_post(request, code)
    form = OpinionForm(request.POST, auto_id=f"%s-{verb}")
    if not form.is_valid():
        return case_page(request, post, refused=verb, form=form)
    post = act(post.pk, actor=person(request), **form.cleaned_data)
    return recorded(post)
