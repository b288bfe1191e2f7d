"""The catalogue of faults: what each does, to which calls, and what X says while it does it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from x_sandbox import problems
from x_sandbox.problems import Problem

DAY = 24 * 60 * 60
WINDOW = 15 * 60
DAILY_POSTS = 17


class Kind(StrEnum):
    """The calls that faults can hit; the value is the word of the control endpoint."""

    CREATE = "create"
    DELETE = "delete"
    MEDIA = "media"
    TIMELINE = "timeline"


class Fault(StrEnum):
    """The value is the word of the control endpoint."""

    HANG_BEFORE = "hang-before"
    HANG_AFTER = "hang-after"
    LATE = "late"
    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    UNAVAILABLE_BEFORE = "503-before"
    UNAVAILABLE_AFTER = "503-after"
    HTML = "html"
    REDIRECT = "redirect"
    DUPLICATE = "duplicate"
    NOT_PERMITTED = "not-permitted"
    UNAUTHORIZED = "unauthorized"
    OAUTH1_PERMISSIONS = "oauth1-permissions"
    CREDITS = "credits"
    RATE_LIMIT = "rate-limit"
    DAILY_LIMIT = "daily-limit"
    USAGE_CAP = "usage-cap"
    UPLOAD_REFUSED = "upload-refused"
    MEDIA_EXPIRED = "media-expired"
    PROCESSING_FAILED = "processing-failed"
    PROCESSING_SLOW = "processing-slow"
    LAG = "lag"


class About(NamedTuple):
    """``seconds`` is how long it lasts unless told otherwise; None where nothing lasts."""

    words: str
    kinds: tuple[Kind, ...] = tuple(Kind)
    seconds: float | None = None


WRITES = (Kind.CREATE, Kind.DELETE, Kind.MEDIA)
CATALOGUE: dict[Fault, About] = {
    Fault.HANG_BEFORE: About("受け付けずに黙り込み、やがて切断する", seconds=35),
    Fault.HANG_AFTER: About("実行した後に黙り込み、やがて切断する", seconds=35),
    Fault.LATE: About("黙り込んだ後で実行し、切断する", WRITES, seconds=35),
    Fault.DROP_BEFORE: About("実行せずに切断する"),
    Fault.DROP_AFTER: About("実行した後に切断する"),
    Fault.UNAVAILABLE_BEFORE: About("実行せずに 503 を返す"),
    Fault.UNAVAILABLE_AFTER: About("実行した後に 503 を返す"),
    Fault.HTML: About("実行し、JSON のかわりに HTML を返す"),
    Fault.REDIRECT: About("307 で別の場所へ送る"),
    Fault.DUPLICATE: About("403 重複した内容", (Kind.CREATE,)),
    Fault.NOT_PERMITTED: About("403 この操作は許可されていません"),
    Fault.UNAUTHORIZED: About("401 認証できない"),
    Fault.OAUTH1_PERMISSIONS: About("403 アプリの権限不足（oauth1-permissions）"),
    Fault.CREDITS: About("402 残高不足（CreditsDepleted）"),
    Fault.RATE_LIMIT: About("429 15分の回数制限", seconds=WINDOW),
    Fault.DAILY_LIMIT: About("429 24時間の回数制限", seconds=DAY),
    Fault.USAGE_CAP: About("429 利用枠の上限（UsageCapExceeded）"),
    Fault.UPLOAD_REFUSED: About("400 画像を受け付けない", (Kind.MEDIA,)),
    Fault.MEDIA_EXPIRED: About("受け付けた画像がすぐ期限切れになる", (Kind.MEDIA,)),
    Fault.PROCESSING_FAILED: About("画像の処理に失敗する", (Kind.MEDIA,), seconds=2),
    Fault.PROCESSING_SLOW: About("画像の処理に時間がかかる", (Kind.MEDIA,), seconds=5),
    Fault.LAG: About("新しい投稿がしばらく見えない", (Kind.TIMELINE,), seconds=60),
}


class Hit(NamedTuple):
    """A fault that has hit one call."""

    fault: Fault
    seconds: float


# Answers that X gives before it looks at the request, word for word as they were seen.
REFUSALS: dict[Fault, Callable[[int], Problem]] = {
    Fault.UNAVAILABLE_BEFORE: lambda _reset: problems.plain(503, "Service Unavailable"),
    Fault.UNAUTHORIZED: lambda _reset: problems.plain(401, "Unauthorized"),
    Fault.OAUTH1_PERMISSIONS: lambda _reset: problems.oauth1_permissions(),
    Fault.CREDITS: lambda _reset: problems.credits_depleted(),
    Fault.USAGE_CAP: lambda _reset: problems.usage_cap(),
    Fault.NOT_PERMITTED: lambda _reset: problems.forbidden(problems.NOT_PERMITTED),
    Fault.DUPLICATE: lambda _reset: problems.forbidden(problems.DUPLICATE),
    Fault.UPLOAD_REFUSED: lambda _reset: problems.invalid(
        "The media type is not recognized.", {"media_category": ["tweet_image"]}
    ),
    Fault.RATE_LIMIT: lambda reset: problems.too_many(
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(reset)}
    ),
    # The 15-minute headers stay as they are: X sends them along, with something left.
    Fault.DAILY_LIMIT: lambda reset: problems.too_many(
        {
            f"x-{who}-limit-24hour-{what}": str(value)
            for who in ("app", "user")
            for what, value in (("limit", DAILY_POSTS), ("remaining", 0), ("reset", reset))
        }
    ),
}
