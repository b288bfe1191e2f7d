from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Section
from posts.models.post import Post


class Reader(models.Model):
    """Who else may read a post: a section asked to concur, a person it was shown to
    (ガイドライン3(3): nobody reads it without a reason)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="readers")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Read by PostQuerySet.visible_to: a section or a person, not both.
            models.CheckConstraint(
                condition=Q(section=None, user__isnull=False) | Q(section__isnull=False, user=None),
                name="reader_section_or_person",
            ),
            models.UniqueConstraint(
                fields=["post", "section", "user"], nulls_distinct=False, name="reader_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post.number} {self.section or self.user}"
