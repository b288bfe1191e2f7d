from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from accounts import views as account_views
from publishing.urls import channel_patterns, post_patterns
from shirai_sns import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("language", login_not_required(set_language), name="set_language"),
    path("accounts/", include("accounts.urls")),
    path("posts/", include("posts.urls")),
    path("posts/<uuid:code>/", include("approvals.urls")),
    path("posts/<uuid:code>/", include((post_patterns, "publishing"))),
    path("channels/", include((channel_patterns, "channels"))),
    path("trail/", include("audit.urls")),
    # One way in and one way out, so that both are in the trail.
    path("admin/login/", account_views.admin_sign_in),
    path("admin/logout/", account_views.sign_out),
    path("admin/password_change/", admin.site.admin_view(account_views.change_password)),
    path("admin/", admin.site.urls),
]
