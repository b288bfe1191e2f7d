from __future__ import annotations

from django.urls import path

from approvals import views

app_name = "approvals"

urlpatterns = [
    # /posts/<code>/
    path("decide", views.decide, name="decide"),
    path("confirm", views.confirm, name="confirm"),
    path("send-back", views.send_back, name="send_back"),
    path("reject", views.reject, name="reject"),
    path("hold", views.hold, name="hold"),
    path("release", views.release, name="release"),
    path("recall", views.recall, name="recall"),
]
