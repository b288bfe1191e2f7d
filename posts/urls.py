from __future__ import annotations

from django.urls import path

from posts import views

app_name = "posts"

urlpatterns = [
    path("new", views.create, name="create"),
    path("count", views.count, name="count"),
    path("kept-images/<str:token>", views.kept_image, name="kept_image"),
    # <uuid:code>/
    path("<uuid:code>/", views.case, name="case"),
    path("<uuid:code>/edit", views.edit, name="edit"),
    path("<uuid:code>/withdraw", views.withdraw, name="withdraw"),
    path("<uuid:code>/correct", views.correct, name="correct"),
    path("<uuid:code>/images/<int:pk>", views.image, name="image"),
]
