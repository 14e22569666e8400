"""The evidence check of 10,000 characters, beside reading them once; and the search in long texts of items, beside its index."""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from django.db import connection, transaction
from django.db.models import Q

from publishing.evidence import check
from tests.performance.results import Results
from tests.performance.timing import ratios, table, turns

SUMMARY = Path(__file__).resolve().parents[2] / "site/huiyin/example/summary-2024.txt"
PARAGRAPH = (
    "2024年，全市共承办建议提案121件，其中人大代表建议48件，政协提案73件，办复率100%。从办理结果看，A类80件，占66.1%；B类31件，占25.6%；"
    "C类10件，占8.3%。"
)


def read_once(text: str) -> int:
    """Look at every character once, as any check must."""
    return sum(char.isdigit() for char in text)


def compare(results: Results, _folder: Path) -> None:
    """The check on SQLite alone, since it asks no database; the search on both."""
    if connection.vendor == "sqlite":
        check_figures(results)
    search_texts(results)


def check_figures(results: Results) -> None:
    """A summary's prose with few figures, and prose that is nothing but figures, at 10,000 characters each."""
    summary = SUMMARY.read_text(encoding="utf-8")
    rows = []
    for name, piece, goal in (("the example's prose", summary, 40), ("figures in every clause", PARAGRAPH, 150)):
        text = (piece * (10_000 // len(piece) + 1))[:10_000]
        acts = {"read": lambda text=text: read_once(text), "check": lambda text=text: check(text)}
        times = turns(acts, 9, time.process_time)
        results.add(
            f"{name}, 10,000 characters checked",
            ratios(times["check"], times["read"]),
            limit="reading them once",
            at_most=goal,
        )
        read, checked = (median(times[act]) * 1000 for act in ("read", "check"))
        rows.append([name, f"{read:.2f} ms", f"{checked:.1f} ms", f"{checked / read:.0f} ×"])
    table("The evidence check of 10,000 characters", ["text", "read once", "checked", "ratio"], rows)


# Search in long texts ------------------------------------------------------------------------------
COUNT = int(os.environ.get("HUIYIN_BENCH_TEXTS", "1000"))
LENGTH, ROUNDS = 1_500, 9
SHARE = {"镍": 50, "溜索": 50, "溜索桥": 100, "雪灾转移": 200, "高寒牧区取暖补贴": 400}
"Words of one to eight characters, each in one of so many texts."
OVERHEAD = 2
"Milliseconds that a search may take beyond the bare query of the index for the same items."


def search_texts(results: Results) -> None:
    """Items with long texts: whether a search finds what LIKE finds, its time beside the bare query, and the index's size."""
    from tests.performance import ledger_rows
    from tracking.finding import index
    from tracking.finding.search import Search
    from tracking.models import Duty, HandlingRecord, Session

    session = Session.objects.create(code="t2039", name="长文会议", year=2039)
    start = HandlingRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    one = HandlingRecord(session=session, kind="suggestion", number=1, duty=Duty.LEAD, title="长文")
    with transaction.atomic(), connection.cursor() as cursor:
        ledger_rows._rows(one, COUNT, {"id": f"{start} + n", "number": "n"})
        rows = ((text, start + number) for number, text in _texts())
        cursor.executemany("UPDATE tracking_handlingrecord SET text = %s WHERE id = %s", rows)
    before, began = _size(), time.process_time()
    index.catch_up()
    built, size = time.process_time() - began, _size() - before
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    records, told = HandlingRecord.objects.order_by(), []
    for word in SHARE:
        found = set(Search(word, "default").gathered(records).values_list("pk", flat=True))
        like = set(records.filter(Q(text__contains=word) | Q(title__contains=word)).values_list("pk", flat=True))
        results.add(
            f"{word}: items that LIKE finds and the search not, or the other way",
            [len(found ^ like)],
            limit="none",
            at_most=0,
        )
        sql, values = Search(word, "default")._by_index()

        def bare(sql: str = sql, values: list = values) -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                cursor.fetchall()

        def searched(word: str = word) -> None:
            list(Search(word, "default").gathered(records).values_list("pk", flat=True))

        times = turns(
            {"bare": bare, "search": searched},
            ROUNDS,
            time.process_time if connection.vendor == "sqlite" else time.perf_counter,
        )
        more = [1000 * (ours - least) for ours, least in zip(times["search"], times["bare"], strict=True)]
        results.add(f"{word}: milliseconds beyond the bare query", more, limit="the index", at_most=OVERHEAD)
        asked, ours = (median(times[act]) * 1000 for act in ("bare", "search"))
        told.append([word, str(len(word)), f"{len(found):,}", f"{asked:.1f}", f"{ours:.1f}", f"{ours - asked:.1f}"])
    head = ["word", "characters", "items", "index, ms", "search, ms", "beyond, ms"]
    table(
        f"{COUNT:,} texts of {LENGTH:,} characters: {size / 2**20:,.0f} MB of index, built in {built:.0f} s of this process",
        head,
        told,
    )


def _texts() -> Iterator[tuple[int, str]]:
    """So many texts of sentences that repeat, with the words in their shares."""
    chance = random.Random(7)
    pool = [chr(0x4E00 + chance.randrange(3_000)) for _each in range(2_500)]
    pool = [one for one in pool if not any(one in word for word in SHARE)]
    sentences = ["".join(chance.choices(pool, k=29)) + "。" for _each in range(5_000)]
    for number in range(1, COUNT + 1):
        words = "，".join(word for word, share in SHARE.items() if number % share == len(word))
        yield number, "".join(chance.choices(sentences, k=LENGTH // 30)) + words


def _size() -> int:
    """How many bytes the index takes: on SQLite what the file has grown to, on PostgreSQL its table with its index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('tracking_itemwords')")
            return cursor.fetchone()[0]
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        return pages * cursor.fetchone()[0]
