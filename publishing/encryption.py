"""Encryption at rest of the channels' X credentials.

A sealed value reads ``<key id>:<token>``. Keys come from ``CREDENTIAL_KEYS`` as ``id:key``,
newest first: the first one seals, all of them open, so keys can be rotated with an overlap.
Only the worker is given the keys.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext as _


class NoKey(Exception):
    """This process holds no key, or not the one that sealed this value."""


def encrypt(plain: str) -> str:
    key_id, key = _first()
    return f"{key_id}:{Fernet(key).encrypt(plain.encode()).decode()}"


def decrypt(sealed: str) -> str:
    """Raises ``NoKey`` in a process without the right key, or for a damaged value."""
    key_id, _colon, token = sealed.partition(":")
    try:
        return Fernet(_keys()[key_id]).decrypt(token.encode()).decode()
    except (KeyError, InvalidToken) as error:
        raise NoKey(_("it was sealed with another key (%(key)s)") % {"key": key_id}) from error


def _keys() -> dict[str, str]:
    pairs = (entry.partition(":") for entry in settings.CREDENTIAL_KEYS)
    return {key_id: key for key_id, _colon, key in pairs}


def _first() -> tuple[str, str]:
    for pair in _keys().items():
        return pair
    raise NoKey(_("CREDENTIAL_KEYS is empty in this process"))
