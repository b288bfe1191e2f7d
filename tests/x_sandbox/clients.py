"""The real tweepy, pointed at a local server."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import requests
import tweepy
from requests.auth import AuthBase

from x_sandbox import accounts
from x_sandbox.accounts import Account

CITY = accounts.from_environment({})
NEIGHBOUR = Account(
    username="neighbour_city",
    name="となり市",
    consumer_key=CITY.consumer_key,
    consumer_secret=CITY.consumer_secret,
    access_token="1000000002-neighbour",
    access_token_secret="neighbour-secret",
)


class HostSession(requests.Session):
    """Sends tweepy's requests to another host: tweepy itself has no setting for that."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = urlsplit(base)
        self.trust_env = False

    def request(  # type: ignore[override]
        self, method: str, url: str, **options: object
    ) -> requests.Response:
        parts = urlsplit(url)
        url = urlunsplit((self.base.scheme, self.base.netloc, parts.path, parts.query, ""))
        options.setdefault("timeout", (5, 30))
        options["allow_redirects"] = False
        return super().request(method, url, **options)  # type: ignore[arg-type]


def client_for(base: str, account: Account) -> tweepy.Client:
    client = tweepy.Client(
        consumer_key=account.consumer_key,
        consumer_secret=account.consumer_secret,
        access_token=account.access_token,
        access_token_secret=account.access_token_secret,
    )
    client.session = HostSession(base)
    return client


def signer_for(account: Account) -> AuthBase:
    """What tweepy signs with, for the endpoints it has no method for."""
    signer: AuthBase = tweepy.OAuth1UserHandler(
        account.consumer_key,
        account.consumer_secret,
        account.access_token,
        account.access_token_secret,
    ).apply_auth()
    return signer
