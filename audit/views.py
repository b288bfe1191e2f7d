"""証跡: the trail page and its exports, for whoever may read them."""

from __future__ import annotations

import re
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from guardian.shortcuts import get_objects_for_user

from audit import actions, search
from audit.export import formats
from audit.export.selection import Selection
from audit.forms import ExportForm, FormatForm, TrailFilter
from audit.models import Event
from audit.verify import Verdict, verify_end

# What the page itself checks at every look; the command verify_trail checks everything.
CHECKED = 500


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """All acts, the latest first, by person, section, act, period, number and words."""
    reader = _reader(request)
    form = TrailFilter(request.GET or None)
    # Whoever searches has seen the whole page first, with the check of the trail's end.
    verdict = None if form.is_bound else verify_end(CHECKED)
    page = search.page(
        form.narrow(Event.objects.all()),
        top=verdict.newest if verdict else form.top,
        before=_number(request, "before"),
        after=_number(request, "after"),
    )
    if not form.is_bound or form.is_valid():
        actions.look(form.asked(), reader=reader, session=request.session, now=timezone.now())
    return _page(request, form, page, FormatForm(), verdict=verdict)


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """What the filter finds, in a file. Recorded before the first byte leaves."""
    reader = _reader(request)
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    kind, asked = form.cleaned_data["format"], form.asked()
    selection = Selection.now(form.narrow(Event.objects.all()), whole=not asked)
    if problem := _obstacle(kind, selection.count):
        form.add_error("format", problem)
        return _refused(request, form)
    unasked = kind == "cp932" and not form.cleaned_data["agreed"]
    if unasked and (replaced := formats.replaced(selection.batches())):
        context = {"asked": asked, "replaced": replaced, "back": f"?{urlencode(asked)}"}
        return render(request, "audit/replaced.html", context)
    actions.export(
        asked,
        actor=reader.signature(),
        kind=kind,
        count=selection.count,
        newest=selection.newest,
    )
    return _file(kind, selection)


def _reader(request: HttpRequest) -> actions.Reader:
    # Held on any channel; the trail is one for all of them.
    held: QuerySet[Any] = get_objects_for_user(
        request.user, "posts.view_trail", accept_global_perms=False
    )
    if not held.exists():
        raise PermissionDenied
    return cast("actions.Reader", request.user)


def _number(request: HttpRequest, name: str) -> int | None:
    """The number of an event in the address; nothing for what cannot be one."""
    given = request.GET.get(name, "")
    return int(given) if re.fullmatch(r"[0-9]{1,18}", given) else None


def _page(
    request: HttpRequest,
    form: TrailFilter,
    page: search.Page,
    export_form: FormatForm,
    *,
    verdict: Verdict | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "asked": form.asked(),
        "page": page,
        "counted": f"{search.COUNTED:,}",
        "export": export_form,
        "verdict": verdict,
        # Whoever has come here may; the navigation need not ask again.
        "may_view_trail": True,
    }
    return render(request, "audit/trail.html", context, status=status)


def _refused(request: HttpRequest, form: ExportForm) -> HttpResponse:
    """The trail as it was, with what stands in the way of the export."""
    narrowed = TrailFilter(request.POST)
    page = search.page(narrowed.narrow(Event.objects.all()), top=narrowed.top)
    return _page(request, narrowed, page, form, status=422)


def _obstacle(kind: str, count: int) -> str:
    if not count:
        return _("No event fits, so there is nothing to export.")
    if kind in formats.FOR_EXCEL and count > formats.MOST_FOR_EXCEL:
        return _(
            "This format takes up to %(most)s events; there are %(count)s. "
            "Choose a fiscal year or another period, or CSV (UTF-8)."
        ) % {"most": f"{formats.MOST_FOR_EXCEL:,}", "count": f"{count:,}"}
    return ""


def _file(kind: str, selection: Selection) -> HttpResponseBase:
    name = f"trail-{timezone.localtime():%Y%m%d-%H%M}.{formats.SUFFIX[kind]}"
    parts = formats.stream(kind, selection, selection.batches())
    response = StreamingHttpResponse(formats.spoken(translation.get_language(), parts))
    response["Content-Type"] = formats.CONTENT_TYPE[kind]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
