"""The four image slots of the request form.

A browser cannot put a file back into a form that is shown again. So an image that is fine is
kept at once, and the form carries a signed token of it: nothing typed or chosen is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from posts.checks.submission import MAX_IMAGES
from posts.content import Attachment
from posts.images import MAX_ANIMATION_BYTES, ImageRefused, read
from posts.models import StoredImage

SALT = "posts.kept-image"
ACCEPT = "image/jpeg,image/png,image/webp,image/gif"


def keep_token(user: User, sha256: str) -> str:
    """What a form carries for an image that this person has uploaded or may see."""
    return signing.dumps([user.pk, sha256], salt=SALT)


def kept_sha256(user: User, token: str) -> str:
    """The image a token stands for. Raises ``signing.BadSignature`` for a forged or foreign one."""
    owner, sha256 = signing.loads(token, salt=SALT)
    if owner != user.pk:
        raise signing.BadSignature("somebody else's token")
    return str(sha256)


def is_kept(user: User, token: str) -> bool:
    """Whether this is a genuine token of this person."""
    try:
        kept_sha256(user, token)
    except signing.BadSignature:
        return False
    return True


@dataclass(frozen=True)
class Slot:
    """One image of the form as the template shows it."""

    position: int
    file: forms.BoundField
    alt: forms.BoundField
    drop: forms.BoundField
    token: str

    @property
    def kept_name(self) -> str:
        return f"kept_{self.position}"


class PictureSlots(forms.Form):
    """The mixin that gives a form its image slots. Needs ``self.user``."""

    user: User
    tokens: dict[int, str]

    def add_slots(self, tokens: dict[int, str]) -> None:
        self.tokens = tokens
        for n in self.positions():
            self.fields[f"image_{n}"] = forms.FileField(
                label=gettext_lazy("Image file"),
                required=False,
                widget=forms.FileInput(attrs={"accept": ACCEPT}),
                error_messages={"empty": gettext_lazy("This file is empty. Choose another one.")},
            )
            self.fields[f"alt_{n}"] = forms.CharField(
                label=gettext_lazy("Alternative text"),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"drop_{n}"] = forms.BooleanField(
                label=gettext_lazy("Take this image off"), required=False
            )

    @staticmethod
    def positions() -> range:
        return range(1, MAX_IMAGES + 1)

    def slots(self) -> Iterator[Slot]:
        for n in self.positions():
            yield Slot(
                n, self[f"image_{n}"], self[f"alt_{n}"], self[f"drop_{n}"], self.tokens.get(n, "")
            )

    def clean_slots(self) -> None:
        """Read what was uploaded, keep what is fine, put every refusal beside its slot."""
        for n in self.positions():
            try:
                sha256 = self._clean_slot(n)
            except ValidationError as error:
                self.add_error(f"image_{n}", error)
                continue
            if sha256:
                self.tokens[n] = keep_token(self.user, sha256)
            else:
                self.tokens.pop(n, None)

    def attachments(self) -> tuple[Attachment, ...]:
        """The images of a cleaned form, in their order."""
        kept = {n: kept_sha256(self.user, token) for n, token in sorted(self.tokens.items())}
        stored = StoredImage.objects.defer("content").in_bulk(list(kept.values()))
        return tuple(
            Attachment(sha256, self.cleaned_data.get(f"alt_{n}", ""), stored[sha256].animated)
            for n, sha256 in kept.items()
        )

    def _clean_slot(self, n: int) -> str:
        upload = self.cleaned_data.get(f"image_{n}")
        if upload:
            if upload.size > MAX_ANIMATION_BYTES:
                raise ValidationError(_too_large(upload.name, MAX_ANIMATION_BYTES))
            return _store(upload.read(), upload.name)
        if self.cleaned_data.get(f"drop_{n}"):
            return ""
        token = self.data.get(f"kept_{n}", "") if self.is_bound else ""
        if not token:
            return ""
        try:
            sha256 = kept_sha256(self.user, token)
        except signing.BadSignature as error:
            raise ValidationError(_("Choose this image again.")) from error
        return sha256


def _store(data: bytes, name: str) -> str:
    try:
        picture = read(data, name=name)
    except ImageRefused as refused:
        raise ValidationError(refusal_message(refused)) from refused
    stored, _created = StoredImage.objects.get_or_create(
        sha256=picture.sha256,
        defaults={
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            "content": picture.content,
        },
    )
    return stored.sha256


def _too_large(name: str, limit: int) -> str:
    return _("“%(name)s” is too large. Choose an image of at most %(limit)s MB.") % {
        "name": name,
        "limit": limit // 1_000_000,
    }


def refusal_message(refused: ImageRefused) -> str:
    """What is wrong with an image and what to do about it."""
    values = refused.values
    if refused.code == "too_large":
        return _too_large(str(values["name"]), int(values["limit"]))
    messages = {
        "empty": _("“%(name)s” is empty. Choose another file."),
        "not_an_image": _("“%(name)s” is not an image. Choose a JPEG, PNG, WebP or GIF file."),
        "unsupported_type": _(
            "“%(name)s” is of the type %(type)s, which X does not take. "
            "Save it as JPEG or PNG and choose it again."
        ),
        "broken": _("“%(name)s” is damaged. Save it again and choose it again."),
        "too_many_pixels": _(
            "“%(name)s” has too many pixels. Make it smaller and choose it again."
        ),
        "animated_limits": _(
            "The animation “%(name)s” is too large for X: at most %(max_frames)s frames of "
            "%(max_width)s × %(max_height)s pixels."
        ),
    }
    return messages[refused.code] % values
