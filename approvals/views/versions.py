"""運用方針 and 確認事項: what is in force, what comes, and laying down the next version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from approvals import actions
from approvals.changes import Change, changes, matters, standings
from approvals.forms.checklist import ChecklistForm, initial_of
from approvals.forms.policy import PolicyForm
from approvals.forms.version import VersionForm
from approvals.models import ChecklistVersion, PolicyVersion
from approvals.models.version import Version
from posts.views import person
from posts.workflow import NotPermitted, StaleRevision


@dataclass
class Making:
    """A version that is being made: its form, the one it follows, and how it comes about."""

    kind: str
    form: VersionForm
    newest: Version
    proposed: Callable[[], Version]
    lay_down: Callable[..., Version]
    changes: list[Change] = field(default_factory=list)


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """The policy in force, what will change, and every version."""
    versions = list(PolicyVersion.objects.order_by("number"))
    return _list_page(request, "approvals/policy.html", versions)


@require_GET
def policy_version(request: HttpRequest, number: int) -> HttpResponse:
    return _version_page(request, "approvals/policy_version.html", PolicyVersion, number)


@require_http_methods(["GET", "POST"])
def new_policy(request: HttpRequest) -> HttpResponse:
    """Lay down the next version of the policy; ``then=preview`` shows what would change."""
    _require_manager(request)
    newest = PolicyVersion.objects.latest("number")
    initial = {**newest.laid_down(), "seen": newest.number, "effective_from": _today()}
    form = PolicyForm(request.POST or None, initial=initial)

    def proposed() -> Version:
        return PolicyVersion(**form.laid_down(), effective_from=form.cleaned_data["effective_from"])

    def lay_down(**about: Any) -> Version:
        return actions.set_policy(form.laid_down(), **about)

    return _new_page(request, Making("policy", form, newest, proposed, lay_down))


@require_GET
def checklist(request: HttpRequest) -> HttpResponse:
    """The checklist in force, what will change, and every version."""
    versions = list(ChecklistVersion.objects.order_by("number"))
    return _list_page(request, "approvals/checklist.html", versions)


@require_GET
def checklist_version(request: HttpRequest, number: int) -> HttpResponse:
    return _version_page(request, "approvals/checklist_version.html", ChecklistVersion, number)


@require_http_methods(["GET", "POST"])
def new_checklist(request: HttpRequest) -> HttpResponse:
    """Lay down the next version of the checklist; ``then=preview`` shows what would change."""
    _require_manager(request)
    newest = ChecklistVersion.objects.latest("number")
    items = newest.entries()
    initial = {**initial_of(items), "seen": newest.number, "effective_from": _today()}
    form = ChecklistForm(request.POST or None, initial=initial, items=items)

    def proposed() -> Version:
        next_items = actions.items_after(newest, **form.laid_down())
        day = form.cleaned_data["effective_from"]
        return ChecklistVersion(items=next_items, effective_from=day)

    def lay_down(**about: Any) -> Version:
        return actions.set_checklist(**form.laid_down(), **about)

    return _new_page(request, Making("checklist", form, newest, proposed, lay_down))


def _new_page(request: HttpRequest, making: Making) -> HttpResponse:
    form = making.form
    if form.is_bound and form.is_valid():
        making.changes = changes(making.newest, making.proposed())
        if not making.changes:
            form.add_error(None, _("Nothing would change. Change at least one entry."))
        elif request.POST.get("then") != "preview":
            return _lay_down(request, making)
    return _shown(request, making, status=422 if form.is_bound and form.errors else 200)


def _lay_down(request: HttpRequest, making: Making) -> HttpResponse:
    form = making.form
    about = {name: form.cleaned_data[name] for name in ("seen", "effective_from", "reason")}
    try:
        made = making.lay_down(actor=person(request), **about)
    except StaleRevision:
        form.add_error(
            None,
            _(
                "Somebody else has laid down another version meanwhile. What you typed is still "
                "below: compare it with that version, then lay it down again."
            ),
        )
        # Whoever has been told may go on from here.
        form.data = {**request.POST.dict(), "seen": str(making.newest.number)}
        return _shown(request, making, status=409)
    messages.success(request, _("Laid down: %(version)s.") % {"version": made})
    return redirect(f"{making.kind}:list")


def _shown(request: HttpRequest, making: Making, *, status: int) -> HttpResponse:
    context = {
        "form": making.form,
        "newest": making.newest,
        "changes": making.changes,
        "day": making.form.cleaned_data.get("effective_from") if making.changes else None,
    }
    return render(request, f"approvals/{making.kind}_new.html", context, status=status)


def _list_page(request: HttpRequest, template: str, versions: list[Any]) -> HttpResponse:
    rows = standings(versions, _today())
    in_force = next(row.version for row in rows if row.state == "in_force")
    coming = sorted(
        (row.version for row in rows if row.state == "upcoming"), key=lambda v: v.effective_from
    )
    before = [in_force, *coming]
    context = {
        "standings": rows,
        "in_force": in_force,
        "matters": matters(in_force) if isinstance(in_force, PolicyVersion) else (),
        "coming": [(v, changes(was, v)) for was, v in zip(before, coming, strict=False)],
        "may_lay_down": actions.may_lay_down(person(request)),
    }
    return render(request, template, context)


def _version_page(
    request: HttpRequest, template: str, kind: type[Any], number: int
) -> HttpResponse:
    version = get_object_or_404(kind, number=number)
    versions = list(kind.objects.order_by("number"))
    before = next((v for v in reversed(versions) if v.number < number), None)
    standing = next(s for s in standings(versions, _today()) if s.version == version)
    context = {
        "version": version,
        "standing": standing,
        "before": before,
        "changes": changes(before, version) if before else (),
        "matters": matters(version) if isinstance(version, PolicyVersion) else (),
    }
    return render(request, template, context)


def _require_manager(request: HttpRequest) -> None:
    if not actions.may_lay_down(person(request)):
        raise NotPermitted(_("Only the account manager may do this."))


def _today() -> dt.date:
    return timezone.localdate()
