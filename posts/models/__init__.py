from __future__ import annotations

from posts.models.channel import Channel
from posts.models.post import Lane, Post, PostNumber
from posts.models.reader import Reader, people_reading
from posts.models.revision import Category, Image, Revision, Segment, StoredImage

__all__ = [
    "Category",
    "Channel",
    "Image",
    "Lane",
    "Post",
    "PostNumber",
    "Reader",
    "Revision",
    "Segment",
    "StoredImage",
    "people_reading",
]
