"""What X itself does not have: faults at will, more accounts, and a look into the store.

For programs; people find the same under ``/faults``. Everything is JSON. ``GET`` reads;
a bad body is answered with 400 and ``{"error": why}``.

``GET /control/faults``
    ``{"catalogue": [{"fault", "words", "calls", "seconds"}], "rules": [rule, …]}``. Each rule
    has its ``id``, how many calls of each kind it has ``seen`` and which ``hits`` there were.
``POST /control/faults`` with one rule
    Switches it on, after those that are on; 201 and the rule with its ``id``.
``PUT /control/faults`` with a list of rules
    These and no others, in one step.
``DELETE /control/faults`` or ``/control/faults/<id>``
    Switches all off, or one.
``GET /control/faults/<id>/plan?call=create&first=1&count=20``
    ``{"plan": [fault or null, …]}``: what the first, second, … call of this kind meets.
    It follows from ``seed``, the kind of call and its number alone.
``GET /control/accounts``, ``POST /control/accounts`` with a list of accounts
    Accounts as in the file of ``--accounts``: ``username``, ``name``, ``consumer_key``,
    ``consumer_secret``, ``access_token`` (``<user id>-…``), ``access_token_secret``. New keys
    work at once and until the end of the process. Secrets are never shown.
``GET /control/posts?account=…&since_id=…``
    Everything ever created, deleted posts too: ``posts`` (``id``, ``account``, ``account_id``,
    ``text`` as it was written, ``images``, ``reply_to``, ``deleted``), oldest first, and
    ``counts`` (``account``, ``text``, ``created``, ``standing``).

A rule, of which only ``fault`` or ``faults`` is required::

    {"faults": ["drop-after", "503-before"],  # or "fault": "hang-after"; twice, twice as often
     "calls": ["create"],      # create, delete, media, timeline; default: all that suit
     "times": 5,               # the next 5 matching calls; default null: for ever
     "share": 0.3,             # how many of them are hit (0 to 1]; default 1: each
     "seed": 7,                # number or text that decides which, and by what; default 0
     "account": "shiroi_city", # name or user id; default null: everybody
     "seconds": 4}             # how long it lasts; default: the fault's own
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from werkzeug import Request, Response
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.routing import Map, Rule

from x_sandbox import accounts, guests, ledger, rules, snowflake
from x_sandbox.accounts import AccountError
from x_sandbox.calls import Sandbox
from x_sandbox.faults import CATALOGUE, Kind
from x_sandbox.rules import RuleError
from x_sandbox.switchboard import Switchboard

LONGEST_PLAN = 10_000
Answer = tuple[int, object]


class Control:
    """Answers everything below ``/control/``."""

    def __init__(self, sandbox: Sandbox, switchboard: Switchboard) -> None:
        self.sandbox = sandbox
        self.switchboard = switchboard
        offered: dict[tuple[str, str], Callable[..., Answer]] = {
            ("GET", "/control/faults"): self.faults,
            ("POST", "/control/faults"): self.add_fault,
            ("PUT", "/control/faults"): self.replace_faults,
            ("DELETE", "/control/faults"): self.clear_faults,
            ("DELETE", "/control/faults/<int:number>"): self.remove_fault,
            ("GET", "/control/faults/<int:number>/plan"): self.plan,
            ("GET", "/control/accounts"): self.accounts,
            ("POST", "/control/accounts"): self.add_accounts,
            ("GET", "/control/posts"): self.posts,
        }
        self.urls = Map(
            [Rule(path, methods=[verb], endpoint=do) for (verb, path), do in offered.items()],
            strict_slashes=False,
        )

    def respond(self, request: Request) -> Response:
        try:
            if request.method not in {"GET", "HEAD"}:
                guests.refuse_strangers(request)
            act, arguments = self.urls.bind_to_environ(request.environ).match()
            status, body = act(request, **arguments)
        except (RuleError, AccountError) as error:
            status, body = 400, {"error": str(error)}
        except HTTPException as error:
            status, body = error.code or 500, {"error": error.description or error.name}
        written = json.dumps(body, ensure_ascii=False)
        phrase = f"{status} {HTTPStatus(status).phrase}"
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return Response(written, phrase, headers, content_type="application/json; charset=utf-8")

    def faults(self, _request: Request) -> Answer:
        catalogue = [
            {
                "fault": fault,
                "words": about.words,
                "calls": list(about.kinds),
                "seconds": about.seconds,
            }
            for fault, about in CATALOGUE.items()
        ]
        return 200, {"catalogue": catalogue, "rules": self._rules()}

    def add_fault(self, request: Request) -> Answer:
        rule = self._read(_body(request))
        return 201, {"id": self.switchboard.add(rule), **rule.json()}

    def replace_faults(self, request: Request) -> Answer:
        wanted = _body(request)
        if not isinstance(wanted, list):
            raise RuleError("a list of rules is expected")
        self.switchboard.replace([self._read(given) for given in wanted])
        return 200, {"rules": self._rules()}

    def clear_faults(self, _request: Request) -> Answer:
        self.switchboard.replace([])
        return 200, {"rules": []}

    def remove_fault(self, _request: Request, number: int) -> Answer:
        if not self.switchboard.remove(number):
            raise NotFound
        return 200, {"rules": self._rules()}

    def plan(self, request: Request, number: int) -> Answer:
        rule = self.switchboard.find(number)
        if rule is None:
            raise NotFound
        kind = request.args.get("call", Kind.CREATE, type=Kind)
        first = max(1, request.args.get("first", 1, type=int))
        count = min(max(1, request.args.get("count", 20, type=int)), LONGEST_PLAN)
        turns = range(first, first + count)
        return 200, {"call": kind, "first": first, "plan": [rule.planned(kind, t) for t in turns]}

    def accounts(self, _request: Request) -> Answer:
        known = self.sandbox.directory.accounts
        return 200, {"accounts": [_shown(account) for account in known]}

    def add_accounts(self, request: Request) -> Answer:
        added = accounts.from_json(_body(request))
        self.sandbox.directory.add(added)
        self.sandbox.store.register(added)
        return 201, {"accounts": [_shown(account) for account in added]}

    def posts(self, request: Request) -> Answer:
        name = request.args.get("account")
        known = self.sandbox.directory.ids()
        if name is not None and name not in known:
            raise AccountError(f"there is no account {name!r}")
        since = min(request.args.get("since_id", 0, type=int), snowflake.LARGEST)
        account = None if name is None else known[name]
        return 200, ledger.read(self.sandbox.store, account, since)

    def _read(self, given: object) -> rules.Rule:
        return rules.read(given, self.sandbox.directory.ids())

    def _rules(self) -> list[dict[str, object]]:
        return [{"id": number, **rule.json()} for number, rule in self.switchboard.rules().items()]


def _shown(account: accounts.Account) -> dict[str, str]:
    return {"id": str(account.id), "username": account.username, "name": account.name}


def _body(request: Request) -> object:
    try:
        body: object = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body is not valid JSON") from error
    return body
