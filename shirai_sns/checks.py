"""Refuse to start half-configured: mistakes of an installation, each with an id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import DatabaseError, transaction

from publishing.gateway import Health
from publishing.models import Credential

X_DOMAINS = ("x.com", "twitter.com", "t.co")


@register()
def drill_never_reaches_x(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    host = urlsplit(settings.X_SANDBOX_URL).hostname or ""
    if any(host == domain or host.endswith(f".{domain}") for domain in X_DOMAINS):
        return [
            Error(
                "X_SANDBOX_URL points at X itself: a drill would be posted to the public.",
                hint="Point it at the local X (python -m x_sandbox).",
                id="shirai.E001",
            )
        ]
    return []


@register()
def credential_keys_are_keys(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    for entry in settings.CREDENTIAL_KEYS:
        key_id, _colon, key = entry.partition(":")
        try:
            Fernet(key)
        except ValueError:
            return [
                Error(
                    f"CREDENTIAL_KEYS holds an unusable key (id {key_id!r}).",
                    hint="Write id:key; make a key with cryptography.fernet.Fernet.generate_key().",
                    id="shirai.E002",
                )
            ]
    return []


@register()
def x_is_reached_safely(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    parts = urlsplit(settings.X_API_BASE_URL)
    if parts.scheme == "http" and not settings.INSECURE_HTTP:
        return [
            Error(
                "X_API_BASE_URL is not https: signatures and posts would travel in the open.",
                id="shirai.E003",
            )
        ]
    return []


@register(Tags.database)
def no_keys_read_direct_messages(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> Sequence[CheckMessage]:
    """ダイレクトメッセージは使用しない. Read from the last health check of each credential."""
    if not databases:
        return []
    try:
        with transaction.atomic():
            levels = Credential.objects.standing().values_list("channel__code", "access_level")
            found = [code for code, level in levels if Health(True, "", level).reads_messages]
    except DatabaseError:
        return []  # The tables are not there yet: migrate runs this too.
    return [
        Error(
            f"The credential of {code!r} could read direct messages.",
            hint="Set the app to “Read and write” at X, make new tokens, run set_credential.",
            id="shirai.E004",
        )
        for code in found
    ]


@register(deploy=True)
def notices_can_be_mailed(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if not settings.EMAIL_HOST:
        return [
            Caution(
                "EMAIL_HOST is not set: nobody is told by mail what waits for them.",
                hint="Name the city's mail server.",
                id="shirai.W002",
            )
        ]
    return []


@register(deploy=True)
def demo_is_off(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if settings.DEMO:
        return [
            Caution(
                "DEMO is on: the sign-in page shows passwords.",
                hint="Unset DEMO.",
                id="shirai.W001",
            )
        ]
    return []
