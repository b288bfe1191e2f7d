"""保存と廃棄: what has fallen due, what was disposed of, what is held."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from guardian.shortcuts import get_objects_for_user

from approvals.models import PolicyVersion
from posts.forms import ReasonForm
from posts.models import Channel
from posts.views import case_page, person, visible_post
from records import actions, retention
from records.forms import DisposalForm
from records.models import Disposal, LegalHold

# What is shown and disposed of at a time.
MOST = 200


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    return _due_page(request)


@require_POST
def dispose(request: HttpRequest) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    form = DisposalForm(request.POST, due=list(retention.due(user, today)[:MOST]))
    if not form.is_valid():
        return _due_page(request, form)
    wanted = form.cleaned_data
    disposal = actions.dispose(wanted["cases"], actor=user, reason=wanted["reason"], today=today)
    count = disposal.cases.count()
    messages.success(
        request,
        ngettext("%(count)s case was disposed of.", "%(count)s cases were disposed of.", count)
        % {"count": count},
    )
    return redirect("records:due")


@require_POST
def hold_record(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = ReasonForm(request.POST, auto_id="%s-hold_record")
    if not form.is_valid():
        return case_page(request, post, refused="hold_record", form=form)
    actions.hold_record(post.pk, actor=person(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("This case is kept until the hold is lifted."))
    return redirect("posts:case", post.code)


@require_POST
def lift_hold(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    actions.lift_hold(post.pk, actor=person(request))
    messages.success(request, _("The hold is lifted: the usual term applies again."))
    return redirect("posts:case", post.code)


def _due_page(request: HttpRequest, form: DisposalForm | None = None) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    managed = get_objects_for_user(user, "posts.manage_channel", klass=Channel)
    if not managed.exists():
        raise PermissionDenied
    found = list(retention.due(user, today)[:MOST])
    context = {
        "form": form or DisposalForm(due=found),
        "posts": found,
        "chosen": request.POST.getlist("cases"),
        "policy": PolicyVersion.objects.on(today),
        "holds": LegalHold.objects.filter(lifted_at=None, post__channel__in=managed).select_related(
            "post", "post__current"
        ),
        "disposals": Disposal.objects.prefetch_related("cases")[:50],
    }
    return render(request, "records/due.html", context, status=422 if form else 200)
