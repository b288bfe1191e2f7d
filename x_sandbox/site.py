"""What a browser sees: the public timeline, its pictures, its style, and the fault switchboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import send_from_directory

from x_sandbox import media, meter, posts, snowflake, timeline
from x_sandbox.calls import Sandbox
from x_sandbox.panel import Panel

STATIC = Path(__file__).with_name("static")
PAGE_LENGTH = 30
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Site:
    """Answers everything outside ``/2/`` and ``/control/``."""

    def __init__(self, sandbox: Sandbox, panel: Panel) -> None:
        self.sandbox = sandbox
        pages: dict[str, Callable[..., Response]] = {
            "/": self.timeline,
            "/healthz": self.health,
            "/meter": self.meter,
            "/<handle>": self.profile,
            "/<handle>/status/<int:post_id>": self.status,
            "/media/<int:media_id>": self.media,
            "/static/<name>": self.static,
            "/faults": panel.show,
        }
        buttons: dict[str, Callable[..., Response]] = {
            "/faults": panel.switch_on,
            "/faults/off": panel.switch_all_off,
            "/faults/<int:number>/off": panel.switch_off,
        }
        self.urls = Map(
            [
                *(Rule(path, methods=["GET"], endpoint=show) for path, show in pages.items()),
                *(Rule(path, methods=["POST"], endpoint=press) for path, press in buttons.items()),
            ]
        )

    def respond(self, request: Request) -> Response:
        try:
            show, arguments = self.urls.bind_to_environ(request.environ).match()
            response: Response = show(request, **arguments)
        except HTTPException as error:
            response = Response(f"{error.code} {error.name}\n", error.code, mimetype="text/plain")
        response.headers.update(SECURITY_HEADERS)
        return response

    def timeline(self, request: Request) -> Response:
        before = request.args.get("before", default=snowflake.LARGEST, type=int)
        found = posts.select(
            self.sandbox.store,
            "AND post.id < ? ORDER BY post.id DESC LIMIT ?",
            (max(0, min(before, snowflake.LARGEST)), PAGE_LENGTH + 1),
        )
        page = timeline.page(
            found[:PAGE_LENGTH],
            account=self.sandbox.directory.accounts[0],
            reading=meter.read(self.sandbox.store),
            more=len(found) > PAGE_LENGTH,
        )
        return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})

    def profile(self, request: Request, handle: str) -> Response:
        """All accounts share one timeline here, so a profile is the timeline."""
        if handle not in {account.username for account in self.sandbox.directory.accounts}:
            raise NotFound
        return self.timeline(request)

    def status(self, _request: Request, handle: str, post_id: int) -> Response:
        """One post under the address that X would give it; X does not mind the handle either."""
        found = posts.select(
            self.sandbox.store, "AND post.id = ? LIMIT 1", (min(post_id, snowflake.LARGEST),)
        )
        if not found:
            raise NotFound
        page = timeline.page(
            found,
            account=self.sandbox.directory.accounts[0],
            reading=meter.read(self.sandbox.store),
            more=False,
        )
        return Response(page, mimetype="text/html", headers={"Cache-Control": "no-store"})

    def health(self, _request: Request) -> Response:
        self.sandbox.store.row("SELECT 1")
        return Response("ok", mimetype="text/plain")

    def meter(self, _request: Request) -> Response:
        reading = meter.read(self.sandbox.store)
        body = f'{{"posts":{reading.posts},"usd":"{reading.dollars}"}}'
        return Response(body, mimetype="application/json")

    def media(self, _request: Request, media_id: int) -> Response:
        found = media.published_content(self.sandbox.store, min(media_id, snowflake.LARGEST))
        if found is None:
            raise NotFound
        mime, content = found
        return Response(content, mimetype=mime, headers={"Cache-Control": "private, max-age=3600"})

    def static(self, request: Request, name: str) -> Response:
        return send_from_directory(STATIC, name, request.environ)
