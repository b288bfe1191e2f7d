"""The pages that belong to the whole house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.models import User
from approvals.desks import desks_of
from approvals.models import AfterReview
from audit.events import Act
from audit.models import Event
from posts.models import Post
from posts.views import person
from shirai_sns.inbox import Inbox, watch

PAGE_SIZE = 30
# Of each tab: its name, how many lie there where that matters, and what an empty one says.
TABS = {
    "todo": (_("To do"), True, _("No case is waiting for you.")),
    "done": (_("Done"), False, _("You have not decided or checked anything yet.")),
    "mine": (_("My requests"), False, _("You have not drafted a request yet.")),
    "returned": (pgettext_lazy("tab", "Returned"), True, _("Nothing has been returned to you.")),
    "outgoing": (_("Scheduled and posted"), False, _("Nothing has been approved yet.")),
    "afterwards": (
        _("To look at afterwards"),
        True,
        _("You owe no acknowledgement or inspection."),
    ),
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """受信箱: one tab a question."""
    user, now = person(request), timezone.now()
    inbox = Inbox(user)
    chosen = request.GET.get("tab", "todo")
    if chosen not in TABS:
        chosen = "todo"
    lists: dict[str, QuerySet[Any]] = {name: getattr(inbox, name)() for name in TABS}
    page = Paginator(lists[chosen], PAGE_SIZE).get_page(request.GET.get("page"))
    counts = {
        name: page.paginator.count if name == chosen else lists[name].count()
        for name, (_label, counted, _empty) in TABS.items()
        if counted
    }
    label, _counted, empty = TABS[chosen]
    managed = inbox.managed()
    context = {
        "tabs": [(name, words, counts.get(name)) for name, (words, *_more) in TABS.items()],
        "tab": chosen,
        "tab_label": label,
        "page": page,
        "rows": _rows(page.object_list, now),
        "empty": empty,
        "watch": watch(managed, now=now) if managed.exists() else None,
        "today": timezone.localdate(now),
    }
    return render(request, "home.html", context)


def _rows(listed: Iterable[Post | AfterReview], now: dt.datetime) -> list[tuple[Any, ...]]:
    """Each post with the desk it lies on; each review owed as it is."""
    found = list(listed)
    posts = [row for row in found if isinstance(row, Post)]
    desks = desks_of(posts, now=now) if posts else {}
    return [(row, desks.get(row.pk)) for row in found]


@require_GET
def next_case(request: HttpRequest) -> HttpResponse:
    """After an act: on to the next case that awaits me, with a word on what was done.

    ``after`` is the case just handled; it is passed over, also where more could be done to it.
    """
    user = person(request)
    done = _handled(request, user)
    waiting = Inbox(user).upcoming()
    if done is not None:
        waiting = waiting.exclude(pk=done.pk)
    upcoming = waiting.first()
    if done is not None and (act := _last_act(user, done)):
        messages.success(request, _told(done, act, upcoming, waiting.count()))
    return redirect("posts:case", upcoming.code) if upcoming else redirect("home")


def _handled(request: HttpRequest, user: User) -> Post | None:
    try:
        code = UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    return Post.objects.visible_to(user).filter(code=code).first()


def _last_act(user: User, post: Post) -> Event | None:
    mine = Event.objects.about("post", str(post.code)).filter(actor_number=user.staff_number)
    return mine.exclude(act=Act.REFUSED).last()


def _told(done: Post, act: Event, upcoming: Post | None, left: int) -> SafeString:
    """What was done, a link back to it, and what comes now: in one message."""
    facts = {"post": done.title, "act": Act(act.act).label, "status": done.state.label}
    said = gettext("“%(post)s”: you %(act)s. It is now: %(status)s.") % facts
    after = gettext("No case is waiting for you.")
    if upcoming is not None:
        after = gettext("Next: “%(post)s” (%(left)s waiting).") % {
            "post": upcoming.title,
            "left": left,
        }
    return format_html(
        '{} <a href="{}">{}</a><br>{}',
        said,
        reverse("posts:case", args=[done.code]),
        gettext("Back to that case"),
        after,
    )


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
