"""How often one account may call one endpoint: X's windows of 15 minutes."""

from __future__ import annotations

from dataclasses import dataclass

from x_sandbox.accounts import Account
from x_sandbox.calls import Sandbox

WINDOW = 15 * 60


@dataclass(frozen=True)
class Allowance:
    """What is left in the running window; ``reset`` is in Unix seconds."""

    limit: int
    used: int
    reset: int

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        return {
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(max(0, self.limit - self.used)),
            "x-rate-limit-reset": str(self.reset),
        }


def take(sandbox: Sandbox, account: Account, endpoint: str, limit: int) -> Allowance:
    """Count one request; the first one after a reset opens the next window."""
    now = int(sandbox.now())
    with sandbox.store.transaction() as db:
        used, reset = db.execute(
            "INSERT INTO rate_window VALUES (:account, :endpoint, 1, :reset)"
            " ON CONFLICT (account_id, endpoint) DO UPDATE SET"
            " used = CASE WHEN reset_at <= :now THEN 1 ELSE used + 1 END,"
            " reset_at = CASE WHEN reset_at <= :now THEN :reset ELSE reset_at END"
            " RETURNING used, reset_at",
            {"account": account.id, "endpoint": endpoint, "now": now, "reset": now + WINDOW},
        ).fetchone()
    return Allowance(limit * sandbox.settings.limit_factor, used, reset)
