"""What people type into the request form, and the files they choose."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from posts.images import read
from posts.models import StoredImage

REQUEST = {
    "section": "kikikanri",
    "channel": "shiroi",
    "title": "総合防災訓練について",
    "category": "safety",
    "kind": "post",
    "reply_url": "",
    "benefit": "",
    "lane": "normal",
    "exception_reason": "",
    "touches_up": "",
    "body": "次の日曜日に総合防災訓練を行います。\r\n会場は市役所です。",
    "publicity": "public",
    "public_at": "",
    "timing": "asap",
    "requested_at": "",
    "not_after": "",
    "note": "写真は当課で撮影したものです。",
    "alt_1": "",
    "alt_2": "",
    "alt_3": "",
    "alt_4": "",
}


def request_form(**changes: Any) -> dict[str, Any]:
    """An acceptable request, with changes."""
    return {**REQUEST, **changes}


POLICY = {
    "seen": "1",
    "min_confirmations": "2",
    "chief_alternative": "on",
    "allow_urgent_lane": "on",
    "allow_minor_lane": "on",
    "post_ack_business_days": "1",
    "step_business_days": "2",
    "reminder_shares": "50, 80",
    "hashtag_mode": "trial",
    "allowed_hashtags": "",
    "max_hashtags": "2",
    "office_opens": "8:30",
    "office_closes": "17:15",
    "closed_days": "",
    "election_periods": "",
    "posting_window_grace_min": "30",
    "duplicate_window_hours": "24",
    "blocked_shorteners": "bit.ly\nt.ly\ntinyurl.com\nis.gd\now.ly\nx.gd\n00m.in\nu0u1.net",
    "city_phones": "",
    "retention_safety": "5",
    "retention_event": "5",
    "retention_promo": "5",
    "x_password_max_age_days": "90",
    "reason": "確認の体制を見直すため",
}


def policy_form(**changes: str) -> dict[str, str]:
    """The first version of the policy as its form sends it, from today on, with changes."""
    return {**POLICY, "effective_from": timezone.localdate().isoformat(), **changes}


def checklist_form(**changes: str) -> dict[str, str]:
    """The first version of the checklist as its form sends it, from today on, with changes."""
    words = {f"words_{n}": "" for n in range(1, 11)}
    today = timezone.localdate().isoformat()
    about = {"seen": "1", "effective_from": today, "reason": "市の事例を加えるため"}
    return {**words, "further": "", **about, **changes}


def picture(name: str = "訓練.png", color: str = "navy") -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (16, 9), color).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def stored_picture(color: str = "navy") -> str:
    """An image as the intake keeps it; returns its SHA-256."""
    found = read(picture(color=color).read(), name="訓練.png")
    stored, _created = StoredImage.objects.get_or_create(
        sha256=found.sha256,
        defaults={
            "media_type": found.media_type,
            "width": found.width,
            "height": found.height,
            "content": found.content,
        },
    )
    return stored.sha256
