"""X itself: the only module that imports tweepy.

tweepy has no timeout, a hard-coded host, follows redirects with the body, and knows no v2
media upload. The session below mends the first three; ``publishing.uploads`` is the fourth, over
tweepy's own OAuth signer.
"""

from __future__ import annotations

import datetime as dt
import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import tweepy
import urllib3
from django.conf import settings
from django.utils import timezone

from posts.models import Channel
from publishing.answers import read_created, read_failure, read_refusal, reset_time
from publishing.gateway import (
    CONNECT_TIMEOUT,
    READ_TIMEOUT,
    CannotRead,
    Gone,
    Health,
    Message,
    Outcome,
    Refused,
    Removal,
    Sighting,
    Timeline,
    Unknown,
    nothing_forbids,
)
from publishing.models import Credential, Keys
from publishing.sightings import sighting_of
from publishing.uploads import Answer, upload

# What else a call can end with. The request may have reached X by then.
ODD = (
    *(AttributeError, TypeError, ValueError, LookupError, ArithmeticError, AssertionError),
    *(OSError, RuntimeError, MemoryError),
    *(tweepy.TweepyException, urllib3.exceptions.HTTPError, http.client.HTTPException),
)
PAGE_SIZE, MOST_PAGES = 100, 5


class XSession(requests.Session):
    """Sends everything to one base address, with time-outs, without redirects or proxies."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.base = urlsplit(base_url)
        # No .netrc, no proxy surprises: the worker's way out is its firewall's business.
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        asked = urlsplit(str(url))
        path = self.base.path.rstrip("/") + asked.path
        kwargs["timeout"] = (CONNECT_TIMEOUT, READ_TIMEOUT)
        kwargs["allow_redirects"] = False
        target = urlunsplit((self.base.scheme, self.base.netloc, path, asked.query, ""))
        return super().request(method, target, *args, **kwargs)


class X:
    """A ``Gateway`` to one account through X API v2."""

    def __init__(self, base_url: str, keys: Keys) -> None:
        self.user_id = keys.access_token.partition("-")[0]
        self.session = XSession(base_url)
        self.client = tweepy.Client(
            consumer_key=keys.consumer_key,
            consumer_secret=keys.consumer_secret,
            access_token=keys.access_token,
            access_token_secret=keys.access_token_secret,
            return_type=requests.Response,
            wait_on_rate_limit=False,
        )
        self.client.session = self.session
        self.signer = tweepy.OAuth1UserHandler(
            keys.consumer_key, keys.consumer_secret, keys.access_token, keys.access_token_secret
        )

    def publish(
        self, message: Message, forbidden: Callable[[], Refused | None] = nothing_forbids
    ) -> Outcome:
        """Upload the images, then create the post, once. No failure before the creating call
        can have created anything."""
        media_ids: list[str] = []
        for picture in message.pictures:
            uploaded = upload(picture, self._send)
            if isinstance(uploaded, Refused):
                return uploaded
            media_ids.append(uploaded)
        if message.pictures and (refused := forbidden()):
            return refused
        return self._create(message, media_ids)

    def remove(self, x_id: str) -> Removal:
        """Delete a post of this account. One that is already gone counts as gone."""
        answer = self._ask(lambda: self.client.delete_tweet(x_id))
        if isinstance(answer, requests.RequestException):
            failed = read_failure(answer)
            return failed if isinstance(failed, Refused) else Unknown(str(answer)[:500])
        if answer.status_code in {200, 404}:
            return Gone()
        refusal = read_refusal(answer, now=timezone.now())
        return refusal or Unknown(f"HTTP {answer.status_code}: {answer.text[:300]}")

    def exists(self, x_id: str) -> bool | None:
        """Whether the post stands on X; None when X could not be asked."""
        answer = self._ask(lambda: self.client.get_tweet(x_id, user_auth=True))
        if isinstance(answer, requests.RequestException):
            return None
        if answer.status_code == 404:
            return False
        try:
            body = answer.json()
            return True if body.get("data") else False if body.get("errors") else None
        except (ValueError, AttributeError):
            return None

    def health(self) -> Health:
        """Whether X knows these keys, and what they allow."""
        answer = self._ask(lambda: self.client.get_me(user_auth=True))
        if isinstance(answer, requests.RequestException):
            return Health(None, str(answer)[:500])
        level = answer.headers.get("x-access-level", "")
        if answer.status_code == 200:
            return Health(True, _username(answer), level)
        refused = answer.status_code in {401, 402, 403}
        said = f"HTTP {answer.status_code}: {answer.text[:300]}"
        return Health(False if refused else None, said, level)

    def timeline(self, since: dt.datetime) -> Timeline:
        sightings: list[Sighting] = []
        token: str | None = None
        for _page in range(MOST_PAGES):
            body = self._timeline_page(since, token)
            try:
                sightings += [sighting_of(item) for item in body.get("data", [])]
                token = body.get("meta", {}).get("next_token")
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise CannotRead(f"the timeline is not as documented: {error!r}") from error
            if not token:
                return Timeline(tuple(sightings), since)
        # Longer than we read: what is older than the last of it is not known.
        return Timeline(tuple(sightings), max([since, *(s.seen_at for s in sightings[-1:])]))

    def _create(self, message: Message, media_ids: list[str]) -> Outcome:
        answer = self._ask(
            lambda: self.client.create_tweet(
                text=message.text,
                media_ids=media_ids or None,
                in_reply_to_tweet_id=message.reply_to or None,
            )
        )
        if isinstance(answer, requests.RequestException):
            return read_failure(answer)
        return read_created(answer, now=timezone.now())

    def _send(self, method: str, url: str, **what: Any) -> Answer:
        """One request of our own, signed as tweepy signs."""
        signed = self.signer.apply_auth()
        return self._ask(lambda: self.session.request(method, url, auth=signed, **what))

    def _timeline_page(self, since: dt.datetime, token: str | None) -> dict[str, Any]:
        answer = self._ask(
            lambda: self.client.get_users_tweets(
                self.user_id,
                start_time=since,
                max_results=PAGE_SIZE,
                pagination_token=token,
                tweet_fields=["created_at", "entities", "attachments"],
                user_auth=True,
            )
        )
        if isinstance(answer, requests.RequestException):
            raise CannotRead(str(answer))
        if answer.status_code != 200:
            full = answer.status_code == 429
            opens = reset_time(answer, timezone.now()) if full else None
            raise CannotRead(str(answer), retry_at=opens)
        try:
            body = answer.json()
        except requests.JSONDecodeError as error:
            raise CannotRead("the timeline is not JSON") from error
        if not isinstance(body, dict):
            raise CannotRead("the timeline is not an object")
        return body

    def _ask(self, call: Callable[[], Any]) -> Answer:
        """The response, whatever its status, or the failure of the call itself."""
        try:
            answer = call()
        except tweepy.HTTPException as error:
            answer = error.response
        except requests.RequestException as error:
            return error
        except ODD as error:
            # tweepy stumbles over error bodies that are not JSON objects, a library lets one of
            # its own errors through: whatever was answered is lost.
            return requests.RequestException(f"unreadable answer: {error!r}")
        assert isinstance(answer, requests.Response)
        return answer


def x_with(channel: Channel, keys: Keys) -> X:
    """The way out of a channel with these keys. In drill mode it only ever leads to the local X."""
    drill = channel.mode == Channel.Mode.DRILL
    return X(settings.X_SANDBOX_URL if drill else settings.X_API_BASE_URL, keys)


def x_for(channel: Channel) -> X:
    """The way out of a channel with the keys in use.

    Raises ``Credential.DoesNotExist`` or ``encryption.NoKey`` when it cannot speak.
    """
    return x_with(channel, Credential.objects.in_use().get(channel=channel).open())


def _username(answer: requests.Response) -> str:
    try:
        return f"@{answer.json()['data']['username']}"
    except (ValueError, LookupError, TypeError):
        return ""
