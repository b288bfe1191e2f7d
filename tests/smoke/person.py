"""A person of the demonstration city at a browser: real HTTP, real forms, real cookies."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import requests

PASSWORD = "shiroi-nashi-2026"


class Inputs(HTMLParser):
    """What a page's forms would send, by the form's action: the hidden fields, and every item
    of the checklist answered, with a reason for whatever the checks have found."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = self.forms.setdefault(given.get("action", ""), {})
        elif tag == "input" and given.get("type") == "hidden":
            self._fields[given.get("name", "")] = given.get("value", "")
        elif (name := given.get("name", "")).startswith("item_"):
            self._fields[name] = "on"
        elif name.startswith("reason_"):
            self._fields[name] = "担当課で確認しました"


class Person:
    """Signed in from the start. Raises ``AssertionError`` when the application says no."""

    def __init__(self, base_url: str, number: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()
        self._send("/accounts/sign-in", "", {"username": number, "password": PASSWORD})
        assert "sessionid" in self.session.cookies, f"{number} could not sign in"

    def draft(self, section: str, values: dict[str, str]) -> str:
        """Write a request and check its contents; returns the address of the case."""
        offered = self._section_code(section)
        chosen = {"section": offered} if offered else {}
        answer = self._send("/posts/new", "", {**values, **chosen, "then": "review"})
        address = answer.url.removeprefix(self.base_url)
        assert re.fullmatch(r"/posts/[0-9a-f-]{36}/", address), f"not saved: {address}"
        return address

    def press(self, case: str, verb: str) -> str:
        """Press a button of the case page; returns the page that follows."""
        return self._send(case, f"{case}{verb}", {}).text

    def read(self, address: str) -> str:
        return self.session.get(self.base_url + address, timeout=30).text

    def _section_code(self, section: str) -> str:
        """The code of a section that the form offers; empty when there is no choice."""
        page = self.read("/posts/new")
        found = re.search(rf'<option value="([\w-]+)"[^>]*>{re.escape(section)}</option>', page)
        return found[1] if found else ""

    def _send(self, page: str, action: str, values: dict[str, str]) -> requests.Response:
        shown = self.session.get(self.base_url + page, timeout=30)
        forms = Inputs(shown.text).forms
        assert action in forms, f"{page} offers no {action or 'form'} ({shown.status_code})"
        answer = self.session.post(
            self.base_url + (action or page), data={**forms[action], **values}, timeout=30
        )
        assert answer.status_code == 200, f"{action or page}: {answer.status_code}"
        return answer
