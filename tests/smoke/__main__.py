"""``make smoke``: the main job once, end to end, through real processes and real HTTP.

Every acceptable sample text is requested, decided by its section's chief, confirmed by two
people of the PR section or decided by its chief, and published by the worker. Then the
timeline of X is read and compared, text by text. Exit 1 on anything but one post each.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from typing import Any

from devstack.failure import StackError
from tests.smoke.person import Person
from tests.stack.account import Account, plain
from tests.stack.running import CHECKOUT, Stack, surroundings

DEMO = CHECKOUT / "shirai_sns" / "demo"
PR_SECTION = "しろいの魅力発信課"
CHANNEL = "shiroi"
PATIENCE = 90.0


class Cast:
    """Who drafts and who decides in each section, from the demonstration city."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        city = json.loads((DEMO / "city.json").read_text(encoding="utf-8"))
        names = {section["code"]: section["name"] for section in city["sections"]}
        self.holders: dict[tuple[str, str], list[str]] = {}
        for person in city["people"]:
            for code, role, _title in person["posts"]:
                self.holders.setdefault((names[code], role), []).append(person["number"])
        self.signed_in: dict[str, Person] = {}

    def person(self, section: str, role: str, rank: int = 0) -> Person:
        number = self.holders[section, role][rank]
        if number not in self.signed_in:
            self.signed_in[number] = Person(self.base_url, number)
        return self.signed_in[number]


def request_and_approve(cast: Cast, row: dict[str, Any], *, by_chief: bool) -> None:
    section, urgent = row["section"], row.get("urgent", "")
    own = section == PR_SECTION
    drafter = cast.person(section, "staff", 2 if own else 0)
    case = drafter.draft(
        section,
        {
            "title": row["title"],
            "category": row["category"],
            "kind": "post",
            "lane": "urgent" if urgent else "normal",
            "exception_reason": urgent,
            "body": row["text"],
            "publicity": "public",
            "timing": "asap",
        },
    )
    drafter.press(case, "submit")
    if not own and not urgent:
        cast.person(section, "chief").press(case, "decide")
    if by_chief:
        cast.person(PR_SECTION, "chief").press(case, "decide")
    else:
        cast.person(PR_SECTION, "staff", 0).press(case, "confirm")
        cast.person(PR_SECTION, "staff", 1).press(case, "confirm")


def wait_for_posts(account: Account, x_url: str, wanted: set[str], after: int) -> Counter[str]:
    """The timeline once it holds every wanted text, or as it is when patience ends."""
    give_up = time.monotonic() + PATIENCE
    while True:
        seen = Counter(post.text for post in account.timeline(x_url, after=after))
        if wanted <= seen.keys() or time.monotonic() > give_up:
            return seen
        time.sleep(0.25)


def wait_until_settled(cast: Cast, cases: int) -> None:
    chief = cast.person(PR_SECTION, "chief")
    give_up = time.monotonic() + PATIENCE
    while chief.read("/?tab=outgoing").count('data-status="published"') < cases:
        assert time.monotonic() < give_up, "some cases are not marked as posted"
        time.sleep(0.25)


def bring_up(stack: Stack) -> None:
    """The demonstration's people are there, their channel is live, and everything answers."""
    stack.manage("collectstatic", "--noinput", "-v", "0")
    stack.manage("load_demo", "--without-cases")
    stack.manage("set_mode", CHANNEL, "live")
    stack.manage("set_credential", CHANNEL)
    stack.supervisor.start(stack.application.web(stack.ports.web))
    stack.supervisor.start(stack.application.worker())
    stack.supervisor.start(stack.application.beat())
    stack.wait_until_healthy()


def tell_story(stack: Stack, account: Account) -> bool:
    rows = json.loads((DEMO / "requests.json").read_text(encoding="utf-8"))
    wanted = {plain(row["text"]) for row in rows}
    before = account.newest_id(stack.x_url)
    cast = Cast(stack.web_url)
    for turn, row in enumerate(rows):
        request_and_approve(cast, row, by_chief=bool(turn % 2))
    wait_for_posts(account, stack.x_url, wanted, before)
    # Only when the application, too, takes every case for posted will nothing more be sent.
    wait_until_settled(cast, len(rows))
    seen = wait_for_posts(account, stack.x_url, wanted, before)
    trail = stack.manage("verify_trail").strip().splitlines()[-1]
    once = sum(seen[text] == 1 for text in wanted)
    lost = sum(seen[text] == 0 for text in wanted)
    doubled = sum(seen[text] > 1 for text in wanted)
    print(
        f"smoke: {len(rows)} requested, {once} published once, "
        f"{lost} lost, {doubled} doubled; {trail}"
    )
    return once == len(rows) and trail.endswith("intact")


def main() -> int:
    account = Account.given()
    try:
        with surroundings(account) as stack:
            bring_up(stack)
            return 0 if tell_story(stack, account) else 1
    except (AssertionError, StackError) as failure:
        print(f"smoke: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
