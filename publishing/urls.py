from __future__ import annotations

from django.urls import path

from publishing.views import channel, post

app_name = "publishing"

# /posts/<code>/
post_patterns = [
    path("retry", post.retry, name="retry"),
    path("resolve", post.resolve, name="resolve"),
    path("remove", post.remove, name="remove"),
    path("by-hand", post.by_hand, name="by_hand"),
    path("gone", post.gone, name="gone"),
]
# /channels/
channel_patterns = [
    path("", channel.index, name="index"),
    path("halt", channel.halt_all, name="halt_all"),
    path("resume", channel.resume_all, name="resume_all"),
    path("<slug:channel>/", channel.channel, name="channel"),
    path("<slug:channel>/halt", channel.halt, name="halt"),
    path("<slug:channel>/resume", channel.resume, name="resume"),
    path("<slug:channel>/mode", channel.mode, name="mode"),
    path("<slug:channel>/reading", channel.reading, name="reading"),
    path(
        "<slug:channel>/findings/<int:finding>/acknowledge",
        channel.acknowledge,
        name="acknowledge",
    ),
]
