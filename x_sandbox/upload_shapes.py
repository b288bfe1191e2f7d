"""What the bodies of the media endpoints may hold, and how large media may be."""

from __future__ import annotations

from x_sandbox import media, shapes

MEGABYTE = 1024 * 1024
LARGEST = {"tweet_image": 5 * MEGABYTE, "tweet_gif": 15 * MEGABYTE, "tweet_video": 512 * MEGABYTE}
VIDEO_TYPES = ("video/mp4", "video/quicktime")
CATEGORY = shapes.one_of(*media.KINDS)
ID = shapes.text(pattern="^[0-9]{1,19}$")
UPLOAD = shapes.record(
    {
        "media": shapes.text(),
        "media_category": CATEGORY,
        "media_type": shapes.text(),
        "additional_owners": shapes.items(ID, 0, 100),
        "shared": shapes.flag,
    }
)
INITIALIZE = shapes.record(
    {
        "media_type": shapes.text(),
        "total_bytes": shapes.whole(1, LARGEST["tweet_video"]),
        "media_category": CATEGORY,
        "additional_owners": shapes.items(ID, 0, 100),
        "shared": shapes.flag,
    },
    required=("media_type", "total_bytes"),
)
APPEND = shapes.record(
    {"media": shapes.text(), "segment_index": shapes.whole(0, 999)}, required=("segment_index",)
)
METADATA = shapes.record(
    {
        "id": ID,
        "metadata": shapes.record(
            {"alt_text": shapes.record({"text": shapes.text(longest=1000)}, required=("text",))}
        ),
    },
    required=("id", "metadata"),
)
