"""Whoever stops a case says why; without a reason the panel stays open and says so."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from posts.models import Post
from tests.cast import Cast
from tests.pages.reading import Element, read
from tests.pages.stages import STAGES, again
from tests.pages.visits import everything, html, visitor

MISSING = _("Write the reason, so that everybody can understand it later.")
NOTHING_SEEN = _("Write what you saw on X.")
TOO_LONG = _("Write the reason in at most 1,000 characters.")
PANELS = [
    ("posts:withdraw", "draft", "sato", "reason-withdraw"),
    ("approvals:send_back", "chief_review", "suzuki", "reason-send_back"),
    ("approvals:send_back", "pr_review", "takahashi", "reason-send_back"),
    ("approvals:reject", "pr_review", "ito", "reason-reject"),
    ("approvals:hold", "scheduled", "ito", "reason-hold"),
    ("publishing:remove", "published", "tanaka", "reason-remove"),
    ("publishing:resolve", "uncertain", "tanaka", "resolve-reason"),
]


def refused(cast: Cast, name: str, stage: str, who: str, reason: str) -> tuple[Post, Element]:
    post = again(STAGES[stage](cast))
    before = everything()
    data = {"seen": post.revision.digest, "reason": reason, "found": "absent"}
    response = visitor(getattr(cast, who)).post(reverse(name, args=[post.code]), data)
    assert response.status_code == 422
    assert everything() == before
    return post, read(response)


@pytest.mark.parametrize(("name", "stage", "who", "field"), PANELS)
@pytest.mark.parametrize(
    ("reason", "message"),
    [("", MISSING), (" 　", MISSING), ("長" * 1001, TOO_LONG)],
    ids=["none", "spaces", "too long"],
)
def test_a_missing_or_endless_reason_is_told_beside_its_field(
    name: str, stage: str, who: str, field: str, reason: str, message: Promise, cast: Cast
) -> None:
    _post, page = refused(cast, name, stage, who, reason)
    area = page.one("textarea", id=field)
    if field == "resolve-reason" and not reason.strip():
        message = NOTHING_SEEN
    assert page.one(id=f"{field}_error").text == f"＊{message}"
    assert f"{field}_error" in area.attributes["aria-describedby"]
    assert area.attributes["aria-invalid"] == "true"
    assert area.raw == reason
    panel = next(p for p in page.all("details", class_="panel") if area in list(p))
    assert "open" in panel.attributes
    link = page.one(class_="error-summary").one("a")
    assert link.attributes["href"] == f"#{field}"
    assert str(message) in link.text


@pytest.mark.parametrize(
    ("address", "ok"),
    [
        ("", False),
        ("https://x.com/shiroi_city", False),
        ("あとで", False),
        ("https://x.com/shiroi_city/status/1990000000000000009", True),
        ("１９９０００００００００００００００９", True),
    ],
)
def test_the_address_of_a_found_post_must_be_one(address: str, ok: bool, cast: Cast) -> None:
    post = again(STAGES["uncertain"](cast))
    data = {"seen": post.revision.digest, "reason": "Xで確認", "found": "posted"}
    before = everything()
    client = visitor(cast.takahashi)
    response = client.post(
        reverse("publishing:resolve", args=[post.code]), {**data, "address": address}
    )
    if ok:
        assert response.status_code == 302
        assert again(post).status == "published"
        return
    assert response.status_code == 422
    page = read(response)
    assert page.one(id="resolve-address").attributes["value"] == address
    assert page.one(id="resolve-address_error").text.startswith("＊")
    assert page.one("input", type="radio", value="posted").attributes.get("checked") is not None
    assert everything() == before


@pytest.mark.parametrize("reason", ["", "  ", "長" * 1001])
def test_a_stop_of_all_posting_needs_its_reason(reason: str, cast: Cast) -> None:
    before = everything()
    client = visitor(cast.takahashi)
    address = reverse("channels:halt", args=[cast.channel.code])
    response = client.post(address, {"reason": reason}, follow=True)
    assert everything() == before
    assert read(response).one(class_="notice").attributes["data-kind"] == "error"
    assert "emergency__title" not in html(response)
