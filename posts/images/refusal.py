"""Why an upload cannot become part of a post."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "empty",
    "too_large",
    "not_an_image",
    "unsupported_type",
    "broken",
    "too_many_pixels",
    "animated_limits",
]


class ImageRefused(Exception):
    """The upload cannot become part of a post.

    `values` always holds `name` as uploaded, and by `code`:

    - `empty`: no bytes at all.
    - `too_large`: more bytes than X takes; `size`, `limit` (bytes).
    - `not_an_image`: nothing we know as an image (text, PDF, office files …).
    - `unsupported_type`: an image of a kind that X does not take; `type` (`"HEIC"`, `"SVG"` …).
    - `broken`: begins as an image but is cut short or damaged.
    - `too_many_pixels`: `width`, `height` (pixels), `limit` (pixels in all).
    - `animated_limits`: an animation beyond X's limits; `frames`, `width`, `height`,
      `max_frames`, `max_width`, `max_height`.
    """

    def __init__(self, code: Code, **values: int | str) -> None:
        super().__init__(code, values)
        self.code: Code = code
        self.values = values
