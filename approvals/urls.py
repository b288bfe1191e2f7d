from __future__ import annotations

from django.urls import path

from approvals.views import afterwards, follow, review, submission

app_name = "approvals"

urlpatterns = [
    # /posts/<code>/
    path("submit", submission.submit, name="submit"),
    path("decide", review.decide, name="decide"),
    path("confirm", review.confirm, name="confirm"),
    path("send-back", review.send_back, name="send_back"),
    path("reject", review.reject, name="reject"),
    path("hold", review.hold, name="hold"),
    path("release", review.release, name="release"),
    path("recall", review.recall, name="recall"),
    path("acknowledge", afterwards.acknowledge, name="acknowledge"),
    path("inspect", afterwards.inspect, name="inspect"),
]

# /follows/
follow_patterns = [
    path("", follow.follows, name="list"),
    path("record", follow.record, name="record"),
    path("<int:pk>/end", follow.end, name="end"),
]
