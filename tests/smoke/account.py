"""The account on X, and a reader of its timeline that shares nothing with the application."""

from __future__ import annotations

import html
import os
import unicodedata
from dataclasses import dataclass
from typing import Any

import requests
from requests_oauthlib import OAuth1

DEFAULTS = {
    "X_CONSUMER_KEY": "sandbox-consumer-key",
    "X_CONSUMER_SECRET": "sandbox-consumer-secret",
    "X_ACCESS_TOKEN": "1000000001-sandbox-access-token",
    "X_ACCESS_TOKEN_SECRET": "sandbox-access-secret",
}
PAGE = 100


@dataclass(frozen=True)
class Account:
    """The four keys, from the environment or those of the local X."""

    keys: dict[str, str]

    @classmethod
    def given(cls) -> Account:
        return cls({name: os.environ.get(name) or value for name, value in DEFAULTS.items()})

    def variables(self) -> dict[str, str]:
        return dict(self.keys)

    def timeline(self, base_url: str, *, after: int) -> list[tuple[str, str]]:
        """All posts with an id above ``after``: (id, text as it was meant), newest first."""
        found: list[tuple[str, str]] = []
        token: str | None = None
        while True:
            body = self._page(base_url, after, token)
            found += [(item["id"], _meant(item)) for item in body.get("data", [])]
            token = body.get("meta", {}).get("next_token")
            if not token or not body.get("data"):
                return found

    def newest_id(self, base_url: str) -> int:
        body = self._page(base_url, 0, None)
        return max((int(item["id"]) for item in body.get("data", [])), default=0)

    def _page(self, base_url: str, after: int, token: str | None) -> dict[str, Any]:
        parameters: dict[str, str] = {"max_results": str(PAGE), "tweet.fields": "entities"}
        if after:
            parameters["since_id"] = str(after)
        if token:
            parameters["pagination_token"] = token
        user = self.keys["X_ACCESS_TOKEN"].partition("-")[0]
        response = requests.get(
            f"{base_url}/2/users/{user}/tweets",
            params=parameters,
            auth=OAuth1(*self.keys.values()),
            timeout=30,
        )
        response.raise_for_status()
        body: dict[str, Any] = response.json()
        return body


def _meant(item: dict[str, Any]) -> str:
    text = html.unescape(item["text"])
    for url in item.get("entities", {}).get("urls", []):
        text = text.replace(url["url"], url.get("expanded_url", url["url"]))
    return plain(text)


def plain(text: str) -> str:
    """Text as it is compared."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
