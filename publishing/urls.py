from __future__ import annotations

from django.urls import path

from publishing import views

app_name = "publishing"

# /posts/<code>/
post_patterns = [
    path("retry", views.retry, name="retry"),
    path("resolve", views.resolve, name="resolve"),
    path("remove", views.remove, name="remove"),
]
# /channels/<channel>/
channel_patterns = [
    path("halt", views.halt, name="halt"),
    path("resume", views.resume, name="resume"),
]
