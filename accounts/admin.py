"""Maintenance of people and sections. Every change is an action, so it is in the trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import Appointment, Deputy, Section, User
from audit.events import Act
from audit.log import Signature, record

# A Group stands for a position; who is in it follows the appointments, nobody's hand.
admin.site.unregister(Group)


def _maintainer(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


def _signature(request: HttpRequest) -> Signature:
    return _maintainer(request).signature()


admin.site.site_header = admin.site.site_title = _("People and sections")
admin.site.index_title = _("Maintenance")


class Maintained:
    """Open to whoever maintains people and sections; nothing is ever deleted, it ends."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Section)
class SectionAdmin(Maintained, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "code", "kind", "parent")
    search_fields = ("name", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The positions hang on the code: it stays what it is."""
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        save = actions.change_section if change else actions.found_section
        save(obj, actor=_signature(request))


@admin.register(Appointment)
class AppointmentAdmin(Maintained, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "section", "title", "role", "since", "until", "concurrent")
    list_filter = ("role", "section")
    autocomplete_fields = ("user", "section")
    list_select_related = ("user", "section")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Who held what since when is history: an appointment ends, and another begins."""
        return ("user", "section", "role", "title", "since", "concurrent") if obj else ()

    def save_model(self, request: HttpRequest, obj: Appointment, form: Any, change: bool) -> None:
        if change and obj.until:
            actions.end_appointment(obj, last_day=obj.until, actor=_signature(request))
        else:
            actions.appoint(obj, actor=_signature(request))


@admin.register(Deputy)
class DeputyAdmin(Maintained, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "section", "role", "since", "until", "reason")
    list_filter = ("section",)
    autocomplete_fields = ("user", "section")
    list_select_related = ("user", "section")
    actions = ("end_now",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who stood in when is history: a deputyship is ended, and another one named."""
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Deputy, form: Any, change: bool) -> None:
        actions.name_deputy(obj, actor=_maintainer(request))

    @admin.action(description=_("End the chosen deputyships now"), permissions=["add"])
    def end_now(self, request: HttpRequest, chosen: QuerySet[Deputy]) -> None:
        for deputy in chosen.select_related("section", "user"):
            actions.end_deputy(deputy, actor=_maintainer(request))


@admin.register(User)
class PersonAdmin(Maintained, UserAdmin):  # type: ignore[type-arg]
    list_display = ("staff_number", "name", "kana", "is_active")
    list_filter = ("is_active",)
    search_fields = ("staff_number", "name", "kana")
    ordering = ("staff_number",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("staff_number", "password")}),
        (_("Person"), {"fields": ("name", "kana", "latin_name", "email")}),
        (_("Access"), {"fields": ("is_active", "is_staff")}),
    )
    add_fieldsets = (
        (
            None,
            {"fields": ("staff_number", "name", "kana", "email", "password1", "password2")},
        ),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        save = actions.change_user if change else actions.register_user
        save(obj, actor=_signature(request))

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's name
        form_url: str = "",
    ) -> HttpResponse:
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                subject = User.objects.get(pk=id).subject()
                record(Act.PASSWORD_SET, actor=_signature(request), subject=subject)
        return response
