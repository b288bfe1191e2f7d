"""提出."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import actions
from approvals.forms.declaration import declaration_form
from posts.actions import NotSubmittable
from posts.views import case_page, person, unsubmittable_page, visible_post


@require_POST
def submit(request: HttpRequest, code: UUID) -> HttpResponse:
    """Hand the request on; or show its form with everything that stands in the way, or its
    page with what is not answered yet."""
    post = visible_post(request, code)
    form = declaration_form(post, "submit", request.POST)
    if not form.is_valid():
        return case_page(request, post, refused="submit", form=form)
    seen, answers = form.cleaned_data["seen"], form.answers()
    try:
        post = actions.submit(post.pk, actor=person(request), seen=seen, declaration=answers)
    except NotSubmittable as refused:
        return unsubmittable_page(request, post, refused.findings)
    except actions.NotDeclared as incomplete:
        form.show(incomplete.lacks)
        return case_page(request, post, refused="submit", form=form)
    messages.success(request, _("Submitted. It is now: %(status)s.") % {"status": post.state.label})
    return redirect("posts:case", post.code)
