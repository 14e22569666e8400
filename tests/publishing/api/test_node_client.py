"""The client of docs/frontend reads all that a portal publishes as data, with nothing but Node, and counts what the pages count.

Where node is not installed the tests say so.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.wsgi import get_wsgi_application
from wagtail.images import get_image_model

from publishing import review
from publishing.contract.pages import NAME
from publishing.models import ColumnKind
from publishing.press.server import PressedFiles
from tests.publishing.api.conftest import fresh
from tests.publishing.press.doors import serving
from tests.tracking.factories import PNG

READ_ALL = Path(__file__).resolve().parents[3] / "docs" / "frontend" / "read-all.mjs"
pytestmark = pytest.mark.skipif(
    not shutil.which("node"), reason="node is not installed: the client of docs/frontend is not tried"
)


def run(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(["node", READ_ALL, *words], capture_output=True, text=True, check=False, timeout=120)


def read(folder: Path, part: int = 2) -> subprocess.CompletedProcess:
    """What the client says of a portal, reading its lists in parts of two."""
    with serving(PressedFiles(get_wsgi_application(), folder)) as port:
        return run(f"http://127.0.0.1:{port}", "--pause", "0", "--part", str(part))


# Wagtail leaves the temporary file of a resized image to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_reads_everything_and_counts_as_the_pages_do(shown, ask, committed, portal_settings):
    emblem = get_image_model().objects.create(title="标志", file=ContentFile(PNG, "emblem.png"))
    with committed():
        portal_settings.is_demonstration, portal_settings.emblem = False, emblem
        portal_settings.save()
        column = fresh(shown.newsroom.columns[ColumnKind.RULES])
        column.slug = "guizhang"
        column.save_revision().publish(skip_permission_checks=True)
        review.take_down(fresh(shown.notice), account=shown.newsroom.final, reason="内容有误。")
    done = read(shown.folder)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    def total(path: str) -> int:
        return ask(path)[1]["meta"]["total_count"]

    pages = [json.loads(path.read_bytes()) for path in shown.folder.rglob(NAME)]
    (figures,) = (page for page in pages if page["meta"]["type"] == "publishing.FiguresPage")
    printed = {one["key"]: one["value"] for section in figures["sections"] for one in section["figures"]}
    assert {f"{figures['session']}/{key}": value for key, value in printed.items()} == found["figures_by_key"]
    assert found["pages"]["total"] == total("pages/") == len(pages)
    assert found["files"] == total("documents/") + len(figures["files"]) == 5
    assert found["images"] == total("images/") == 1
    assert sum(found["redirects"].values()) == total("redirects/")
    assert all(found["redirects"].values())
    for table in ("items", "replies", "figures"):
        assert found[table] == total(f"/api/v1/{table}/") == found["data"][figures["session"]]["rows"][table]
    assert (found["replies"], found["taken_down"]) == (1, 1)
    assert found["feeds"]["/feed/"] == sum("catalogue" in page for page in pages)
    assert found["sitemap"] >= len(pages)


def test_a_file_with_other_bytes_than_were_told_is_an_error(shown):
    for path in (shown.folder / "data" / "2024").glob("units.csv*"):
        path.write_bytes(b"unit\n") if path.suffix == ".csv" else path.unlink()
    done = read(shown.folder, part=100)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "/data/2024/units.csv 的内容与公布的 SHA-256 不一致。\n"


@pytest.mark.parametrize(
    "words",
    [(), ("没有协议",), ("http://127.0.0.1", "--part", "101"), ("http://127.0.0.1", "--part", "1.5"), ("--all",)],
)
def test_what_is_asked_wrongly_is_told_how_to_ask(words):
    done = run(*words)
    assert done.returncode == 1
    assert done.stderr.startswith("用法：node read-all.mjs 网站地址")


def test_a_portal_that_is_away_is_told_in_a_sentence():
    done = run("http://127.0.0.1:9")
    assert done.returncode == 1
    assert done.stderr.startswith("读不到 http://127.0.0.1:9/api/v2/pages/")
