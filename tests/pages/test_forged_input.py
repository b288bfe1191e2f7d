"""What no browser would send: forged hidden fields, foreign encodings, broken addresses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions import appoint
from accounts.models import Appointment
from accounts.roles import Role
from posts.forms.pictures import keep_token
from posts.models import Post
from tests.cast import SETUP, Cast, hire
from tests.pages.entries import request_form, stored_picture
from tests.pages.reading import error_beside, read, summary, typed
from tests.pages.visits import everything, visitor

FORGED = {
    "lane": ["royal", "", "NORMAL", "\x00"],
    "category": ["gossip", "safety\x00", "SAFETY"],
    "publicity": ["never", ""],
    "timing": ["yesterday", ""],
    "touches_up": ["R8-9999", "1", "' OR 1=1 --", "\x00"],
    "section": ["kazei", "no-such", "1", "\x00"],
    "channel": ["no-such", "1", "\x00"],
}
HIDDEN = {"section", "channel"}
TOKENS = ["x", "a/b", "../../etc/passwd", "a:b:c", "\x00", "ト", "?", "#", "x" * 5000]


@pytest.mark.parametrize(
    ("field", "value"), [(f, v) for f, values in FORGED.items() for v in values], ids=repr
)
@pytest.mark.parametrize("then", ["review", "save"])
def test_a_forged_choice_is_refused(field: str, value: str, then: str, cast: Cast) -> None:
    before = everything()
    sent = request_form(**{field: value}, then=then)
    response = visitor(cast.sato).post(reverse("posts:create"), sent)
    assert response.status_code == 422
    page = read(response)
    assert summary(page).all("li")
    if field not in HIDDEN:
        assert error_beside(page, field)
    kept = {name: text for name, text in sent.items() if name not in {"then", field}}
    assert typed(page).items() >= kept.items()
    assert everything() == before


@pytest.mark.parametrize("token", TOKENS, ids=range(len(TOKENS)))
@pytest.mark.parametrize("then", ["review", "save"])
def test_a_forged_image_token_is_refused_beside_its_slot(token: str, then: str, cast: Cast) -> None:
    before = everything()
    sent = request_form(kept_2=token, alt_2="訓練の様子", then=then)
    response = visitor(cast.sato).post(reverse("posts:create"), sent)
    assert response.status_code == 422
    assert error_beside(read(response), "image_2") == f"＊{_('Choose this image again.')}"
    assert everything() == before


def test_the_image_token_of_another_person_is_refused(cast: Cast) -> None:
    foreign = keep_token(cast.suzuki, stored_picture())
    sent = request_form(kept_1=foreign, alt_1="青い四角", then="review")
    page = read(visitor(cast.sato).post(reverse("posts:create"), sent))
    assert error_beside(page, "image_1")
    assert not page.all("img", class_="upload__thumb")
    assert not Post.objects.exists()


def test_whoever_works_in_two_sections_drafts_only_for_those(cast: Cast) -> None:
    both = hire("3002", "山田 次郎", cast.crisis, Role.STAFF, "主事")
    second = Appointment(
        user=both, section=cast.pr, role=Role.STAFF, title="主事", since=dt.date(2026, 4, 1)
    )
    appoint(second, actor=SETUP)
    client = visitor(both)
    sent = request_form(section="kazei")
    assert client.post(reverse("posts:create"), sent).status_code == 422
    assert client.post(reverse("posts:create"), {**sent, "section": "kikikanri"}).status_code == 302
    assert Post.objects.get().section == cast.crisis


@pytest.mark.parametrize("seen", ["", "0" * 64, "\x00", "x" * 5000, "全角"], ids=range(5))
@pytest.mark.parametrize("verb", ["approvals:submit", "posts:withdraw", "posts:edit"])
def test_a_forged_revision_is_never_acted_upon(verb: str, seen: str, cast: Cast) -> None:
    post = cast.draft()
    before = everything()
    data = request_form(seen=seen, reason="都合により")
    response = visitor(cast.sato).post(reverse(verb, args=[post.code]), data)
    assert response.status_code in {409, 422}
    assert everything() == before


@pytest.mark.parametrize("code", ["not-a-uuid", "0" * 36, "%00", "..%2f..%2fetc", "１２３"])
def test_an_address_that_names_no_case_is_404(code: str, cast: Cast) -> None:
    client = visitor(cast.sato)
    for tail in ("/", "/edit", "/submit", "/images/1", "/images/99999999999999999999"):
        assert client.get(f"/posts/{code}{tail}").status_code == 404


def test_an_image_number_beyond_any_row_is_404(cast: Cast) -> None:
    code = cast.draft().code
    assert visitor(cast.sato).get(f"/posts/{code}/images/{10**30}").status_code == 404


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x; charset=utf-7",
        "multipart/form-data; boundary=\u00e9",
        "",
    ],
)
def test_another_content_type_is_no_error_of_ours(kind: str, cast: Cast) -> None:
    body = '--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n+2AA-\r\n--x--\r\n'
    before = everything()
    client = visitor(cast.sato)
    for address in ("posts:create", "posts:count", "accounts:sign_out"):
        response = client.generic("POST", reverse(address), body.encode(), content_type=kind)
        assert response.status_code in {200, 302, 400, 422}
        client = visitor(cast.sato)
    assert everything()["posts"] == before["posts"]


def test_a_request_larger_than_anybody_types_is_refused_with_a_page(cast: Cast) -> None:
    huge = request_form(body="あ" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    before = everything()
    response = visitor(cast.sato).post(reverse("posts:create"), huge)
    assert response.status_code == 400
    assert read(response).one(class_="error-page__code").text == "400"
    assert everything() == before


@pytest.mark.parametrize("query", ["tab=%00", "page=-1", "page=x", "tab=done&page=99999999999999"])
def test_a_forged_query_of_the_inbox_shows_a_page(query: str, cast: Cast) -> None:
    assert visitor(cast.sato).get(f"/?{query}").status_code == 200
