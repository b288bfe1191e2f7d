"""起案用紙: everything that was decided, and by whom, on paper and readable back from it."""

from __future__ import annotations

import io
from itertools import pairwise

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from audit import wareki
from posts.images import ImageRefused
from posts.images import read as intake
from records.lettering import runs
from tests.cast import Cast
from tests.pages.entries import picture as entries_picture
from tests.pages.reading import read
from tests.pages.visits import queries, visitor
from tests.records.cases import COLORS, HARD, full_case, posted, thread

SEEN = {
    "navy": (0, 0, 128),
    "crimson": (220, 20, 60),
    "seagreen": (46, 139, 87),
    "orange": (255, 165, 0),
}


def squeezed(text: str) -> str:
    """Without white space: a PDF breaks lines where they end on paper."""
    return "".join(text.split())


@pytest.fixture
def printed(cast: Cast) -> bytes:
    post = full_case(cast)
    response = visitor(cast.sato).get(reverse("records:sheet_pdf", args=[post.code]))
    assert response["Content-Type"] == "application/pdf"
    assert post.number in response["Content-Disposition"]
    return bytes(response.content)


def test_the_text_read_from_the_pdf_is_the_text_that_was_decided(printed: bytes) -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages]
    whole = squeezed("".join(pages))
    for text in thread():
        assert squeezed(text) in whole
    places = [whole.index(squeezed(text)) for text in thread()]
    assert all(before < after for before, after in pairwise(places))
    for color in COLORS:
        assert squeezed(f"{color}の絵（{HARD[0]}）") in whole
    for name in ("佐藤花子", "鈴木一郎", "高橋健一", "田中陽子"):
        assert name in whole


def test_the_pdf_shows_every_image(printed: bytes) -> None:
    colors: set[tuple[int, int, int]] = set()
    for page in pypdfium2.PdfDocument(printed):
        picture = page.render(scale=1).to_pil().convert("RGB")
        colors |= {color for _count, color in picture.getcolors(maxcolors=1 << 24) or []}
    assert set(SEEN.values()) <= colors


def test_after_a_pdf_a_broken_image_is_still_refused(printed: bytes) -> None:
    """What lays out PDFs switches a leniency on that would hold for uploads, too."""
    whole = entries_picture().read()
    with pytest.raises(ImageRefused):
        intake(whole[: len(whole) // 2], name="訓練.png")


def test_the_pdf_is_a4_and_carries_its_fonts(printed: bytes) -> None:
    pages = PdfReader(io.BytesIO(printed)).pages
    for page in pages:
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    fonts = {str(font) for page in pages for font in _fonts(page)}
    assert any("Noto" in font for font in fonts)


def _fonts(page: object) -> list[object]:
    resources = page["/Resources"].get("/Font", {})  # type: ignore[index]
    embedded = []
    for reference in resources.values():
        [descendant] = reference.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"].get_object()
        assert any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")), descriptor
        embedded.append(descriptor["/FontName"])
    return embedded


def test_the_page_shows_the_same_as_the_pdf(cast: Cast) -> None:
    post = full_case(cast)
    page = read(visitor(cast.ito).get(reverse("records:sheet", args=[post.code])))
    texts = [element.raw for element in page.all("p", class_="sheet__text-body")]
    assert texts == list(thread())
    assert len(page.all("img", width="16")) == len(COLORS)
    stamps = [stamp.attributes["aria-label"] for stamp in page.all("svg", class_="stamp")]
    assert [words.split()[-1] for words in stamps] == ["鈴木", "佐藤", "高橋", "田中"]
    assert page.one("span", class_="sheet__digest").text == post.revision.digest[:12]


def test_it_tells_when_the_post_went_out(cast: Cast) -> None:
    post = posted(cast)
    page = read(visitor(cast.ito).get(reverse("records:sheet", args=[post.code])))
    dates = page.one("dl", class_="sheet__dates").text
    assert wareki.day(timezone.localdate(post.created_at)) in dates
    # The id itself says when X took it.
    assert "令和7年11月" in dates


def test_it_takes_the_same_queries_for_a_long_thread_as_for_a_short_one(cast: Cast) -> None:
    client = visitor(cast.ito)
    short = queries(client, reverse("records:sheet", args=[cast.scheduled().code]))
    long = queries(client, reverse("records:sheet", args=[full_case(cast).code]))
    assert long <= short


def test_a_stranger_does_not_learn_that_it_exists(cast: Cast) -> None:
    code = cast.draft().code
    for name in ("records:sheet", "records:sheet_pdf"):
        assert visitor(cast.watanabe).get(reverse(name, args=[code])).status_code == 404


@pytest.mark.parametrize("text", [*HARD, "", "a#1", "①", "🇯🇵", "1️⃣#"])
def test_nothing_is_lost_between_the_faces(text: str) -> None:
    assert "".join(run.text for run in runs(text)) == text


def test_each_character_gets_the_face_that_can_be_read_back() -> None:
    assert [(run.face, run.text) for run in runs("〜～#1️⃣1")] == [
        ("plain", "〜"),
        ("twin", "～"),
        ("plain", "#"),
        ("emoji", "1️⃣"),
        ("plain", "1"),
    ]
