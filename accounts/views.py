from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from accounts.forms import SignInForm
from accounts.models import User
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
