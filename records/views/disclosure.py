"""情報公開: the bundle of one case."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from posts.views import person, visible_post
from records import actions
from records.bundle import bundle
from records.forms import DisclosureForm
from records.typesetting import CannotTypeset
from records.views.sheets import download


@require_http_methods(["GET", "POST"])
def disclosure(request: HttpRequest, code: UUID) -> HttpResponse:
    """Choose what is masked, then download the ZIP; what was chosen is in the trail."""
    post = visible_post(request, code)
    user = person(request)
    if not user.has_perm("posts.view_trail", post.channel):
        raise PermissionDenied
    # An empty choice is a choice, too: nothing left in, nobody masked.
    form = DisclosureForm(request.POST if request.method == "POST" else None, post=post)
    if not form.is_valid():
        status = 422 if form.errors else 200
        context = {"form": form, "post": post}
        return render(request, "records/disclosure.html", context, status=status)
    wishes = form.wishes()
    try:
        packed = bundle(post, wishes)
    except CannotTypeset as error:
        return render(request, "records/cannot_typeset.html", {"why": error}, status=503)
    facts: dict[str, object] = {"comments": wishes.comments, "masked": len(wishes.masking.names)}
    actions.note_disclosure(post, actor=user, facts=facts)
    return download(packed, f"{post.number}.zip", "application/zip")
