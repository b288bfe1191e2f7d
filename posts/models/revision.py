from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.content import Attachment, Content, digest
from posts.models.post import Post


class Category(models.TextChoices):
    """投稿する情報の種類: the guideline's three, no others (ガイドライン2(3)①)."""

    SAFETY = "safety", _("Safety and daily life")
    EVENT = "event", _("Events")
    PROMO = "promo", _("Convenience and promotion of the city")


_FactT = TypeVar("_FactT", bound="Fact")


class FactQuerySet(models.QuerySet[_FactT]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(f"A {self.model.__name__} is never edited; make a new revision.")

    def delete(self) -> NoReturn:
        raise TypeError(f"A {self.model.__name__} is never deleted.")


class Fact(models.Model):
    """A row that is inserted once and never edited or deleted."""

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"A {type(self).__name__} is never edited; make a new revision.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"A {type(self).__name__} is never deleted.")


def plain_queryset(facts: type[_FactT]) -> models.QuerySet[_FactT]:
    """The rows without the guard. For 廃棄 alone: everything else inserts a new fact."""
    return models.QuerySet(facts)


class Revision(Fact):
    """One wording of a post. Editing makes a new one, so consent to the old one lapses."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    title = models.CharField(_("subject"), max_length=100)
    category = models.CharField(_("category"), max_length=10, choices=Category.choices, blank=True)
    public_at = models.DateTimeField(_("public from"), null=True)
    requested_at = models.DateTimeField(_("requested time"), null=True)
    not_after = models.DateTimeField(_("not after"), null=True)
    # 返信 (ガイドライン2(3)④): the id and the address of the post that is answered, and what
    # makes the answer so beneficial to the city.
    reply_to = models.CharField(max_length=20, blank=True)
    reply_url = models.CharField(_("post that is answered"), max_length=200, blank=True)
    benefit = models.TextField(_("benefit to the city"), blank=True)
    note = models.TextField(_("remarks"), blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["post_id", "number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            # Read by everyone who says "the second revision": there is one of each number.
            models.UniqueConstraint(fields=["post", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post.number} #{self.number}"

    def content(self) -> Content:
        """What the rows say; compare ``expected_digest`` with ``digest`` to trust it."""
        read_parts([self])
        return Content(
            title=self.title,
            category=self.category,
            texts=tuple(segment.text for segment in self.segments.all()),
            attachments=tuple(
                Attachment(image.stored_id, image.alt_text, image.stored.animated)
                for image in self.images.all()
            ),
            public_at=self.public_at,
            requested_at=self.requested_at,
            not_after=self.not_after,
            reply_to=self.reply_to,
            reply_url=self.reply_url,
            benefit=self.benefit,
            note=self.note,
        )

    def expected_digest(self) -> str:
        """The digest recomputed from the rows and the channel as it is now."""
        return digest(self.content(), self.post.channel.destination())


def read_parts(revisions: Sequence[Revision]) -> None:
    """Read the segments and images of all these revisions at once, but not the images' bytes;
    what a revision has read before is not read again, for it never changes."""
    shown = Image.objects.select_related("stored").defer("stored__content")
    models.prefetch_related_objects(revisions, "segments", models.Prefetch("images", shown))


class Segment(Fact):
    """One post of a thread; most revisions have a single one."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="segments")
    position = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["revision_id", "position"]
        constraints = [
            # Read by publishing.delivery, which sends the segments in this order.
            models.UniqueConstraint(fields=["revision", "position"], name="segment_position_once"),
        ]

    def __str__(self) -> str:
        return self.text


class StoredImage(Fact):
    """The cleaned bytes of an uploaded image, kept once under their SHA-256.

    In PostgreSQL, not in files: web and worker need no shared disk, and an image is committed
    in the same transaction as the revision that shows it.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    content = models.BinaryField()
    stored_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def animated(self) -> bool:
        """Whether X takes it as a GIF, which stands alone."""
        return self.media_type == "image/gif"


class Image(Fact):
    """An image of a revision, with what it shows in words."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="images")
    position = models.PositiveIntegerField()
    stored = models.ForeignKey(StoredImage, models.PROTECT, related_name="+")
    alt_text = models.CharField(_("alternative text"), max_length=1000)

    class Meta:
        ordering = ["revision_id", "position"]
        constraints = [
            # Read by the case page and by publishing.delivery: X shows images in this order.
            models.UniqueConstraint(fields=["revision", "position"], name="image_position_once"),
        ]

    def __str__(self) -> str:
        return self.alt_text
