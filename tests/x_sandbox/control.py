"""The control endpoint of a running local X, as a program uses it."""

from __future__ import annotations

from typing import Any

import requests

from x_sandbox.server import Server


def switch_on(server: Server, **rule: object) -> dict[str, Any]:
    """The rule as it is now on."""
    answer = requests.post(f"{server.url}/control/faults", json=rule, timeout=10)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def switch_off(server: Server) -> None:
    requests.delete(f"{server.url}/control/faults", timeout=10).raise_for_status()


def rules(server: Server) -> list[dict[str, Any]]:
    return list(read(server, "faults")["rules"])


def read(server: Server, what: str) -> dict[str, Any]:
    answer = requests.get(f"{server.url}/control/{what}", timeout=10)
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body


def created(server: Server) -> dict[str, int]:
    """How often each text was ever created."""
    return {row["text"]: row["created"] for row in read(server, "posts")["counts"]}
