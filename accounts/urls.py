from __future__ import annotations

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="sign_in"),
    path("sign-out", views.sign_out, name="sign_out"),
]

# /deputies/
deputy_patterns = [
    path("", views.deputies, name="list"),
    path("name", views.name_deputy, name="name"),
    path("<int:pk>/end", views.end_deputy, name="end"),
]
