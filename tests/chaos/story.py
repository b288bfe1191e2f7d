"""The drill from its beginning to its end: approve, break everything, wait, compare."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from devstack.failure import StackError
from tests.chaos import census, city, orders
from tests.chaos.city import Approving, patiently
from tests.chaos.havoc import Havoc
from tests.chaos.judge import Belief, Verdict, closing_line, judge
from tests.chaos.public import SECONDS, Public
from tests.stack.account import Seen
from tests.stack.running import Stack

TICK = 0.25
# An X that we cannot mend may make us wait for a whole window of 15 minutes.
PATIENCE_WITH_OTHERS = 20 * 60.0
# How long an X that is not ours may lag behind itself.
LAG = 60.0


@dataclass(frozen=True)
class Drill:
    """``patience`` (seconds) is for the way to calm, after the faults have ended."""

    stack: Stack
    public: Public
    count: int
    seed: str
    expected: Path | None

    @property
    def patience(self) -> float:
        return 90 + self.count * 0.2 if self.public.own else PATIENCE_WITH_OTHERS

    @property
    def fault_time(self) -> float:
        """The longest time with faults after the last approval, in seconds."""
        return 15 + self.count * 0.15

    @property
    def approval_time(self) -> float:
        """The longest time that all approvals may take, in seconds."""
        return 120 + self.count * 0.6

    def tell(self) -> bool:
        """Print what happened; whether all is as it must be."""
        before = self.public.newest()
        cast = city.found(self.public.accounts)
        wanted = list(orders.drawn(self.seed, self.count, len(self.public.accounts)))
        self.public.break_down(self.seed)
        havoc = Havoc(self.stack, self.seed)
        approving = Approving(cast, wanted)
        approving.start()
        self._rage(approving, havoc, lambda: city.lift_halts(cast))
        hits = self.public.recover()
        print(f"chaos: {havoc.told()}", flush=True)
        if hits:
            met = ", ".join(f"{fault} {count}" for fault, count in sorted(hits.items()))
            print(f"chaos: {sum(hits.values())} faults: {met}", flush=True)
        horizon = self._horizon()
        self._wait_for_calm(horizon, lambda: city.lift_halts(cast))
        # Whatever the last hanging call still does, it does before anybody looks.
        time.sleep(SECONDS)
        havoc.end_everything()
        return self._compare(before, census.beliefs(horizon))

    def _rage(self, approving: Approving, havoc: Havoc, lift_halts: Callable[[], object]) -> None:
        """Until everything is approved, and most of it has met its fate or time is over."""
        give_up = time.monotonic() + self.approval_time
        while True:
            self.stack.supervisor.check()
            lift_halts()
            done = patiently(census.approved)
            havoc.strike(done / self.count)
            if approving.error:
                raise approving.error
            if not approving.is_alive():
                give_up = min(give_up, time.monotonic() + self.fault_time)
                if self._moving(self._horizon()) <= self.count // 50:
                    return
            if time.monotonic() > give_up:
                if approving.is_alive():
                    raise StackError(f"Only {done} posts could be approved in time.")
                return
            time.sleep(TICK)

    def _wait_for_calm(self, horizon: dt.datetime, lift_halts: Callable[[], object]) -> None:
        """Until nothing moves any more; what X has put off beyond the horizon does not count."""
        while timezone.now() < horizon:
            self.stack.supervisor.check()
            if not lift_halts() and not self._moving(horizon):
                return
            time.sleep(TICK)

    def _horizon(self) -> dt.datetime:
        return timezone.now() + dt.timedelta(seconds=self.patience)

    def _moving(self, horizon: dt.datetime) -> int:
        return patiently(lambda: census.moving(horizon))

    def _compare(self, before: Sequence[int], beliefs: Sequence[Belief]) -> bool:
        if self.expected:
            census.write(self.expected, beliefs)
        verdicts, strangers = self._judged(beliefs, before)
        for verdict in verdicts:
            for complaint in verdict.complaints:
                print(f"chaos: {verdict.key} ({verdict.standing}): {complaint}", file=sys.stderr)
        for seen in strangers:
            print(f"chaos: {seen.id} was approved by nobody: {seen.text}", file=sys.stderr)
        trail = self.stack.manage("verify_trail").strip().splitlines()[-1]
        print(f"chaos: {trail}")
        print(closing_line(self.count, verdicts, self.seed))
        sound = len(verdicts) == self.count and all(verdict.sound for verdict in verdicts)
        return sound and not strangers and trail.endswith("intact")

    def _judged(
        self, beliefs: Sequence[Belief], before: Sequence[int]
    ) -> tuple[list[Verdict], list[Seen]]:
        """Looked at again while an X that is not ours may only be late."""
        give_up = time.monotonic() + (0 if self.public.own else LAG)
        while True:
            verdicts, strangers = judge(beliefs, self.public.everything(before))
            late = any(verdict.lost for verdict in verdicts)
            if not late or time.monotonic() > give_up:
                return verdicts, strangers
            time.sleep(TICK * 8)


def tell(stack: Stack, public: Public, *, count: int, seed: str, expected: Path | None) -> bool:
    """Needs Django to be set up with the environment of the stack's worker.

    Raises ``StackError`` when a process dies that was not killed.
    """
    drill = Drill(stack, public, count, seed, expected)
    try:
        return drill.tell()
    except StackError:
        print(f"chaos: broke off; seed {seed}", file=sys.stderr)
        raise
