"""The page of an account: its stops, its keys, what was found on it, what it costs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from posts.models import Channel
from posts.views import person
from posts.workflow import NotPermitted
from publishing import actions
from publishing.forms import HaltForm, ModeForm, NoteForm, ReadingForm
from publishing.models import Credential, Finding, Halt
from publishing.spending import monthly

HISTORY = 20


def run_by(user: User) -> QuerySet[Channel]:
    """The channels whose page this person may open."""
    return get_objects_for_user(
        user, ["posts.manage_channel", "posts.halt_channel"], klass=Channel, any_perm=True
    )


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every account that this person helps to run."""
    user = person(request)
    channels = run_by(user).select_related("section")
    if not channels:
        raise Http404
    return render(request, "publishing/channels.html", {"channels": channels})


@require_GET
def channel(request: HttpRequest, channel: str) -> HttpResponse:
    return _page(request, _channel(request, channel))


@require_POST
def halt(request: HttpRequest, channel: str) -> HttpResponse:
    stopped = _stoppable(request, channel)
    form = HaltForm(request.POST)
    if form.is_valid():
        actions.halt(stopped, actor=person(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("All posting of %(name)s is stopped.") % {"name": stopped})
    else:
        messages.error(request, " ".join(map(str, form.errors["reason"])))
    return redirect("home")


@require_POST
def resume(request: HttpRequest, channel: str) -> HttpResponse:
    stopped = _stoppable(request, channel)
    actions.resume(stopped, actor=person(request))
    messages.success(request, _("Posting of %(name)s goes on.") % {"name": stopped})
    return redirect("home")


@require_POST
def halt_all(request: HttpRequest) -> HttpResponse:
    """緊急停止 of everything, in one click and a reason."""
    if not run_by(person(request)):
        raise Http404
    form = HaltForm(request.POST)
    if form.is_valid():
        actions.halt_all(actor=person(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("All posting of every account is stopped."))
    else:
        messages.error(request, " ".join(map(str, form.errors["reason"])))
    return redirect("home")


@require_POST
def resume_all(request: HttpRequest) -> HttpResponse:
    if not run_by(person(request)):
        raise Http404
    actions.resume_all(actor=person(request))
    messages.success(request, _("The stop of all accounts is lifted."))
    return redirect("home")


@require_POST
def mode(request: HttpRequest, channel: str) -> HttpResponse:
    managed = _managed(request, channel)
    form = ModeForm(request.POST, auto_id="mode-%s")
    if not form.is_valid():
        return _page(request, managed, mode_form=form)
    actions.set_mode(
        managed,
        Channel.Mode(form.cleaned_data["mode"]),
        actor=person(request).signature(managed.section),
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("The mode is changed. What was approved before lapses."))
    return redirect("channels:channel", managed.code)


@require_POST
def reading(request: HttpRequest, channel: str) -> HttpResponse:
    managed = _managed(request, channel)
    form = ReadingForm(request.POST, auto_id="reading-%s")
    if not form.is_valid():
        return _page(request, managed, reading_form=form)
    actions.set_reading(
        managed,
        may_read=form.cleaned_data["may_read"] == "yes",
        actor=person(request).signature(managed.section),
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("The setting is changed."))
    return redirect("channels:channel", managed.code)


@require_POST
def acknowledge(request: HttpRequest, channel: str, finding: int) -> HttpResponse:
    watched = _channel(request, channel)
    found = get_object_or_404(Finding, pk=finding, channel=watched)
    form = NoteForm(request.POST, auto_id=f"finding-{finding}-%s")
    if not form.is_valid():
        return _page(request, watched, note_form=form, refused=finding)
    actions.acknowledge(found.pk, actor=person(request), note=form.cleaned_data["note"])
    messages.success(request, _("It is recorded what was done."))
    return redirect("channels:channel", watched.code)


def _page(request: HttpRequest, shown: Channel, **forms: Form | int) -> HttpResponse:
    user = person(request)
    context: dict[str, Any] = {
        "channel": shown,
        "manages": user.has_perm("posts.manage_channel", shown),
        "stops": Halt.objects.filter(channel__in=[shown]).select_related("lifted_by")[:HISTORY],
        "in_use": Credential.objects.in_use().filter(channel=shown).first(),
        "on_trial": Credential.objects.on_trial().filter(channel=shown).first(),
        "findings": Finding.objects.filter(channel=shown, acknowledged_at=None).select_related(
            "post", "post__current"
        ),
        "dealt_with": Finding.objects.filter(channel=shown)
        .exclude(acknowledged_at=None)
        .select_related("acknowledged_by")[:HISTORY],
        "spending": monthly(shown),
        "mode_form": ModeForm(initial={"mode": shown.mode}, auto_id="mode-%s"),
        "reading_form": ReadingForm(
            initial={"may_read": "yes" if shown.may_read else "no"}, auto_id="reading-%s"
        ),
        **forms,
    }
    return render(request, "publishing/channel.html", context, status=422 if forms else 200)


def _channel(request: HttpRequest, code: str) -> Channel:
    return get_object_or_404(run_by(person(request)).select_related("section"), code=code)


def _stoppable(request: HttpRequest, code: str) -> Channel:
    found = _channel(request, code)
    if not person(request).has_perm("posts.halt_channel", found):
        raise Http404
    return found


def _managed(request: HttpRequest, code: str) -> Channel:
    """Raises ``NotPermitted`` for whoever runs the account without managing it."""
    found = _channel(request, code)
    if not person(request).has_perm("posts.manage_channel", found):
        raise NotPermitted(_("Only the account manager may change this."))
    return found
