from __future__ import annotations

from django.urls import path

from approvals.views import (
    afterwards,
    checks,
    follow,
    notices,
    review,
    submission,
    talk,
    versions,
)

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
    path("comment", talk.comment, name="comment"),
    path("ask-concurrence", talk.ask_concurrence, name="ask_concurrence"),
    path("withdraw-asking", talk.withdraw_asking, name="withdraw_asking"),
    path("concur", talk.concur, name="concur"),
    path("object", talk.object_to, name="object"),
    path("circulate", talk.circulate, name="circulate"),
    path("read", talk.mark_read, name="read"),
]

notice_patterns = [
    # /notices/
    path("", notices.notices, name="page"),
    path("choose", notices.choose_notices, name="choose"),
]

# /follows/
follow_patterns = [
    path("", follow.follows, name="list"),
    path("record", follow.record, name="record"),
    path("<int:pk>/end", follow.end, name="end"),
]

policy_patterns = [
    # /policy/
    path("", versions.policy, name="list"),
    path("new", versions.new_policy, name="new"),
    path("<int:number>/", versions.policy_version, name="version"),
]

checklist_patterns = [
    # /checklist/
    path("", versions.checklist, name="list"),
    path("new", versions.new_checklist, name="new"),
    path("<int:number>/", versions.checklist_version, name="version"),
]

check_patterns = [
    # /checks/
    path("preview", checks.preview, name="preview"),
]
