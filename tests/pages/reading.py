"""Reading a page as its visitor does: what stands where, and what a form would send again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponseBase

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "path", "circle", "wbr"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """This element and everything in it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    def all(self, tag: str = "", **wanted: str) -> list[Element]:
        """The elements of this tag whose attributes are as wanted (``class_`` for one class)."""
        css_class = wanted.pop("class_", "")
        names = {name.replace("_", "-"): value for name, value in wanted.items()}
        return [
            element
            for element in self
            if tag in {"", element.tag}
            and all(element.attributes.get(name) == value for name, value in names.items())
            and (not css_class or css_class in element.attributes.get("class", "").split())
        ]

    def one(self, tag: str = "", **wanted: str) -> Element:
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} elements <{tag}> with {wanted}"
        return found[0]

    @property
    def raw(self) -> str:
        return "".join(c if isinstance(c, str) else c.raw for c in self.children)

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())


class Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            closed = self.open.pop()
            assert closed.tag == tag, f"<{closed.tag}> closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(response: HttpResponseBase) -> Element:
    """The page as a tree. A wrongly nested one fails here."""
    builder = Builder()
    builder.feed(getattr(response, "content", b"").decode())
    builder.close()
    assert builder.open == [builder.root], f"left open: {[e.tag for e in builder.open[1:]]}"
    return builder.root


def typed(page: Element) -> dict[str, str]:
    """What the page's big form would send again, without its token against forgery."""
    form = page.one("form", class_="form")
    readers: dict[str, Callable[[Element], str | None]] = {
        "input": _input,
        "textarea": lambda area: area.raw.removeprefix("\n"),
        "select": _chosen,
    }
    values = {}
    for element in form:
        reader = readers.get(element.tag)
        name = element.attributes.get("name", "")
        if reader and name and (value := reader(element)) is not None:
            values[name] = value
    values.pop("csrfmiddlewaretoken")
    return values


def error_beside(page: Element, name: str) -> str:
    """The message beside a field; the field itself has to point at it."""
    message = page.one(id=f"id_{name}_error")
    pointing = [
        e for e in page if message.attributes["id"] in e.attributes.get("aria-describedby", "")
    ]
    assert pointing, f"nothing points at the message of {name}"
    return message.text


def summary(page: Element) -> Element:
    """The list of errors at the top; every link in it leads to something on the page."""
    box = page.one(class_="error-summary")
    ids = {element.attributes.get("id") for element in page}
    for link in box.all("a"):
        assert link.attributes["href"].removeprefix("#") in ids, link.attributes["href"]
    return box


def _input(element: Element) -> str | None:
    kind = element.attributes.get("type", "text")
    if kind == "file" or (kind in {"radio", "checkbox"} and "checked" not in element.attributes):
        return None
    return element.attributes.get("value", "on" if kind == "checkbox" else "")


def _chosen(element: Element) -> str:
    options = element.all("option")
    chosen = [o for o in options if "selected" in o.attributes] or options[:1]
    return chosen[0].attributes.get("value", "") if chosen else ""
