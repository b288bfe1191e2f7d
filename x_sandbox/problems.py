"""X's error bodies, word for word where they are known."""

from __future__ import annotations

from collections.abc import Mapping

TYPES = "https://api.twitter.com/2/problems/"
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NOT_PERMITTED = "You are not permitted to perform this action."
TOO_LONG = "Your Tweet text is too long. For more information, see the counting characters guide."
REPLY_TARGET_GONE = "You attempted to reply to a Tweet that is deleted or not visible to you."
QUOTING = (
    "Quoting this post is not allowed because you have not been mentioned or are not part of the"
    " conversation thread of the post you are quoting."
)
REPLYING = "You can only reply to or quote posts where you are mentioned or are the author."
PAYING_ACCOUNT = 1949003093120876544
BAD_MEDIA = "Your media IDs are invalid."


class Problem(Exception):
    """Ends a request with ``status`` and ``body`` instead of its regular answer."""

    def __init__(
        self, status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(body.get("detail"))
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def plain(status: int, title: str, detail: str | None = None) -> Problem:
    """The short shape, which X uses when a status says it all."""
    return Problem(
        status,
        {"title": title, "detail": detail or title, "type": "about:blank", "status": status},
    )


def forbidden(detail: str) -> Problem:
    return plain(403, "Forbidden", detail)


def too_many(headers: Mapping[str, str]) -> Problem:
    """429 with the headers that say when to come back."""
    body = dict(plain(429, "Too Many Requests").body)
    return Problem(429, body, headers)


def usage_cap() -> Problem:
    """429 that no waiting cures: the plan's cap is used up."""
    return Problem(
        429,
        {
            "title": "UsageCapExceeded",
            "detail": "Usage cap exceeded: Monthly product cap",
            "type": f"{TYPES}usage-capped",
            "period": "Monthly",
            "scope": "Product",
        },
    )


def credits_depleted() -> Problem:
    """402: the prepaid credits are used up."""
    return Problem(
        402,
        {
            "account_id": PAYING_ACCOUNT,
            "title": "CreditsDepleted",
            "detail": f"Your enrolled account [{PAYING_ACCOUNT}] does not have any credits"
            " to fulfill this request.",
            "type": f"{TYPES}credits",
        },
    )


def oauth1_permissions() -> Problem:
    """403: the app was only ever allowed to read."""
    return Problem(
        403,
        {
            "title": "Forbidden",
            "status": 403,
            "detail": "Your client app is not configured with the appropriate oauth1 app"
            " permissions for this endpoint.",
            "type": f"{TYPES}oauth1-permissions",
        },
    )


def not_authorized(detail: str) -> Problem:
    return Problem(
        403,
        {
            "title": "Forbidden",
            "detail": detail,
            "type": f"{TYPES}not-authorized-for-resource",
            "status": 403,
        },
    )


def invalid(message: str, parameters: Mapping[str, list[str]]) -> Problem:
    """400 for a request X cannot read; ``parameters`` names the values at fault."""
    return Problem(
        400,
        {
            "errors": [{"parameters": parameters, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{TYPES}invalid-request",
        },
    )


def absent(resource: str, value: str) -> dict[str, object]:
    """The ``errors`` member that stands in for ``data`` when a lookup finds nothing."""
    return {
        "errors": [
            {
                "value": value,
                "detail": f"Could not find {resource} with id: [{value}].",
                "title": "Not Found Error",
                "resource_type": resource,
                "parameter": "id",
                "resource_id": value,
                "type": f"{TYPES}resource-not-found",
            }
        ]
    }
