from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Section, User, people_in, positions_with
from posts.models.post import CHANNEL_READERS, SECTION_READERS, Post


class ReaderQuerySet(models.QuerySet["Reader"]):
    def show_to(self, post: Post, people: Iterable[User]) -> None:
        """Let these people read the post from now on; whoever may already is left as they are."""
        self.bulk_create([Reader(post=post, user=user) for user in people], ignore_conflicts=True)


class Reader(models.Model):
    """Who else may read a post: a section asked to concur, a person it was shown to
    (ガイドライン3(3): nobody reads it without a reason)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="readers")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    objects = ReaderQuerySet.as_manager()

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


def people_reading(post: Post) -> models.QuerySet[User]:
    """Everybody who may read this post: ``PostQuerySet.visible_to`` from the other side."""
    readers = list(Reader.objects.filter(post=post).select_related("section"))
    asked = [reader.section for reader in readers if reader.section]
    positions = positions_with(post.channel, *CHANNEL_READERS).union(
        *(positions_with(section, *SECTION_READERS) for section in (post.section, *asked))
    )
    shown = [reader.user_id for reader in readers if reader.user_id]
    there = people_in(positions, timezone.localdate())
    people = User.objects.filter(Q(pk__in=there.values("pk")) | Q(pk__in=shown), is_active=True)
    return people.order_by("staff_number")
