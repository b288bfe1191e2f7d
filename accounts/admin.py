"""Maintenance of people and sections. Every change is an action, so it is in the trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import actions
from accounts.models import Appointment, Section, User
from audit.log import Signature


def _signature(request: HttpRequest) -> Signature:
    user = request.user
    assert isinstance(user, User)
    return user.signature()


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

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        actions.found_section(obj, actor=_signature(request))


@admin.register(Appointment)
class AppointmentAdmin(Maintained, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("user", "section", "title", "role", "since", "until", "concurrent")
    list_filter = ("role", "section")
    autocomplete_fields = ("user", "section")
    list_select_related = ("user", "section")

    def save_model(self, request: HttpRequest, obj: Appointment, form: Any, change: bool) -> None:
        if change and obj.until:
            actions.end_appointment(obj, last_day=obj.until, actor=_signature(request))
        else:
            actions.appoint(obj, actor=_signature(request))


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
        actions.register_user(obj, actor=_signature(request))
