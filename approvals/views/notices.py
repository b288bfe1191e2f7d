"""通知の設定: one's own, nobody else's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from approvals import actions
from approvals.forms import NoticesForm
from posts.views import person


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """How I want to be told of what happens to my cases."""
    return _page(request, NoticesForm(user=person(request)))


@require_POST
def choose_notices(request: HttpRequest) -> HttpResponse:
    form = NoticesForm(request.POST, user=person(request))
    if not form.is_valid():
        return _page(request, form, status=422)
    actions.choose_notices(form.changes(), actor=person(request))
    messages.success(request, _("Your choice is saved."))
    return redirect("notices:page")


def _page(request: HttpRequest, form: NoticesForm, status: int = 200) -> HttpResponse:
    return render(request, "approvals/notices.html", {"form": form}, status=status)
