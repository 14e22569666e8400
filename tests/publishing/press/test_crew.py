"""Several processes share a press run: the folder holds the same bytes, and a failure of one of them leaves it as it was."""

import os

import pytest

from publishing.press import crew
from publishing.press.crew import CrewFailed
from publishing.press.files import PressedFolder
from tests.publishing.press.test_files import everything


@pytest.fixture(autouse=True)
def many(monkeypatch):
    monkeypatch.setattr(crew, "LEAST", 4)


def plates(*, but: str = "") -> dict:
    def make(path: str) -> bytes:
        if path == but:
            raise ValueError("the tenth page can't be made")
        return f"<!DOCTYPE html><p>第{path}号答复，由{'进程'}印出</p>".encode() * 20

    paths = [f"{mode}/yc-{number}/" for number in range(20) for mode in ("", "/elder")]
    return {path: (lambda path=path: make(path), "") for path in ["/", *paths, "/sitemap.xml"]}


def test_two_processes_press_the_same_bytes_as_one(tmp_path):
    alone, shared = PressedFolder(tmp_path / "alone"), PressedFolder(tmp_path / "shared")
    done = alone.make_all(plates(), 1)
    assert shared.make_all(plates(), 2) == done
    assert {name: body for name, (body, _at) in everything(shared).items()} == {
        name: body for name, (body, _at) in everything(alone).items()
    }
    assert (tmp_path / "shared.json").read_bytes() == (tmp_path / "alone.json").read_bytes()
    assert not shared.make_all(plates(), 2).written


def test_a_page_that_two_processes_cannot_make_leaves_the_folder_as_it_was(tmp_path):
    folder = PressedFolder(tmp_path / "pressed")
    folder.replace_all([("/old/", b"<!DOCTYPE html><p>1</p>")])
    before = everything(folder)
    with pytest.raises(CrewFailed, match="the tenth page can't be made"), folder.together():
        folder.make_all(plates(but="/yc-9/"), 2)
    assert everything(folder) == before
    assert folder.look_over(closely=True).altered == frozenset()


def test_a_process_that_is_killed_is_told(tmp_path):
    with pytest.raises(CrewFailed, match="was killed"):
        crew.shared(lambda part: os.kill(os.getpid(), 9), [[1]])


def test_nothing_is_shared_inside_a_transaction(db):
    assert not crew.may_share(2, 10_000)
    assert not crew.may_share(1, 10_000)


def test_what_is_read_from_the_same_content_is_made_by_one_process():
    shares = crew.shares(range(100), 3, together=lambda one: one // 10)
    assert sorted(one for share in shares for one in share) == list(range(100))
    assert all(
        len({place for place, share in enumerate(shares) if one in share or one + 9 in share}) == 1
        for one in range(0, 100, 10)
    )
