"""Anything at all, sent to every form: an answer, never an error of ours."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.verify import verify
from tests.cast import Cast
from tests.pages.entries import REQUEST, request_form
from tests.pages.reading import read
from tests.pages.visits import visitor

# The same examples in every run: a red build can be repeated.
thorough = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Everything UTF-8 can carry; NUL and other controls, too.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
CHOICES = ["", "normal", "urgent", "minor", "safety", "later", "at", "asap", "on", "review", "save"]
ALMOST = ["2027-01-04T09:00", "R9.1.4 9:00", "令和9年1月4日 9時", "R8-0001", "shiroi", "x:y:z"]
near = st.sampled_from([*CHOICES, *ALMOST])
NAMES = [*REQUEST, "then", "seen"] + [
    f"{part}_{n}" for part in ("kept", "drop", "image") for n in range(1, 5)
]
entries = st.dictionaries(st.sampled_from(NAMES), words | near)


@thorough
@given(changes=entries)
def test_a_new_request_of_any_content_is_saved_or_refused(
    changes: dict[str, Any], cast: Cast
) -> None:
    response = visitor(cast.sato).post(reverse("posts:create"), request_form(**changes))
    assert response.status_code in {302, 422}
    if response.status_code == 422:
        assert read(response).all(class_="error-summary")


@thorough
@given(changes=entries)
def test_an_edit_of_any_content_is_saved_or_refused(changes: dict[str, Any], cast: Cast) -> None:
    post = cast.draft()
    form = request_form(seen=post.revision.digest) | changes
    response = visitor(cast.sato).post(reverse("posts:edit", args=[post.code]), form)
    assert response.status_code in {302, 409, 422}
    case = visitor(cast.sato).get(reverse("posts:case", args=[post.code]))
    assert read(case).one("h1")
    assert verify().broken_at is None


@thorough
@given(body=words)
def test_any_text_can_be_counted(body: str, cast: Cast) -> None:
    assert visitor(cast.sato).post(reverse("posts:count"), {"body": body}).status_code == 200


@thorough
@given(seen=words, reason=words)
def test_a_reason_of_any_content_is_recorded_or_refused(seen: str, reason: str, cast: Cast) -> None:
    post = cast.submitted()
    here = reverse("approvals:send_back", args=[post.code])
    for digest in (seen, post.revision.digest):
        answer = visitor(cast.suzuki).post(here, {"seen": digest, "reason": reason})
        assert answer.status_code in {302, 409, 422}


@thorough
@given(
    query=st.dictionaries(
        st.sampled_from(["who", "act", "since", "until", "words", "page"]), words | near
    )
)
def test_the_trail_can_be_asked_anything(query: dict[str, str], cast: Cast) -> None:
    assert visitor(cast.ito).get(reverse("audit:trail"), query).status_code == 200


@thorough
@given(number=words, password=words, onward=words)
def test_the_sign_in_page_can_be_told_anything(
    number: str, password: str, onward: str, cast: Cast
) -> None:
    form = {"username": number, "password": password, "next": onward}
    response = visitor().post(reverse("accounts:sign_in"), form)
    assert response.status_code == 200
    assert read(response).all(class_="error-summary")
