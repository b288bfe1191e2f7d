"""What a person sees and presses on the case page, over real requests to the application."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.events import Act
from audit.models import Event, EventQuerySet
from posts.models import Post
from tests.cast import answer_fields


@dataclass(frozen=True)
class Page:
    """One answer of the application."""

    code: int
    html: str

    @property
    def status(self) -> str:
        """The status that the first chip of the page names."""
        found = re.search(r'class="chip" data-status="(\w+)"', self.html)
        assert found, self.html
        return found[1]

    @property
    def verbs(self) -> set[str]:
        """The acts that the page offers, by the last word of their address."""
        return set(re.findall(r'<form[^>]* action="/posts/[0-9a-f-]{36}/([a-z-]+)"', self.html))

    @property
    def steps(self) -> list[str]:
        """The states of the approval route's nodes, first to last; earlier rounds left out."""
        _before, _id, present = self.html.partition('id="route"')
        return re.findall(r'class="timeline__item" data-state="(\w+)"', present)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def look(user: User, post: Post) -> Page:
    """The case page as this person sees it."""
    response = signed_in(user).get(reverse("posts:case", args=[post.code]))
    return Page(response.status_code, response.content.decode())


def press(
    user: User, post: Post, verb: str, *, seen: str | None = None, reason: str = "", **more: str
) -> Page:
    """Press a button of the case page, such as ``approvals:confirm``, and see the case again.

    A refusal is seen as it is; after the act itself the person is led on to the next case.
    """
    if seen is None:
        seen = f"{post.revision.digest}.{Post.objects.get(pk=post.pk).status}"
    typed = {"seen": seen, "reason": reason, **more}
    typed = answer_fields(post) | typed
    address = reverse(verb, args=[post.code])
    response = signed_in(user).post(address, typed)
    if response.status_code == 302:
        return look(user, post)
    return Page(response.status_code, response.content.decode())


def history(post: Post) -> list[str]:
    """The acts on this post in the trail, oldest first, without what was refused."""
    return [event.act for event in _acts(post)]


def refusals(post: Post) -> list[Event]:
    """What was refused about this post, oldest first."""
    return list(Event.objects.about("post", str(post.code)).filter(act=Act.REFUSED))


def last_event(post: Post) -> Event:
    found = _acts(post).last()
    assert found is not None
    return found


def _acts(post: Post) -> EventQuerySet:
    return Event.objects.about("post", str(post.code)).exclude(act=Act.REFUSED)


def signed(event: Event) -> tuple[str, str, str, str]:
    """Who an event names: act, person, title, section."""
    return event.act, event.actor_name, event.actor_title, event.actor_section
