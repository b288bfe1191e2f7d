"""The WSGI application: the API below ``/2/``, its control below ``/control/``, pages for people
elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from werkzeug import Request

from x_sandbox.accounts import Account, Directory
from x_sandbox.api import Api
from x_sandbox.calls import Sandbox, Seam, straight_through
from x_sandbox.control import Control
from x_sandbox.panel import Panel
from x_sandbox.settings import Settings
from x_sandbox.site import Site
from x_sandbox.snowflake import Mint
from x_sandbox.store import Store
from x_sandbox.switchboard import Switchboard

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 16 * 1024 * 1024


class App:
    """Owns the sandbox's state until ``close``."""

    def __init__(
        self, settings: Settings, accounts: Sequence[Account], seam: Seam = straight_through
    ) -> None:
        directory = Directory(accounts)
        store = Store(settings.state)
        self.sandbox = Sandbox(settings, store, directory, Mint(settings.clock, store.last_id()))
        store.register(accounts)
        switchboard = Switchboard()
        self.api = Api(self.sandbox, seam, switchboard)
        self.control = Control(self.sandbox, switchboard)
        self.site = Site(self.sandbox, Panel(self.sandbox, switchboard))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # Closing the request closes the temporary files of its uploads.
        with Request(environ) as request:
            request.max_content_length = LARGEST_BODY
            response = self._part(request).respond(request)
        return response(environ, start_response)

    def _part(self, request: Request) -> Api | Control | Site:
        if request.path.startswith("/2/"):
            return self.api
        return self.control if request.path.startswith("/control/") else self.site

    def close(self) -> None:
        self.sandbox.closing.set()
        self.sandbox.store.close()
