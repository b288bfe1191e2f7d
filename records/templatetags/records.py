from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from guardian.shortcuts import get_objects_for_user

from accounts.models import User
from posts.models import Channel, Post
from records.lettering import runs
from records.models import DisposedCase, LegalHold
from records.retention import OVER

register = template.Library()


@register.filter
def set_in_type(text: object) -> SafeString:
    """The text for print, each character in the face that can be read back."""
    return format_html_join(
        "", '<span class="{}">{}</span>', ((r.face, r.text) for r in runs(str(text)))
    )


@register.inclusion_tag("records/_record.html", takes_context=True)
def record_panel(context: dict[str, Any], post: Post) -> dict[str, Any]:
    """公文書としての扱い on the case page: the sheet, the bundle, a hold, a disposal."""
    user = context["user"]
    assert isinstance(user, User)
    return {
        "post": post,
        "disposed": DisposedCase.objects.filter(post=post).select_related("disposal").first(),
        "hold": LegalHold.objects.filter(post=post, lifted_at=None).first(),
        "may_disclose": get_objects_for_user(user, "posts.view_trail", klass=Channel)
        .filter(pk=post.channel_id)
        .exists(),
        "may_hold": post.state in OVER and user.has_perm("posts.manage_channel", post.channel),
        "refused": context.get("refused", ""),
        "reason_form": context.get("reason_form"),
        "csrf_token": context.get("csrf_token"),
    }
