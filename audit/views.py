"""証跡: the trail page, for whoever may read it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from guardian.shortcuts import get_objects_for_user

from audit.forms import TrailFilter
from audit.models import Event
from audit.verify import verify

PAGE_SIZE = 50
# What the page itself checks at every look; the command verify_trail checks everything.
CHECKED = 500


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """All acts, the latest first, by person, act, period and words."""
    # Held on any channel; the trail is one for all of them.
    if not get_objects_for_user(request.user, "posts.view_trail").exists():
        raise PermissionDenied
    form = TrailFilter(request.GET or None)
    events = form.narrow(Event.objects.order_by("-seq"))
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "verdict": verify(last=CHECKED)}
    return render(request, "audit/trail.html", context)
