"""The pages of a request: drafting, the case, its images."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.forms import BoundField, Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from guardian.shortcuts import get_objects_for_user

from accounts.models import Section, User
from posts import actions
from posts.checks.submission import Finding
from posts.content import Content
from posts.forms import ReasonForm, RequestForm
from posts.forms.pictures import kept_sha256
from posts.forms.thread import LONGEST_BODY, PART
from posts.models import Channel, Image, Post, StoredImage
from posts.text import MAX_WEIGHT, normalize
from posts.text import count as weigh
from posts.workflow import CORRECTABLE, EDITABLE, NotPermitted, StaleRevision, Status


def person(request: HttpRequest) -> User:
    """Who is signed in; the middleware has let nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def visible_post(request: HttpRequest, code: UUID) -> Post:
    """The post, or 404 for everybody who may not even know of it."""
    posts = Post.objects.visible_to(person(request)).with_people()
    return get_object_or_404(posts, code=code)


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Draft a new request."""
    user = person(request)
    if not may_draft(user):
        raise NotPermitted(
            _("You do not hold a position in any section today, so you cannot draft.")
        )
    if not Channel.objects.exists():
        raise NotPermitted(_("No account has been registered yet. Please ask the account manager."))
    form = _bound_form(request) if request.method == "POST" else RequestForm(user=user)
    if _adds_a_part(request):
        return _form_with_one_more(request, form)
    if form.is_bound and form.is_valid():
        post = actions.create(
            form.content(),
            form.route(),
            actor=user,
            section=form.requesting_section(),
            channel=form.chosen_channel(),
            touches_up=form.touched_post(),
        )
        return _saved(request, post, form)
    return _form_page(request, form)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: UUID) -> HttpResponse:
    """Revise a draft or a returned request. ``?check=1`` shows what a submission lacks."""
    post = visible_post(request, code)
    user = person(request)
    actions.require_section(user, post.section)
    actions.require_editable(post)
    if request.method == "GET":
        if "check" in request.GET:
            return _form_page(request, _strict_form(post, user), post)
        return _form_page(request, RequestForm(user=user, post=post), post)
    form = _bound_form(request, post)
    if _adds_a_part(request):
        return _form_with_one_more(request, form, post)
    if not form.is_valid():
        return _form_page(request, form, post)
    try:
        post = actions.revise(
            post.pk,
            form.content(),
            form.route(),
            actor=user,
            seen=request.POST.get("seen", ""),
            touches_up=form.touched_post(),
        )
    except StaleRevision:
        form.add_error(
            None,
            _(
                "Somebody else has revised this request meanwhile. What you typed is still below: "
                "compare it with the current text, then save again."
            ),
        )
        post.refresh_from_db()
        return _form_page(request, form, post, status=409)
    return _saved(request, post, form)


@require_GET
def case(request: HttpRequest, code: UUID) -> HttpResponse:
    """The case page: the text, the route, who acted when, and what I may do."""
    return case_page(request, visible_post(request, code))


@require_POST
def withdraw(request: HttpRequest, code: UUID) -> HttpResponse:
    post = visible_post(request, code)
    form = ReasonForm(request.POST, auto_id="%s-withdraw")
    if not form.is_valid():
        return case_page(request, post, refused="withdraw", form=form)
    actions.withdraw(post.pk, actor=person(request), **form.cleaned_data)
    messages.success(request, _("Withdrawn."))
    return redirect("posts:case", post.code)


@require_POST
def correct(request: HttpRequest, code: UUID) -> HttpResponse:
    """Draft a correction, worded as an apology, for its author to finish."""
    post = visible_post(request, code)
    user = person(request)
    sections = get_objects_for_user(user, "accounts.submit_request", klass=Section)
    section = sections.filter(pk=post.section_id).first() or sections.first()
    if section is None:
        raise NotPermitted(_("Only the requesting section may do this."))
    wording = Content(
        title=_("Correction: %(title)s") % {"title": post.title[:80]},
        category=post.revision.category,
        texts=(
            _(
                "[Apology and correction] Our post “%(title)s” contained an error. "
                "Correctly it reads: "
            )
            % {"title": post.title},
        ),
    )
    draft = actions.draft_correction(post.pk, actor=user, section=section, wording=wording)
    messages.success(request, _("The draft is saved."))
    return redirect("posts:edit", draft.code)


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """The weighted length of the text as it is typed (htmx)."""
    field = request.GET.get("field", "body")
    if field != "body" and not PART.fullmatch(field):
        raise Http404
    return render(request, "posts/_count.html", count_context(request.POST.get(field, ""), field))


@require_GET
def image(request: HttpRequest, code: UUID, pk: int) -> HttpResponse:
    """An image of any revision of a post that I may read."""
    post = visible_post(request, code)
    shown = get_object_or_404(Image.objects.select_related("stored"), pk=pk, revision__post=post)
    return _picture(shown.stored)


@require_GET
def kept_image(request: HttpRequest, token: str) -> HttpResponse:
    """An image that I have just uploaded, while the form is not saved yet."""
    try:
        sha256 = kept_sha256(person(request), token)
    except signing.BadSignature as error:
        raise Http404 from error
    return _picture(get_object_or_404(StoredImage, sha256=sha256))


def case_page(
    request: HttpRequest, post: Post, *, refused: str = "", form: Form | None = None
) -> HttpResponse:
    """The case page; after a refused act with its panel open and what was typed in it."""
    user = person(request)
    revision = post.revision
    mine = user.has_perm("accounts.submit_request", post.section)
    context = {
        "post": post,
        "revision": revision,
        "segments": (segments := list(revision.segments.all())),
        "thread": len(segments) > 1,
        "images": revision.images.select_related("stored"),
        "count": count_context(revision.content().body),
        "mine": mine,
        "editable": post.state in EDITABLE,
        "may_correct": may_draft(user) and post.state in CORRECTABLE,
        "corrections": post.corrections.with_people() if post.state in CORRECTABLE else [],
        "may_withdraw": mine and Status.WITHDRAWN in post.onward,
        "refused": refused,
        "reason_form": form,
    }
    return render(request, "posts/case.html", context, status=422 if refused else 200)


def unsubmittable_page(request: HttpRequest, post: Post, findings: list[Finding]) -> HttpResponse:
    """The form of the current revision, with what stands in the way of submitting it."""
    form = _strict_form(post, person(request))
    form.show(findings)
    return _form_page(request, form, post)


def may_draft(user: User) -> bool:
    """Whether the person holds a position today in any section that may submit requests."""
    return get_objects_for_user(user, "accounts.submit_request", klass=Section).exists()


def count_context(body: str, field: str = "body") -> dict[str, Any]:
    # Nothing longer can be saved, and a chain of joined emoji takes quadratic time to read.
    found = weigh(normalize(body[:LONGEST_BODY]))
    state = (
        "over" if found.over_full_width else "near" if found.remaining_full_width <= 10 else "ok"
    )
    shown = min(found.weight, MAX_WEIGHT)
    return {
        "found": found,
        "state": state,
        "limit": MAX_WEIGHT,
        "shown": shown,
        "target": f"{field}-count",
    }


def _bound_form(request: HttpRequest, post: Post | None = None) -> RequestForm:
    strict = request.POST.get("then") == "review"
    return RequestForm(
        request.POST,
        request.FILES,
        user=person(request),
        post=post,
        strict=strict,
        more=_adds_a_part(request),
    )


def _adds_a_part(request: HttpRequest) -> bool:
    return request.POST.get("then") == "add"


def _form_with_one_more(
    request: HttpRequest, form: RequestForm, post: Post | None = None
) -> HttpResponse:
    """続きを追加: the form again as it was typed, with one more post of the thread."""
    form.full_clean()
    form.forget_findings()
    return _form_page(request, form, post)


def _strict_form(post: Post, user: User) -> RequestForm:
    """The form of the current revision, with everything a submission would refuse."""
    unbound = RequestForm(user=user, post=post)
    data = {name: unbound[name].value() for name in unbound.fields}
    data |= {f"kept_{n}": token for n, token in unbound.tokens.items()}
    filled = {name: value for name, value in data.items() if value not in (None, False)}
    return RequestForm(filled, user=user, post=post, strict=True)


def _form_page(
    request: HttpRequest, form: RequestForm, post: Post | None = None, status: int | None = None
) -> HttpResponse:
    # Whoever has not been told of a newer revision still stands on the one they opened.
    told = request.method == "GET" or status == 409
    seen = (post.revision.digest if told else request.POST.get("seen", "")) if post else ""
    counted = count_context(str(form["body"].value() or ""))
    parts = [(part, _count_of(part.field)) for part in form.parts()]
    context = {"form": form, "post": post, "seen": seen, "parts": parts, **counted}
    usual = 422 if form.is_bound and form.errors else 200
    return render(request, "posts/form.html", context, status=status or usual)


def _count_of(field: BoundField) -> dict[str, Any]:
    return count_context(str(field.value() or ""), field.name)


def _saved(request: HttpRequest, post: Post, form: RequestForm) -> HttpResponse:
    if form.strict:
        messages.info(request, _("Saved. Check the contents below, then submit."))
    else:
        messages.success(request, _("The draft is saved."))
    return redirect("posts:case", post.code)


def _picture(stored: StoredImage) -> HttpResponse:
    response = HttpResponse(bytes(stored.content), content_type=stored.media_type)
    # The address names content that never changes; only its reader may keep it.
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
