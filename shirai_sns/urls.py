from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from accounts import views as account_views
from accounts.urls import deputy_patterns
from approvals.urls import (
    check_patterns,
    checklist_patterns,
    follow_patterns,
    notice_patterns,
    policy_patterns,
)
from publishing.urls import channel_patterns, post_patterns
from shirai_sns import views

urlpatterns = [
    path("", views.home, name="home"),
    path("next", views.next_case, name="next_case"),
    path("healthz", views.healthz, name="healthz"),
    path("language", login_not_required(set_language), name="set_language"),
    path("accounts/", include("accounts.urls")),
    path("deputies/", include((deputy_patterns, "deputies"))),
    path("posts/", include("posts.urls")),
    path("posts/<uuid:code>/", include("approvals.urls")),
    path("posts/<uuid:code>/", include((post_patterns, "publishing"))),
    path("channels/", include((channel_patterns, "channels"))),
    path("follows/", include((follow_patterns, "follows"))),
    path("policy/", include((policy_patterns, "policy"))),
    path("checklist/", include((checklist_patterns, "checklist"))),
    path("checks/", include((check_patterns, "checks"))),
    path("notices/", include((notice_patterns, "notices"))),
    path("", include("records.urls")),
    path("trail/", include("audit.urls")),
    # One way in and one way out, so that both are in the trail.
    path("admin/login/", account_views.admin_sign_in),
    path("admin/logout/", account_views.sign_out),
    path("admin/password_change/", admin.site.admin_view(account_views.change_password)),
    path("admin/", admin.site.urls),
]
