from __future__ import annotations

from django.urls import path

from approvals.views import review

app_name = "approvals"

urlpatterns = [
    # /posts/<code>/
    path("decide", review.decide, name="decide"),
    path("confirm", review.confirm, name="confirm"),
    path("send-back", review.send_back, name="send_back"),
    path("reject", review.reject, name="reject"),
    path("hold", review.hold, name="hold"),
    path("release", review.release, name="release"),
    path("recall", review.recall, name="recall"),
]
