"""What every request passes through."""

from __future__ import annotations

import codecs
import datetime as dt
import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from accounts.calendar import turn_calendar
from audit.log import NOWHERE, Origin, origin
from posts.workflow import IllegalTransition, NotPermitted, StaleRevision
from shirai_sns import refusals

# Set on a request by which a person asks for an act.
ASKED = "shirai_sns.asked_for_an_act"

GetResponse = Callable[[HttpRequest], HttpResponse]


class ChosenLanguageMiddleware:
    """Japanese, unless the person has chosen otherwise.

    The browser's own language is not asked: on a city hall's shared machines it says nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        request.LANGUAGE_CODE = chosen if chosen in known else settings.LANGUAGE_CODE
        # Put back afterwards: whatever else this thread writes is in the city's language.
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response


class CalendarMiddleware:
    """The first request of a day brings positions in line, in case midnight was missed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.turned: dt.date | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        if self.turned != today:
            turn_calendar(today)
            self.turned = today
        return self.get_response(request)


class OriginMiddleware:
    """Tells the trail where a request came from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key or ""
        fingerprint = hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""
        token = origin.set(Origin(ip=_address(request), session=fingerprint))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)


class RefusalMiddleware:
    """One place that turns a refused act into a page that says what to do now, and that writes
    every refused act of a person who is signed in into the trail."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # UTF-7 and its like can carry what neither UTF-8 nor PostgreSQL can hold.
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest(f"a form in {request.encoding}")
        response = self.get_response(request)
        if request.META.get(ASKED) and response.status_code in refusals.REFUSING:
            refusals.record_refusal(request, response.status_code)
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:
        """The person asks for an act: signed in, with a form of ours.

        A form without its token or from elsewhere never gets here: whoever sent it, it was
        perhaps not this person.
        """
        request.META[ASKED] = request.method == "POST" and request.user.is_authenticated

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        request.META[refusals.WHY] = refusals.reason_of(error)
        if isinstance(error, IllegalTransition | StaleRevision):
            context = {"stale": isinstance(error, StaleRevision), "back": _case_address(request)}
            return render(request, "409.html", context, status=409)
        if isinstance(error, NotPermitted):
            context = {"why": str(error), "back": _case_address(request)}
            return render(request, "403.html", context, status=403)
        return None


def _address(request: HttpRequest) -> str:
    if settings.BEHIND_TLS_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "")
        # The proxy appends the address it saw; what stands before it is hearsay.
        if nearest := forwarded.rpartition(",")[2].strip():
            return nearest[:45]
    return str(request.META.get("REMOTE_ADDR", NOWHERE.ip))


def _case_address(request: HttpRequest) -> str:
    """The case page that the refused act was about; the home page for any other."""
    head, _slash, _verb = request.path.rpartition("/")
    return f"{head}/" if head.startswith("/posts/") else "/"
