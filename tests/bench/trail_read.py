"""The trail at a million events: the page through every filter, the exports, the writer.

The floor is the same page with nothing but its own query for fifty events by key.
"""

from __future__ import annotations

import io
import os
import resource
import time
from collections.abc import Callable
from statistics import quantiles
from urllib.parse import urlencode

from tests.bench._durable import durable_database

EVENTS = int(os.environ.get("EVENTS", "1000000"))
LOOKS = 20
ASKED: list[dict[str, str]] = [
    {},
    {"words": "梨"},
    {"words": "断水"},
    {"words": "しろいの魅力"},
    {"words": "断水のお知らせ（第9回）"},
    {"words": "どこにもない"},
    {"person": "髙橋健一"},
    {"person": "3012"},
    {"section": "危機管理"},
    {"number": "R3-0012"},
    {"year": "2017"},
    {"year": "2017", "words": "断水"},
    {"act": "sent_back"},
    {"act": "confirmed", "year": "2024"},
    {"before": "500000"},
]


def run() -> None:
    with durable_database():
        from tests.bench._million import seed  # noqa: PLC0415 - needs Django's settings

        started = time.perf_counter()
        seed(EVENTS)
        _say(f"{EVENTS:,} events brought in, in {time.perf_counter() - started:.0f} s")
        _writer()
        _pages()
        _exports()


def _say(line: str) -> None:
    print(line, flush=True)


def _pages() -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client, override_settings  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from audit.models import Event  # noqa: PLC0415
    from tests.cast import assemble  # noqa: PLC0415

    # Pages name static files as they lie in the tree: nothing has been collected here.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
    client = Client()
    client.force_login(assemble().ito)
    floor = _p95(lambda: list(Event.objects.order_by("-seq")[:50]))
    _say(f"floor: fifty events by their key, p95 {floor:.1f} ms")
    for asked in ASKED:
        address = "/trail/?" + urlencode(asked)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        count = len(captured)
        took = _p95(lambda address=address: client.get(address))  # type: ignore[misc]
        _say(f"{took:6.0f} ms p95, {count:2} queries  {urlencode(asked) and asked}")


def _p95(act: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        act()
        return (time.perf_counter() - started) * 1000

    return quantiles([once() for _n in range(LOOKS)], n=20)[-1]


def _exports() -> None:
    from audit.export import formats  # noqa: PLC0415
    from audit.export.selection import Selection  # noqa: PLC0415
    from audit.models import Event  # noqa: PLC0415

    for kind, most in (("csv", EVENTS), ("jsonl", EVENTS), ("xlsx", formats.MOST_FOR_EXCEL)):
        chosen = Selection.now(Event.objects.filter(seq__lte=most), whole=most == EVENTS)
        sink, started, before = io.BytesIO(), time.perf_counter(), _peak()
        size = 0
        for part in formats.stream(kind, chosen, chosen.batches()):
            size += sink.write(part)
            sink.seek(0)
        took = time.perf_counter() - started
        _say(
            f"{kind}: {chosen.count:,} events, {size / 1e6:.0f} MB in {took:.0f} s, "
            f"{chosen.count / took:,.0f} a second; memory {before:.0f} → {_peak():.0f} MB at most"
        )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _writer() -> None:
    """What the search costs whoever writes an event: the same inserts with and without it."""
    from django.db import connection, transaction  # noqa: PLC0415

    def insert() -> float:
        from audit.events import Act  # noqa: PLC0415
        from audit.log import Signature, Subject, record  # noqa: PLC0415

        started = time.perf_counter()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS audit_intent_sealed IMMEDIATE")
            for number in range(300):
                subject = Subject(
                    "post", str(number), f"R8-{number:04} 断水と給水所のお知らせ（第{number}報）"
                )
                record(Act.DRAFTED, actor=Signature("1", "髙橋 健一"), subject=subject)
            took = time.perf_counter() - started
            transaction.set_rollback(True)
        return took / 300 * 1000

    with_index = insert()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX event_words; ALTER TABLE audit_event DROP COLUMN words")
        without = insert()
        transaction.set_rollback(True)
    _say(f"writing an event: {with_index:.2f} ms; without the search {without:.2f} ms")
