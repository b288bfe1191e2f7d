"""The only double of the house: the local X as a real HTTP server, with faults at its seam."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pytest_django import Settings as DjangoSettings

from posts.models import Channel
from publishing.x import X
from tests.cast import KEYS
from x_sandbox import posts
from x_sandbox.accounts import from_environment
from x_sandbox.app import App
from x_sandbox.calls import Call, Change, Reply, Seam, straight_through
from x_sandbox.posts import Post
from x_sandbox.server import Server
from x_sandbox.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class LocalX(App):
    """Remembers every request that reached it, whether it was answered or not."""

    def __init__(self) -> None:
        self.fault: Seam = straight_through
        # Status line, headers and body that go out instead of the real answer.
        self.instead: tuple[str, dict[str, str], str] | None = None
        self.requests: list[str] = []
        super().__init__(Settings(), [from_environment({})], self._through_the_fault)
        self.server = Server(self)
        self.url = self.server.url

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.requests.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        if self.instead is None:
            return super().__call__(environ, start_response)
        b"".join(super().__call__(environ, _unheard))
        status, headers, body = self.instead
        start_response(status, list(headers.items()))
        return [body.encode()]

    def timeline(self) -> list[Post]:
        """What citizens see, oldest first."""
        return posts.select(self.sandbox.store, "ORDER BY post.id", ())

    def texts(self) -> list[str]:
        return [post.text for post in self.timeline()]

    @property
    def tries(self) -> int:
        """How often somebody asked to create a post."""
        return self.requests.count("POST /2/tweets")

    def connect(self, _channel: Channel) -> X:
        """The way out of every channel, for the functions that take one."""
        return X(self.url, KEYS)

    def _through_the_fault(self, call: Call, change: Change) -> Reply:
        return self.fault(call, change)


def _unheard(
    _status: str, _headers: list[tuple[str, str]], _error: object = None
) -> Callable[[bytes], object]:
    return lambda _data: None


@contextmanager
def local_x(settings: DjangoSettings) -> Iterator[LocalX]:
    """A local X that the application talks to, live or drill."""
    local = LocalX()
    settings.X_API_BASE_URL = settings.X_SANDBOX_URL = local.url
    with local.server:
        yield local


def hang_up(call: Call) -> None:
    """Drop the connection without an answer."""
    call.request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionError


def dropped_after_the_commit(call: Call, change: Change) -> Reply:
    """The post is there; the answer never arrives."""
    reply = change()
    if creates_a_post(call):
        hang_up(call)
    return reply


def dropped_before_the_commit(call: Call, change: Change) -> Reply:
    """The post is not there, and nobody hears about it."""
    if creates_a_post(call):
        hang_up(call)
    return change()


def creates_a_post(call: Call) -> bool:
    return (call.request.method, call.request.path) == ("POST", "/2/tweets")


def answering(status: int, body: Mapping[str, object], method: str = "POST") -> Seam:
    """Refuse every request of this method in these words, without any effect."""

    def fault(call: Call, change: Change) -> Reply:
        return Reply(status, body) if call.request.method == method else change()

    return fault
