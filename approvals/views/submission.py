"""提出."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import actions
from posts.actions import NotSubmittable
from posts.views import person, unsubmittable_page, visible_post


@require_POST
def submit(request: HttpRequest, code: UUID) -> HttpResponse:
    """Hand the request on; or show its form with everything that stands in the way."""
    post = visible_post(request, code)
    try:
        post = actions.submit(post.pk, actor=person(request), seen=request.POST.get("seen", ""))
    except NotSubmittable as refused:
        return unsubmittable_page(request, post, refused.findings)
    messages.success(request, _("Submitted. It is now: %(status)s.") % {"status": post.state.label})
    return redirect("posts:case", post.code)
