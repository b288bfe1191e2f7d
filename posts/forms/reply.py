"""返信: what a request for a reply says besides its text (ガイドライン2(3)④)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.addresses import PostOnX, post_on_x
from posts.models import Revision


class ReplyFields(forms.Form):
    """Whether it is a reply; if so, to which post, and what the city gains by it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("New post or reply"),
        choices=[("post", gettext_lazy("New post")), ("reply", gettext_lazy("Reply (exception)"))],
        widget=forms.RadioSelect,
        initial="post",
    )
    reply_url = forms.CharField(
        label=gettext_lazy("Address of the post that is answered"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "data-width": "m"}),
        help_text=gettext_lazy("For example https://x.com/…/status/1234567890"),
    )
    benefit = forms.CharField(
        label=gettext_lazy("Benefit to the city"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why it is of great benefit to the city to answer here."),
    )

    def clean_reply_url(self) -> PostOnX | None:
        """A reply without the post it answers would go out as a post of its own."""
        if self.cleaned_data.get("kind") != "reply":
            return None
        found = post_on_x(self.cleaned_data["reply_url"], _local_hosts())
        if found is None:
            raise ValidationError(
                _("Paste the address of the post on X, for example https://x.com/…/status/123….")
            )
        return found

    def reply(self) -> dict[str, Any]:
        """What a revision holds of it; nothing for a new post."""
        target = self.cleaned_data.get("reply_url")
        if not isinstance(target, PostOnX):
            return {}
        return {
            "reply_to": target.x_id,
            "reply_url": target.address,
            "benefit": self.cleaned_data.get("benefit", ""),
        }

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Where the city asks for opinions and questions to be sent: name, address or nothing."""
        return [
            (_("Contact"), settings.INQUIRY_URL),
            (_("Letter to the mayor"), settings.MAYOR_LETTER_URL),
        ]

    @property
    def invitation(self) -> str:
        """定型文, to be posted: so in the city's language, whoever looks at the page."""
        inquiry, letter = (f" {url} " if url else "" for _name, url in self.ways)
        return (
            f"ご意見・ご質問は、市ホームページの「お問い合わせ」{inquiry}"
            f"または「市長への手紙」{letter}でお受けしています。"
        )


def reply_values(revision: Revision) -> dict[str, Any]:
    """The form's values for a revision."""
    kind = "reply" if revision.reply_to else "post"
    return {"kind": kind, "reply_url": revision.reply_url, "benefit": revision.benefit}


def _local_hosts() -> set[str]:
    """The local X of drills, and wherever else people look at X here."""
    return {urlsplit(url).netloc for url in (settings.X_SANDBOX_URL, settings.X_WEB_URL)}
