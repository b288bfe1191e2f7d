"""The API's pipeline: authenticate, count, validate, commit, respond; a fault on the way."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException

from x_sandbox import limits, oauth, problems, strikes
from x_sandbox.calls import Call, Reply, Sandbox, Seam
from x_sandbox.problems import Problem
from x_sandbox.routes import URL_MAP, Route
from x_sandbox.switchboard import Switchboard

VERSION = "2.167"
JSON = "application/json; charset=utf-8"


class Api:
    """Answers everything below ``/2/``."""

    def __init__(self, sandbox: Sandbox, seam: Seam, switchboard: Switchboard) -> None:
        self.sandbox = sandbox
        self.seam = seam
        self.switchboard = switchboard

    def respond(self, request: Request) -> Response:
        started = time.monotonic()
        headers = {"api-version": VERSION, "x-transaction-id": secrets.token_hex(8)}
        try:
            reply = self._reply(request, headers)
            kind = "text/html; charset=utf-8" if reply.html else JSON
        except HTTPException as error:
            reply, kind = _refused(_of_http(error))
        except Problem as problem:
            reply, kind = _refused(problem)
        headers |= reply.headers
        headers["x-response-time"] = str(round((time.monotonic() - started) * 1000))
        body = reply.html or json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"))
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        return Response(body, status, headers, content_type=kind)

    def _reply(self, request: Request, headers: dict[str, str]) -> Reply:
        route, ids = _matched(request)
        account = oauth.authenticate(request, self.sandbox)
        headers["x-access-level"] = account.access_level
        allowance = limits.take(self.sandbox, account, f"{route.method} {route.path}", route.limit)
        headers |= allowance.headers()
        if allowance.exceeded:
            raise problems.plain(429, "Too Many Requests")
        hit = self.switchboard.strike(route.kind, account)
        call = Call(request, account, self.sandbox, hit)
        strikes.before(call)
        change = route.handle(call, **ids)
        return strikes.carry_out(call, lambda: self.seam(call, change))


def _matched(request: Request) -> tuple[Route, Mapping[str, str]]:
    route, ids = URL_MAP.bind_to_environ(request.environ).match()
    for written in ids.values():
        if not re.fullmatch("[0-9]{1,19}", written):
            message = f"The `id` query parameter value [{written}] is not valid"
            raise problems.invalid(message, {"id": [written]})
    return route, ids


def _refused(problem: Problem) -> tuple[Reply, str]:
    return Reply(problem.status, problem.body, problem.headers), "application/problem+json"


def _of_http(error: HTTPException) -> Problem:
    return problems.plain(error.code or 500, error.name)
