"""OAuth 1.0a: who signed this request, if anybody we know did, just now and only once."""

from __future__ import annotations

import sqlite3

from oauthlib.common import Request as SignedRequest
from oauthlib.oauth1.rfc5849.signature import collect_parameters, verify_hmac_sha1
from werkzeug import Request

from x_sandbox import problems
from x_sandbox.accounts import Account
from x_sandbox.calls import Sandbox

FORM = "application/x-www-form-urlencoded"
REQUIRED = (
    "oauth_consumer_key",
    "oauth_token",
    "oauth_nonce",
    "oauth_timestamp",
    "oauth_signature",
)


def authenticate(request: Request, sandbox: Sandbox) -> Account:
    """The account whose keys signed ``request``; raises X's 401 for every doubt."""
    try:
        oauth = _oauth_parameters(request)
        account = sandbox.directory.find(oauth["oauth_consumer_key"], oauth["oauth_token"])
        signed_at = int(oauth["oauth_timestamp"])
        fresh = abs(sandbox.now() - signed_at) <= sandbox.settings.signature_window
        if account and fresh and _verified(request, oauth["oauth_signature"], account):
            _spend_nonce(sandbox, account, oauth["oauth_nonce"], signed_at)
            return account
    except (KeyError, ValueError, sqlite3.IntegrityError) as error:
        raise problems.plain(401, "Unauthorized") from error
    raise problems.plain(401, "Unauthorized")


def _oauth_parameters(request: Request) -> dict[str, str]:
    """The protocol parameters; raises KeyError or ValueError unless complete and unambiguous."""
    pairs = collect_parameters(
        headers={"Authorization": request.headers["Authorization"]}, exclude_oauth_signature=False
    )
    oauth: dict[str, str] = dict(pairs)
    if len(oauth) != len(pairs):
        raise ValueError("a protocol parameter is given twice")
    if oauth["oauth_signature_method"] != "HMAC-SHA1" or not all(map(oauth.get, REQUIRED)):
        raise ValueError("not a complete HMAC-SHA1 signature")
    if oauth.get("oauth_version", "1.0") != "1.0":
        raise ValueError("not OAuth 1.0")
    return oauth


def _verified(request: Request, signature: str, account: Account) -> bool:
    # The raw target, because the client signed what it sent and not what we would decode it to.
    url = f"{request.scheme}://{request.host}{request.environ['REQUEST_URI']}"
    body = request.get_data(as_text=True) if request.mimetype == FORM else ""
    signed = SignedRequest(url, request.method)
    signed.params = collect_parameters(
        uri_query=signed.uri_query,
        body=body,
        headers={"Authorization": request.headers["Authorization"]},
    )
    signed.signature = signature
    return bool(verify_hmac_sha1(signed, account.consumer_secret, account.access_token_secret))


def _spend_nonce(sandbox: Sandbox, account: Account, nonce: str, signed_at: int) -> None:
    """Remember a nonce as long as its timestamp would be accepted; IntegrityError on replay."""
    with sandbox.store.transaction() as db:
        db.execute(
            "DELETE FROM nonce WHERE signed_at < ?",
            (sandbox.now() - sandbox.settings.signature_window,),
        )
        db.execute("INSERT INTO nonce VALUES (?, ?, ?)", (account.access_token, nonce, signed_at))
