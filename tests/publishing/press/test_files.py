"""The pressed folder: what may lie in it, and that it never shows half a change."""

import gzip
import multiprocessing
import os
import stat
import threading
import time
from pathlib import Path

import brotli
import pytest

from publishing.press import into_place
from publishing.press.files import FolderFaults, PressedFolder, Replaced
from publishing.press.imprint import Imprint

PAGE = "<!DOCTYPE html><p>件件有流程、条条有进展、事事有回音</p>".encode() * 50
OTHER = "<!DOCTYPE html><p>办复率100%</p>".encode() * 50


@pytest.fixture
def folder(tmp_path) -> PressedFolder:
    return PressedFolder(tmp_path / "pressed")


def everything(folder: PressedFolder) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and the moment it was written."""
    files = [file for file in folder.root.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder.root)): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


# One page --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/xxgk/jytabl/zd/", "xxgk/jytabl/zd/index.html"),
        ("/公开/建议/", "公开/建议/index.html"),
        ("/404/", "404/index.html"),
        ("/sitemap.xml", "sitemap.xml"),
        ("/media/documents/关于…的答复.pdf", "media/documents/关于…的答复.pdf"),
        ("/media/documents/附件", "media/documents/附件"),
    ],
)
def test_a_page_lies_where_its_address_says(folder, path, name):
    assert folder.write(path, PAGE)
    assert (folder.root / name).read_bytes() == PAGE
    assert folder.paths() == {path}


def test_a_page_lies_beside_its_compressed_forms(folder):
    folder.write("/zd/", PAGE)
    assert gzip.decompress((folder.root / "zd/index.html.gz").read_bytes()) == PAGE
    assert brotli.decompress((folder.root / "zd/index.html.br").read_bytes()) == PAGE


def test_what_is_compressed_already_lies_alone(folder):
    folder.write("/media/images/photo.jpg", PAGE)
    assert list(everything(folder)) == ["media/images/photo.jpg"]


def test_a_feed_is_told_from_a_page_by_its_content_type(folder):
    folder.write("/feed/", b"<feed/>", "application/atom+xml; charset=utf-8")
    assert (folder.root / "feed/index.atom").exists()
    folder.write("/feed/", PAGE)
    assert sorted(everything(folder)) == ["feed/index.html", "feed/index.html.br", "feed/index.html.gz"]


def test_a_file_is_not_called_what_its_name_denies(folder):
    with pytest.raises(ValueError, match="cannot be"):
        folder.write("/media/images/photo.jpg", PAGE, "text/html")
    with pytest.raises(ValueError, match="cannot be"):
        folder.write("/zd/", PAGE, "image/png")


def test_the_web_servers_own_account_may_read_what_is_written(folder):
    before = os.umask(0o022)
    try:
        folder.write("/zd/", PAGE)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.root.rglob("*") if file.is_file()}
    assert modes == {0o644}


def test_the_same_bytes_again_touch_nothing(folder):
    folder.write("/zd/", PAGE)
    before = everything(folder)
    assert not folder.write("/zd/", PAGE)
    assert everything(folder) == before
    assert folder.write("/zd/", OTHER)


@pytest.mark.parametrize("sibling", ["index.html.gz", "index.html.br"])
@pytest.mark.parametrize("left", [None, b"half", b"", gzip.compress(OTHER, mtime=0), brotli.compress(OTHER)])
def test_compressed_forms_that_an_interrupted_run_left_wrong_are_made_anew(folder, sibling, left):
    folder.write("/", PAGE)
    whole = folder.digest()
    if left is None:
        (folder.root / sibling).unlink()
    else:
        (folder.root / sibling).write_bytes(left)
    assert folder.write("/", PAGE)
    assert folder.digest() == whole


@pytest.mark.parametrize(
    "path",
    [
        "",
        "zd/",
        "//",
        "//evil.example/",
        "/zd//a/",
        "/../zd/",
        "/zd/../../etc/",
        "/zd/..",
        "/./",
        "/.git/",
        "/zd/.htaccess",
        "/zd\\..\\a/",
        "/zd/\x00/",
        "/zd/\n/",
        "/%2e%2e/",
        "/zd%2fa/",
        "/zd/?a=1",
        "/zd/#a",
        "/zd",
        "/zd/index.html",
        "/feed/index.atom",
        "/zd/index.html.gz",
        "/media/documents/a.gz",
        "/media/documents/a.br",
        "/admin/",
        "/feedback/abc/",
        "/admin/pages/",
        "/static/portal.css",
        "/healthz/",
        "/" + "长" * 70 + "/",
        "/\udcff/",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(folder, path):
    with pytest.raises(ValueError):  # noqa: PT011  (UnicodeEncodeError is one too)
        folder.write(path, PAGE)
    with pytest.raises(ValueError):  # noqa: PT011
        folder.remove(path)
    assert everything(folder) == {}


def test_a_page_taken_away_leaves_no_form_and_no_empty_folder(folder):
    folder.write("/", PAGE)
    folder.write("/xxgk/zd/a/", PAGE)
    assert folder.remove("/xxgk/zd/a/")
    assert sorted(path.name for path in folder.root.iterdir()) == ["index.html", "index.html.br", "index.html.gz"]
    assert not folder.remove("/xxgk/zd/a/")


def test_a_folder_with_other_pages_stays(folder):
    folder.write("/xxgk/", PAGE)
    folder.write("/xxgk/zd/", PAGE)
    folder.remove("/xxgk/")
    assert folder.paths() == {"/xxgk/zd/"}


# The whole portal ------------------------------------------------------------------------------
def test_after_a_whole_press_the_folder_holds_just_that(folder):
    folder.write("/old/page/", PAGE)
    folder.write("/same/", PAGE)
    same = (folder.root / "same/index.html").stat().st_mtime_ns
    (folder.root / "left").mkdir()
    (folder.root / ".index.html.new").write_bytes(b"half")
    (folder.root / "gone.html.gz").write_bytes(b"of nothing")
    done = folder.replace_all([("/", PAGE), ("/same/", PAGE), ("/feed/", b"<feed/>", "application/atom+xml")])
    assert done == Replaced(frozenset({"/", "/feed/"}), frozenset({"/same/"}), frozenset({"/old/page/"}))
    assert folder.paths() == {"/", "/same/", "/feed/"}
    assert (folder.root / "same/index.html").stat().st_mtime_ns == same
    assert sorted(path.name for path in folder.root.iterdir() if path.is_dir()) == ["feed", "same"]
    assert not list(folder.root.rglob(".*"))
    assert not (folder.root / "gone.html.gz").exists()


def test_a_whole_press_that_fails_takes_nothing_away(folder):
    folder.write("/zd/", PAGE)

    def pages():
        yield "/", PAGE
        raise RuntimeError("a template is broken")

    with pytest.raises(RuntimeError):
        folder.replace_all(pages())
    assert folder.paths() == {"/", "/zd/"}


def test_two_ways_to_the_same_pages_give_the_same_folder(folder, tmp_path):
    folder.replace_all([("/", OTHER), ("/b/", PAGE), ("/c/d/", PAGE)])
    folder.write("/", PAGE)
    folder.remove("/c/d/")
    fresh = PressedFolder(tmp_path / "fresh")
    fresh.replace_all([("/b/", PAGE), ("/", PAGE)])
    assert folder.manifest() == fresh.manifest()
    assert folder.digest() == fresh.digest()


def test_the_digest_sees_every_byte_and_name(folder):
    folder.write("/", PAGE)
    digests = {folder.digest()}
    folder.write("/a/", PAGE)
    digests.add(folder.digest())
    (folder.root / "a").rename(folder.root / "b")
    digests.add(folder.digest())
    (folder.root / "b/index.html.gz").write_bytes(gzip.compress(OTHER, mtime=0))
    digests.add(folder.digest())
    assert len(digests) == 4


def test_a_folder_not_yet_made_is_empty(folder):
    assert folder.paths() == set()
    assert folder.manifest() == {}


# What was left ---------------------------------------------------------------------------------
def test_the_imprint_names_what_was_altered_lost_and_put_there(folder):
    folder.replace_all([("/", PAGE), ("/a/", PAGE), ("/b/", PAGE), ("/photo.jpg", PAGE)])
    assert folder.look_over(closely=True) == FolderFaults()
    (folder.root / "a/index.html").write_bytes(OTHER)
    (folder.root / "b/index.html.br").unlink()
    (folder.root / "photo.jpg").write_bytes(PAGE[:-1])
    (folder.root / "phish").mkdir()
    (folder.root / "phish/index.html").write_bytes(OTHER)
    (folder.root / "link").symlink_to("/")
    foreign = frozenset({"phish/index.html", "link"})
    assert folder.look_over(closely=True) == FolderFaults(frozenset({"/a/", "/photo.jpg"}), frozenset({"/b/"}), foreign)
    assert folder.look_over(closely=False) == FolderFaults(frozenset(), frozenset({"/b/"}), foreign)
    done = folder.replace_all([("/", PAGE), ("/a/", PAGE), ("/b/", PAGE), ("/photo.jpg", PAGE)])
    assert done.written == {"/a/", "/b/", "/photo.jpg"}
    assert folder.look_over(closely=True) == FolderFaults()


def test_a_compressed_form_that_says_the_same_in_other_bytes_is_made_anew(folder, tmp_path):
    folder.write("/", PAGE)
    (folder.root / "index.html.gz").write_bytes(gzip.compress(PAGE, 1, mtime=0))
    assert folder.write("/", PAGE)
    fresh = PressedFolder(tmp_path / "fresh")
    fresh.write("/", PAGE)
    assert folder.digest() == fresh.digest()


def test_a_form_of_what_has_none_is_swept_away(folder):
    folder.write("/photo.jpg", PAGE)
    (folder.root / "photo.jpg.gz").write_bytes(gzip.compress(OTHER))
    folder.sweep()
    assert list(everything(folder)) == ["photo.jpg"]


def test_a_run_that_was_cut_off_leaves_its_mark_until_the_whole_is_gone_through(folder, monkeypatch):
    folder.replace_all([("/", PAGE), ("/a/", PAGE)])
    with monkeypatch.context() as killed:
        killed.setattr(Imprint, "end", lambda imprint: None)
        folder.write("/", OTHER)
    with folder.lock() as run:
        assert run.imprint.is_doubtful
    folder.write("/a/", OTHER)
    with folder.lock() as run:
        assert run.imprint.is_doubtful
    folder.replace_all([("/", OTHER), ("/a/", OTHER)])
    with folder.lock() as run:
        assert not run.imprint.is_doubtful
    assert folder.look_over(closely=True) == FolderFaults()


def test_a_torn_imprint_is_no_imprint(folder):
    folder.replace_all([("/", PAGE)])
    file = folder.root.with_name("pressed.json")
    file.write_bytes(file.read_bytes()[:-10])
    with folder.lock() as run:
        assert run.imprint.is_doubtful
    assert folder.replace_all([("/", PAGE)]).unchanged == {"/"}
    with folder.lock() as run:
        assert not run.imprint.is_doubtful


def test_files_are_on_the_disk_before_they_are_seen(folder, monkeypatch):
    acts = []
    flushed, replaced = into_place._flush, os.replace
    monkeypatch.setattr(into_place, "_flush", lambda path: (acts.append(("flush", path.name)), flushed(path)))
    monkeypatch.setattr(os, "replace", lambda old, new: (acts.append(("replace", new.name)), replaced(old, new)))
    folder.write("/zd/", PAGE)
    for name in ("index.html.gz", "index.html.br", "index.html"):
        assert acts.index(("flush", f".{name}.new")) < acts.index(("replace", name)) < acts.index(("flush", "zd"))


# All at one moment -----------------------------------------------------------------------------
def names_in(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def press_half(root: Path, half_done) -> None:
    folder = PressedFolder(root)
    with folder.together() as run:
        folder.write("/", OTHER)
        folder.write("/a/", OTHER)
        run.placing.settle()
        half_done.set()
        time.sleep(60)


def test_a_kill_in_the_middle_of_many_pages_leaves_the_folder_as_it_was(folder):
    folder.replace_all([("/", PAGE)])
    before = everything(folder)
    apart = multiprocessing.get_context("spawn")
    half_done = apart.Event()
    run = apart.Process(target=press_half, args=(folder.root, half_done))
    run.start()
    assert half_done.wait(60)
    run.kill()
    run.join()
    assert everything(folder) == before
    with folder.together():
        folder.replace_all([("/", OTHER), ("/a/", OTHER), ("/b/", OTHER)])
    assert folder.paths() == {"/", "/a/", "/b/"}
    assert names_in(folder.root.parent / "pressed.next") == []
    assert folder.look_over(closely=True) == FolderFaults()


def test_many_pages_are_seen_together_or_not_at_all(folder):
    folder.replace_all([("/", PAGE), ("/gone/", PAGE)])
    with folder.together():
        folder.write("/", OTHER)
        folder.write("/a/", OTHER)
        folder.remove("/gone/")
        assert (folder.place / "index.html").read_bytes() == PAGE
        assert not (folder.place / "a").exists()
        assert (folder.place / "gone/index.html").exists()
    assert (folder.place / "index.html").read_bytes() == OTHER
    assert folder.paths() == {"/", "/a/"}
    assert folder.look_over(closely=True) == FolderFaults()


def test_many_pages_of_which_one_fails_leave_folder_and_imprint_as_they_were(folder):
    folder.replace_all([("/", PAGE)])

    def press() -> None:
        with folder.together():
            folder.write("/", OTHER)
            folder.write("/../a/", OTHER)

    with pytest.raises(ValueError, match="no page may"):
        press()
    assert (folder.root / "index.html").read_bytes() == PAGE
    assert folder.look_over(closely=True) == FolderFaults()


def test_where_folders_cannot_be_exchanged_the_files_are_moved_in(folder, tmp_path):
    folder.replace_all([("/", PAGE), ("/old/", PAGE), ("/same/", PAGE)])
    other = PressedFolder(tmp_path / "other")
    other.replace_all([("/", OTHER), ("/new/", OTHER), ("/same/", PAGE)])
    assert not into_place.exchanged(tmp_path / "other", tmp_path / "not there")
    into_place.pour(other.root, folder.root)
    assert folder.digest() == other.digest()
    assert not (folder.root / "old").exists()


# At the same time ------------------------------------------------------------------------------
def press_pair(root: Path, body: bytes, go) -> None:
    folder = PressedFolder(root)
    go.wait()
    for _round in range(15):
        with folder.lock():
            folder.write("/a/", body)
            time.sleep(0.001)
            folder.write("/b/", body)


def test_two_processes_never_mix_their_runs(folder):
    apart = multiprocessing.get_context("spawn")
    go = apart.Event()
    bodies = [PAGE, OTHER]
    runs = [apart.Process(target=press_pair, args=(folder.root, body, go)) for body in bodies]
    for run in runs:
        run.start()
    go.set()
    seen = set()
    while any(run.is_alive() for run in runs):
        with folder.lock():
            pages = [folder.root / name for name in ("a/index.html", "b/index.html")]
            if all(page.exists() for page in pages):
                assert pages[0].read_bytes() == pages[1].read_bytes()
                seen.add(pages[0].read_bytes())
    assert [run.exitcode for run in runs] == [0, 0]
    assert seen <= set(bodies)


def test_who_holds_the_lock_may_take_it_again_and_others_wait(folder):
    order = []

    def other() -> None:
        PressedFolder(folder.root).write("/b/", PAGE)
        order.append("other")

    with folder.lock(), PressedFolder(folder.root).lock():
        thread = threading.Thread(target=other)
        thread.start()
        folder.write("/a/", PAGE)
        time.sleep(0.05)
        order.append("holder")
    thread.join()
    assert order == ["holder", "other"]


def test_a_reader_never_sees_half_a_page(folder):
    folder.write("/", PAGE)
    done = threading.Event()

    def write() -> None:
        for turn in range(150):
            folder.write("/", (PAGE, OTHER)[turn % 2])
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    while not done.is_set():
        assert (folder.root / "index.html").read_bytes() in (PAGE, OTHER)
        assert gzip.decompress((folder.root / "index.html.gz").read_bytes()) in (PAGE, OTHER)
    thread.join()
