"""The search page at 10 and 10,000 pieces, whole answers; and what one publication, correction and take-down cost the index."""

import hashlib
import random
import time
from functools import partial
from pathlib import Path
from statistics import median

from django.test import Client, override_settings

from publishing.finding.index import WordIndex, newest
from publishing.finding.sought import Sought
from publishing.press.portal import Portal
from publishing.press.search_index import frames, makers
from tests.performance.results import Results
from tests.performance.timing import ratios, seconds, table, turns

SIZES = (40, 10_000)
"Pieces: even the fewer fill a page of an answer, which is what most of the time goes into."
GROWTH, A_CHANGE = 1.5, 1.0
"The goals: of the time at 40 pieces at most so often; and seconds for a change at most."
ROUNDS = 15
UNITS, TOPICS, YEARS = 2, 12, 5
"So few units that each fills a page of an answer at either size."
QUERIES = {
    "a number (文号)": "压测函〔2024〕10号",
    "a phrase of a title": "第7号压测事项",
    "words of a few pieces": "七号压测点 维修",
    "Traditional characters": "壓測事項 維修點",
    "nothing is found": "彗星尾巴",
    "a word of every piece": "建议",
    "a character of every piece": "答",
    "a word of every piece, by time": "建议&px=sj",
    "a word of every piece of a unit": "建议&dw=区压测1局",
    "the 400th page at most": "建议&page=400",
}
SYLLABLES = "道路学校饮水电网医院养老河湖林草垃圾停车公厕路灯桥梁农田牧场图书广场市场消防校车"


def compare(results: Results, folder: Path) -> None:
    """Print both tables, each ratio beside its goal."""
    portal = Portal.now()
    assert portal is not None
    about = frames(portal)
    model = next(iter(makers(portal).values()))(lambda _name, _read: "")
    roots = {}
    built = {}
    for size in SIZES:
        root = roots[size] = folder / f"found-{size}" / "pressed"
        pieces = [_piece(model, number, size) for number in range(1, size + 1)]
        built[size] = _busy(partial(WordIndex(root).update, _made(pieces), about))
    acts = {(name, size): _asking(roots[size], query) for name, query in QUERIES.items() for size in SIZES}
    for act in acts.values():
        act()
    found = turns(acts, ROUNDS, time.process_time)
    rows = []
    for name in QUERIES:
        small, large = (median(found[name, size]) * 1000 for size in SIZES)
        grown = ratios(found[name, max(SIZES)], found[name, min(SIZES)])
        results.add(f"{name}, {max(SIZES):,} pieces", grown, limit=f"{min(SIZES)} pieces", at_most=GROWTH)
        rows.append([name, f"{small:.1f}", f"{large:.1f}", f"{large / small:.2f}", f"≤ {GROWTH}"])
    head = ["search for", *(f"{size:,} pieces, ms of CPU" for size in SIZES), "largest : smallest", "goal"]
    table("The search page, whole answers", head, rows)
    _compare_changes(model, roots[max(SIZES)], about, built[max(SIZES)])


def _compare_changes(model: Sought, root: Path, about: dict[str, str], built: float) -> None:
    size = max(SIZES)
    pieces = {number: _piece(model, number, size) for number in range(1, size + 1)}
    pieces[size + 1] = _piece(model, size + 1, size)
    published = _busy(lambda: WordIndex(root).update(_made(pieces.values()), about, {size + 1}))
    pieces[7] = _piece(model, 7, size + 1)
    corrected = _busy(lambda: WordIndex(root).update(_made(pieces.values()), about, {7}))
    del pieces[8]
    withdrawn = _busy(lambda: WordIndex(root).withdraw(pieces.keys()))
    megabytes = newest(root).stat().st_size / 2**20  # type: ignore[union-attr]
    rows = [
        ["one piece published", f"{published:.2f}", f"≤ {A_CHANGE:.0f}"],
        ["one piece corrected, no byte of the old words left", f"{corrected:.2f}", f"≤ {A_CHANGE:.0f}"],
        ["one piece taken down, no byte left", f"{withdrawn:.2f}", f"≤ {A_CHANGE:.0f}"],
        [f"the whole index built ({megabytes:.0f} MB)", f"{built:.1f}", "—"],
    ]
    table(f"The index of {size:,} pieces", ["change", "s of CPU", "goal"], rows)


_busy = partial(seconds, clock=time.process_time)


def _asking(root: Path, query: str):
    """An act: the first page of the answer."""
    client = Client(headers={"host": "127.0.0.1"})

    def ask() -> None:
        with override_settings(PRESSED_DIR=root):
            answer = client.get(f"/search/?q={query}")
        assert answer.status_code == 200, (query, answer.content)

    return ask


def _made(pieces) -> dict:
    return {one.id: lambda _remembered, one=one: one for one in pieces}


def _piece(model: Sought, number: int, seed: int) -> Sought:
    """A reply of some eight hundred characters with a title, numbers, a unit and a day of its own; the same for the same seed."""
    chance = random.Random(hashlib.sha256(f"{number}/{seed}".encode()).digest())
    words = "".join(
        f"{chance.choice(SYLLABLES)}{chance.choice(SYLLABLES)}{chance.choice('，。的和')}" for _part in range(260)
    )
    year = 2024 - number % YEARS
    some = "七号压测点已经维修。" if number % max(seed // 5, 2) == 1 else ""
    unit = f"区压测{number % UNITS}局"
    return Sought(
        id=number,
        path=f"/xxgk/jytabl/rdjy/{year}-{number:05}/",
        title=f"对《关于第{number}号压测事项的建议》的答复",
        published=f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}T{number % 9 + 9:02}:{number % 60:02}:00+08:00",
        day=f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        kind="建议" if number % 3 else "提案",
        tag="建议" if number % 3 else "提案",
        unit=unit,
        reply_class="ABC"[number % 3],
        topic=f"压测主题{number % TOPICS}",
        year=str(year),
        numbers=f"K001/{year}-{number:05}\n压测函〔{year}〕{number}号\n第{number}号建议",
        facts=f"{unit}\n代表甲\n{'ABC'[number % 3]}类\n{year}年",
        words=f"您提出的建议收悉。{words}{some}{model.words[:40]}",
        files="",
    )
