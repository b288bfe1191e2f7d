"""One of the writers of ``trail_chain``: ``python -m tests.bench._writer bare|sealed``.

Says ``ready``, then writes as many rows as each line on its input says, one transaction each,
and says ``done``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from audit.chain import SEALED  # noqa: E402
from audit.events import Act  # noqa: E402
from audit.log import Signature, Subject, record  # noqa: E402

WHO = Signature("3001", "佐藤 花子", "主事", "危機管理課")
WHAT = Subject("post", "0191c9a4-6b6e-7c3e-9a51-0f6a3a3c1d11", "R8-0001 試験放送のお知らせ")
WORDS = [name for name in SEALED if name not in {"seq", "detail"}]
DETAIL = {"status": ["chief_review", "pr_review"], "round": 1}
# What a transaction with one row costs whatever it says: the same columns and indexes, but the
# number given out by a sequence, no order and no seal.
BARE = f"""
INSERT INTO bench_bare (seq, occurred_at, previous, seal, detail, {", ".join(WORDS)})
VALUES (nextval('bench_bare_seq'), now(), %(hash)s, %(hash)s, %(detail)s,
        {", ".join(f"%({name})s" for name in WORDS)})
"""
VALUES = dict.fromkeys(WORDS, "") | {
    "act": "decided",
    "actor_number": WHO.number,
    "actor_name": WHO.name,
    "actor_title": WHO.title,
    "actor_section": WHO.section,
    "subject_kind": WHAT.kind,
    "subject_code": WHAT.code,
    "subject_label": WHAT.label,
    "digest": "d" * 64,
    "detail": '{"status": ["chief_review", "pr_review"], "round": 1}',
    "hash": "a" * 64,
}


def bare() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BARE, VALUES)


def sealed() -> None:
    with transaction.atomic():
        record(Act.DECIDED, actor=WHO, subject=WHAT, digest="d" * 64, detail=DETAIL)


def main(write: Callable[[], None]) -> None:
    write()
    print("ready", flush=True)
    for line in sys.stdin:
        for _row in range(int(line)):
            write()
        print("done", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main({"bare": bare, "sealed": sealed}[sys.argv[1]])
