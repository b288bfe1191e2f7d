"""What the city wants posted: drawn from the seed, every text recognisable by its key."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

COLOURS = ("red", "green", "blue", "orange")
WORDS = (
    "防災行政無線から試験放送が流れます。",
    "図書館では新着図書の展示をしています。\nお気軽にお立ち寄りください。",
    "道路工事のため <片側> 通行です。R&D センター前ではご注意ください。",
    "梨の収穫体験の参加者を募集します🍐 くわしくはウェブサイトをご覧ください。",
)
SHARE_OF_THREADS, LONGEST_THREAD = 0.10, 5
SHARE_WITH_IMAGES = 0.20
SHARE_WITH_LINK = 0.25


@dataclass(frozen=True)
class Order:
    """One post to be approved: its segments, and the images of the first."""

    key: str
    channel: int
    texts: tuple[str, ...]
    colours: tuple[str, ...]


def drawn(seed: str, count: int, channels: int) -> Iterator[Order]:
    """The same orders for the same seed."""
    chance = random.Random(f"orders {seed}")
    for number in range(1, count + 1):
        key = f"K{seed}-{number:04}"
        long = chance.random() < SHARE_OF_THREADS
        length = chance.randint(2, LONGEST_THREAD) if long else 1
        pictures = chance.randint(1, 4) if chance.random() < SHARE_WITH_IMAGES else 0
        yield Order(
            key,
            chance.randrange(channels),
            tuple(_text(chance, key, part, length) for part in range(1, length + 1)),
            COLOURS[:pictures],
        )


def _text(chance: random.Random, key: str, part: int, length: int) -> str:
    text = f"【{key}】{chance.choice(WORDS)}"
    if chance.random() < SHARE_WITH_LINK:
        text += f" https://www.city.example.lg.jp/{key.lower()}?a=1&b={part}"
    return f"{text}（{part}／{length}）" if length > 1 else text
