from __future__ import annotations

from django.urls import path

from approvals.views import afterwards, notices, review, submission, talk

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
