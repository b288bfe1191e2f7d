"""A running local X and clients of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import tweepy
from requests.auth import AuthBase

from tests.x_sandbox.clients import CITY, NEIGHBOUR, client_for, signer_for
from x_sandbox.app import App
from x_sandbox.server import Server
from x_sandbox.settings import Settings


@pytest.fixture
def launch() -> Iterator[Callable[[Settings], Server]]:
    """Starts servers that stop with the test."""
    running: list[Server] = []

    def start(settings: Settings) -> Server:
        server = Server(App(settings, [CITY, NEIGHBOUR]))
        server.start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


@pytest.fixture
def server(launch: Callable[[Settings], Server]) -> Server:
    return launch(Settings())


@pytest.fixture
def x(server: Server) -> tweepy.Client:
    """The city's account."""
    return client_for(server.url, CITY)


@pytest.fixture
def neighbour(server: Server) -> tweepy.Client:
    """Another account of the same server."""
    return client_for(server.url, NEIGHBOUR)


@pytest.fixture
def signer() -> AuthBase:
    """The city's signature, for plain requests."""
    return signer_for(CITY)
