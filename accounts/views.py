from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.forms import DeputyForm, SignInForm
from accounts.models import Deputy, User, own_seats
from accounts.roles import Role
from accounts.seats import Seat
from audit.events import Act
from audit.log import record


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """Sign-in; every success and every failure of a known number is in the trail."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        with transaction.atomic():
            user = form.get_user()
            assert isinstance(user, User)
            response = super().form_valid(form)
            record(Act.SIGNED_IN, actor=user.signature(), subject=user.subject())
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        typed = form.cleaned_data.get("username", "")
        # Only a number we know is written down: people type passwords into the wrong field.
        if user := User.objects.filter(staff_number=typed).first():
            with transaction.atomic():
                record(Act.SIGN_IN_FAILED, actor=user.signature(), subject=user.subject())
        return super().form_invalid(form)


def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """The maintenance pages have no sign-in of their own; 403 for whoever does not maintain."""
    user = request.user
    assert isinstance(user, User)
    if not user.is_staff:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


def change_password(request: HttpRequest) -> HttpResponse:
    """A maintainer's own new password, on Django's page, but in the trail."""
    user = request.user
    assert isinstance(user, User)
    with transaction.atomic():
        response = admin.site.password_change(request)
        if request.method == "POST" and response.status_code == 302:
            record(Act.PASSWORD_SET, actor=user.signature(), subject=user.subject())
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    with transaction.atomic():
        record(Act.SIGNED_OUT, actor=user.signature(), subject=user.subject())
    logout(request)
    return redirect("accounts:sign_in")


@require_GET
def deputies(request: HttpRequest) -> HttpResponse:
    """代決者 of my own positions: who stands in now and later, and the form to name one."""
    return _deputies_page(request, _deputy_form(request))


@require_POST
def name_deputy(request: HttpRequest) -> HttpResponse:
    form = _deputy_form(request, request.POST)
    if form.is_valid():
        deputy = form.deputy()
        try:
            actions.name_deputy(deputy, actor=_person(request))
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request, _("%(name)s is recorded as the deputy.") % {"name": deputy.user}
            )
            return redirect("deputies:list")
    return _deputies_page(request, form, status=422)


@require_POST
def end_deputy(request: HttpRequest, pk: int) -> HttpResponse:
    deputy = get_object_or_404(_own_deputies(request), pk=pk)
    actions.end_deputy(deputy, actor=_person(request))
    messages.success(request, _("The deputyship has ended."))
    return redirect("deputies:list")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _deciding_seats(request: HttpRequest) -> list[Seat]:
    """The positions of this person that can have a deputy."""
    seats = own_seats(_person(request), timezone.localdate())
    return [seat for seat in seats if seat.role == Role.CHIEF]


def _deputy_form(request: HttpRequest, data: QueryDict | None = None) -> DeputyForm:
    seats = _deciding_seats(request)
    if not seats:
        raise PermissionDenied(_("Only whoever holds a position that decides has a deputy."))
    return DeputyForm(data, seats=seats, user=_person(request))


def _own_deputies(request: HttpRequest) -> QuerySet[Deputy]:
    """Those of my positions who stand in today or later."""
    codes = [seat.position_section for seat in _deciding_seats(request)]
    found = Deputy.objects.filter(section__code__in=codes, role=Role.CHIEF)
    return found.filter(until__gte=timezone.localdate()).select_related("section", "user")


def _deputies_page(request: HttpRequest, form: DeputyForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "deputies": _own_deputies(request)}
    return render(request, "accounts/deputies.html", context, status=status)
