"""The data interface: a page's pressed JSON beside nginx with the same file, and the live lists at 100 and 10,000 pages."""

import hashlib
import json
import os
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from django.test import Client, override_settings

from publishing.opendata.tables import TABLES
from tests.performance.pages import CONNECTIONS, PAGE, huiyin, nginx, rates
from tests.performance.results import Results
from tests.performance.timing import ratios, table, turns

AGAINST_NGINX, GROWTH = 0.5, 2.0
"The goals: of nginx's rate at 16 connections at least so much, and of the smallest list's time at most so often."
GOAL_AT = 16
SIZES = (100, 10_000)
ROUNDS = 15
PART = "limit=50"
UNITS = 2
"So few that each has fifty replies of a hundred."
GROUP = "xxgk/jytabl/"
COLUMN = f"{GROUP}rdjy/"
FIRST = 1000
"Numbers of pages above those of the columns."
LISTS = {
    "pages, by number": f"/api/v2/pages/?{PART}",
    "pages, the newest first": f"/api/v2/pages/?{PART}&order=-published",
    "pages, the last part": f"/api/v2/pages/?{PART}&offset=",
    "pages of a kind, by title": f"/api/v2/pages/?{PART}&kind=suggestion&order=title",
    "pages of a unit and a kind": f"/api/v2/pages/?{PART}&kind=suggestion&unit=区压测1局",
    "pages of a column": f"/api/v2/pages/?{PART}&column=/{COLUMN}",
    "pages of a column of columns": f"/api/v2/pages/?{PART}&column=/{GROUP}",
    "replies (v1)": f"/api/v1/replies/?{PART}",
    "replies (v1) of a unit": f"/api/v1/replies/?{PART}&unit=区压测1局",
}


def compare(results: Results, folder: Path) -> None:
    """Print both tables, each ratio beside its goal."""
    _compare_with_nginx(results, folder)
    _compare_sizes(results, folder)


def _compare_with_nginx(results: Results, folder: Path) -> None:
    rows = []
    with ExitStack() as up:
        path = f"{PAGE}index.json"
        urls = {"nginx": up.enter_context(nginx(folder, path)), "pressed": up.enter_context(huiyin(path))}
        assert len({_bytes_at(url) for url in urls.values()}) == 1, "both must answer the same file"
        for connections in CONNECTIONS:
            found = rates(urls, connections)
            rate = {name: median(each) for name, each in found.items()}
            beside = ratios(found["pressed"], found["nginx"])
            at_least = AGAINST_NGINX if connections == GOAL_AT else None
            results.add(
                f"pressed JSON, {connections} connections", beside, limit="nginx gzip_static", at_least=at_least
            )
            goal = f"≥ {AGAINST_NGINX}" if connections == GOAL_AT else "—"
            ratio = f"{rate['pressed'] / rate['nginx']:.2f}"
            rows.append([str(connections), f"{rate['nginx']:,.0f}", f"{rate['pressed']:,.0f}", ratio, goal])
    head = ["connections", "nginx /s", "pressed /s", "pressed : nginx", "goal"]
    table("A page's pressed JSON (the summary), requests a second", head, rows)


def _bytes_at(url: str) -> bytes:
    with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
        return answer.read()


def _compare_sizes(results: Results, folder: Path) -> None:
    pressed = Path(os.environ["HUIYIN_DATA_DIR"]).resolve() / "pressed"
    model = next(path for path in sorted(pressed.glob(f"{COLUMN}*/index.json")))
    roots = {size: _portal(folder / f"api-{size}" / "pressed", json.loads(model.read_bytes()), size) for size in SIZES}
    acts = {(name, size): _asking(roots[size], url, size) for name, url in LISTS.items() for size in SIZES}
    for act in acts.values():
        act()
    found = turns(acts, ROUNDS)
    rows = []
    for name in LISTS:
        small, large = (median(found[name, size]) * 1000 for size in (min(SIZES), max(SIZES)))
        grown = ratios(found[name, max(SIZES)], found[name, min(SIZES)])
        results.add(f"list: {name}, {max(SIZES):,} pages", grown, limit=f"{min(SIZES)} pages", at_most=GROWTH)
        rows.append([name, f"{small:.1f}", f"{large:.1f}", f"{large / small:.2f}", f"≤ {GROWTH:.0f}"])
    head = ["list of 50", *(f"{size:,} pages, ms" for size in sorted(SIZES)), "largest : smallest", "goal"]
    table("The live lists, whole answers", head, rows)


def _asking(root: Path, url: str, size: int):
    """An act: the list of this portal, read to its end."""
    client = Client(headers={"host": "127.0.0.1"})
    url = f"{url}{size - 50}" if url.endswith("offset=") else url

    def ask() -> None:
        with override_settings(PRESSED_DIR=root):
            answer = client.get(url)
        assert answer.status_code == 200, (url, answer.content)

    return ask


def _portal(root: Path, model: dict, count: int) -> Path:
    """A pressed folder with so many replies, copies of one with numbers, addresses, units and days of their own."""
    pressed, names, replies = Path(os.environ["HUIYIN_DATA_DIR"]) / "pressed", {}, []
    for column in (GROUP, COLUMN):
        said = json.loads((pressed / column / "index.json").read_bytes())
        names[f"{column}index.json"] = _written(root / column / "index.json", said)
    for number in range(1, count + 1):
        path = f"{COLUMN}2024-{number:05}/"
        day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"
        said = model | {
            "id": FIRST + number, "number": number, "html_path": f"/{path}", "title": f"{number * 7919 % count}{model['title']}",
            "unit": f"区压测{number % UNITS}局", "dates": model["dates"] | {"published": f"{day}T10:00:00+08:00"},
        }  # fmt: skip
        names[f"{path}index.json"] = _written(root / path / "index.json", said)
        row = dict.fromkeys(next(one for one in TABLES if one.key == "replies").keys, "")
        row |= {key: said[key] for key in ("id", "number", "title", "unit", "session", "kind", "topic", "extent")}
        row |= {"item": FIRST + number, "status": "public", "answered_on": day, "published_on": day}
        replies.append(row | {"updated_on": None, "taken_down_on": None, "url": f"http://127.0.0.1:8000/{path}"})
    for key in (one.key for one in TABLES):
        names[f"data/2024/{key}.json"] = _written(
            root / "data/2024" / f"{key}.json", replies if key == "replies" else []
        )
    root.with_name(f"{root.name}.json").write_text(json.dumps({"source": {}, "files": names}))
    return root


def _written(file: Path, said: object) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    body = (json.dumps(said, ensure_ascii=False) + "\n").encode()
    file.write_bytes(body)
    return hashlib.sha256(body).hexdigest()
