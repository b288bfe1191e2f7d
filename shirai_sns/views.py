"""The pages that belong to the whole house."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from posts.views import person
from shirai_sns import inbox

PAGE_SIZE = 30
TABS = {
    "todo": (_("To do"), inbox.todo, _("Nothing is waiting for you.")),
    "done": (_("Done"), inbox.done, _("You have not decided or checked anything yet.")),
    "mine": (_("My requests"), inbox.mine, _("You have not drafted a request yet.")),
    "outgoing": (_("Scheduled and posted"), inbox.outgoing, _("Nothing has been approved yet.")),
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """受信箱: one tab a question."""
    user = person(request)
    chosen = request.GET.get("tab", "todo")
    if chosen not in TABS:
        chosen = "todo"
    label, rows, empty = TABS[chosen]
    page = Paginator(rows(user), PAGE_SIZE).get_page(request.GET.get("page"))
    waiting = page.paginator.count if chosen == "todo" else inbox.todo(user).count()
    context = {
        "tabs": [(key, name) for key, (name, _rows, _empty) in TABS.items()],
        "tab": chosen,
        "tab_label": label,
        "page": page,
        "waiting": waiting,
        "empty": empty,
    }
    return render(request, "home.html", context)


@require_GET
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """For load balancers: the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before signing in again, or from elsewhere."""
    return render(request, "403_csrf.html", status=403)
