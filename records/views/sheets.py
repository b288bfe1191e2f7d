"""起案用紙: one case on the screen or as a PDF, and the cases of a month in one PDF."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET
from guardian.shortcuts import get_objects_for_user

from approvals.models import Decision
from posts.models import Channel, Post
from posts.views import person, visible_post
from records import actions
from records.forms import MonthForm
from records.printing import printed_sheet
from records.sheet import sheet_of
from records.typesetting import CannotTypeset, typeset


@require_GET
def sheet(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    with translation.override("ja"):
        shown = sheet_of(post)
    return render(request, "records/sheet.html", {"sheet": shown})


@require_GET
def sheet_pdf(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    return pdf_of(request, [printed_sheet(post)], f"{post.number}.pdf")


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    """The sheets of all cases that were decided in one month, for the paper file."""
    channels = get_objects_for_user(person(request), "posts.view_trail", klass=Channel)
    if not channels.exists():
        raise PermissionDenied
    form = MonthForm(request.GET or None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "records/month.html", {"form": form}, status=status)
    begin, end = form.period()
    decided = Decision.objects.consenting().filter(decided_at__gte=begin, decided_at__lt=end)
    posts = list(
        Post.objects.filter(channel__in=channels, pk__in=decided.values("post"))
        .with_people()
        .order_by("number")
    )
    if not posts:
        return render(request, "records/month.html", {"form": form, "nothing": True})
    pages = [printed_sheet(post) for post in posts]
    response = pdf_of(request, pages, f"{form.cleaned_data['month']}.pdf")
    if response.status_code == 200:
        actions.note_batch(form.cleaned_data["month"], len(posts), actor=person(request))
    return response


def pdf_of(request: HttpRequest, pages: list[str], name: str) -> HttpResponse:
    """The pages as a download, or a page that says what the machine lacks."""
    try:
        printed = typeset(pages)
    except CannotTypeset as error:
        return render(request, "records/cannot_typeset.html", {"why": error}, status=503)
    return download(printed, name, "application/pdf")


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
