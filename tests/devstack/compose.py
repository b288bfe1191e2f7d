"""The compose file as data, with its variables filled in as `docker compose` would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.devstack.scripts import CHECKOUT

VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?P<rule>:[?-])(?P<rest>[^}]*)\})")
Service = dict[str, Any]


def read(variables: Mapping[str, str]) -> dict[str, Any]:
    """Raises ``KeyError`` with the file's own message when a required variable is missing."""
    document: dict[str, Any] = _fill(
        yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text()), variables
    )
    return document


def required_variables() -> set[str]:
    text = (CHECKOUT / "docker-compose.yml").read_text()
    return {match["name"] for match in VARIABLE.finditer(text) if match["rule"] == ":?"}


def health_command(service: Service) -> list[str]:
    kind, *words = service["healthcheck"]["test"]
    return ["sh", "-c", *words] if kind == "CMD-SHELL" else words


def _fill(node: Any, variables: Mapping[str, str]) -> Any:
    match node:
        case dict():
            return {key: _fill(value, variables) for key, value in node.items()}
        case list():
            return [_fill(item, variables) for item in node]
        case str():
            return VARIABLE.sub(lambda found: _value(found, variables), node)
        case _:
            return node


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    if found["escaped"]:
        return "$"
    if given := variables.get(found["name"]):
        return given
    if found["rule"] == ":?":
        raise KeyError(found["rest"])
    return found["rest"]
