"""An account on X, and a reader of its timeline that shares nothing with the application."""

from __future__ import annotations

import html
import os
import time
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
FIELDS = "entities,attachments,referenced_tweets"
# An X with faults of its own may need to be asked several times.
TRIES, PAUSE = 40, 0.5


@dataclass(frozen=True)
class Seen:
    """A post on the timeline: its text as it was meant, and what it answers."""

    id: str
    text: str
    images: int
    reply_to: str


@dataclass(frozen=True)
class Account:
    """The four keys, from the environment or those of the local X."""

    keys: dict[str, str]

    @classmethod
    def given(cls) -> Account:
        return cls({name: os.environ.get(name) or value for name, value in DEFAULTS.items()})

    def variables(self) -> dict[str, str]:
        return dict(self.keys)

    def timeline(self, base_url: str, *, after: int) -> list[Seen]:
        """All posts with an id above ``after``, newest first."""
        found: list[Seen] = []
        token: str | None = None
        while True:
            body = self._page(base_url, after, token)
            found += [_seen(item) for item in body.get("data", [])]
            token = body.get("meta", {}).get("next_token")
            if not token or not body.get("data"):
                return found

    def newest_id(self, base_url: str) -> int:
        body = self._page(base_url, 0, None)
        return max((int(item["id"]) for item in body.get("data", [])), default=0)

    def _page(self, base_url: str, after: int, token: str | None) -> dict[str, Any]:
        """One page, asked for again while X does not answer; raises when it never does."""
        for tried in range(TRIES):
            try:
                return self._ask(base_url, after, token)
            except (requests.RequestException, AssertionError):
                if tried + 1 == TRIES:
                    raise
                time.sleep(PAUSE)
        raise AssertionError

    def _ask(self, base_url: str, after: int, token: str | None) -> dict[str, Any]:
        parameters: dict[str, str] = {"max_results": str(PAGE), "tweet.fields": FIELDS}
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
            allow_redirects=False,
        )
        response.raise_for_status()
        body: dict[str, Any] = response.json()
        assert isinstance(body, dict), "the timeline is not an object"
        assert "meta" in body, f"not a timeline: {response.text[:200]}"
        return body


def _seen(item: dict[str, Any]) -> Seen:
    text = html.unescape(item["text"])
    for url in item.get("entities", {}).get("urls", []):
        whole = url.get("expanded_url", url["url"])
        shown = "" if url.get("media_key") or "/photo/" in whole else whole
        text = text.replace(url["url"], shown)
    parents = [r["id"] for r in item.get("referenced_tweets", []) if r["type"] == "replied_to"]
    images = item.get("attachments", {}).get("media_keys", [])
    return Seen(item["id"], plain(text), len(images), parents[0] if parents else "")


def plain(text: str) -> str:
    """Text as it is compared."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
