"""The index: the same whatever its history, without a byte of what was taken down, and read by many while it is written."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from publishing.finding.index import WordIndex, newest
from publishing.finding.reading import Finder, NoIndex, Query
from tests.publishing.finding.pieces import index, make, piece

ABOUT = {"frame": "{}"}


@pytest.fixture
def root(tmp_path):
    return tmp_path / "pressed"


def keys(root, text: str) -> list[int]:
    return [row.id for row in Finder(root).find(Query(text), 0, 50).rows]


def held(root) -> dict[str, list]:
    """All that an index holds, however it came there."""
    with closing(sqlite3.connect(newest(root))) as base:
        base.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'spelt', 'instance')")
        rows = {name: base.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in ("piece", "said")}
        return rows | {"terms": base.execute("SELECT * FROM temp.terms ORDER BY 1, 2, 3, 4").fetchall()}


def test_after_any_change_the_index_is_that_of_a_fresh_press(root, tmp_path):
    pieces = {key: piece(key, f"关于第{key}件事项的答复", f"办理情况{key}") for key in range(1, 9)}
    WordIndex(root).update(make(pieces.values()), ABOUT)
    for change in ("corrected", "taken down", "published"):
        if change == "corrected":
            pieces[3] = replace(pieces[3], title="更正后的答复", year="2025")
        elif change == "taken down":
            del pieces[5]
        else:
            pieces[20] = piece(20, "新公开的答复", published="2020-01-01T00:00:00+08:00")
        WordIndex(root).update(make(pieces.values()), ABOUT, {3, 5, 20})
    index(tmp_path / "afresh", *pieces.values())
    assert held(root) == held(tmp_path / "afresh")


def test_only_what_was_touched_is_made_anew(root):
    made = []
    makers = {key: lambda memory, key=key: made.append(key) or piece(key, f"答复{key}") for key in range(1, 6)}
    WordIndex(root).update(makers, ABOUT)
    made.clear()
    WordIndex(root).update(makers, ABOUT, {2})
    assert made == [2]


def test_no_byte_of_what_was_taken_down_or_corrected_stays(root):
    secret, wrong = "绝不能再被找到的秘密", "写错了的电话号码"
    pieces = {1: piece(1, "答复一", secret), 2: piece(2, "答复二", wrong), 3: piece(3, "答复三", "照常公开")}
    WordIndex(root).update(make(pieces.values()), ABOUT)
    with Finder(root)._base():  # a reader holds the file meanwhile
        del pieces[1]
    pieces[2] = replace(pieces[2], words="改正以后的文字")
    WordIndex(root).withdraw(pieces.keys())
    assert keys(root, secret) == []
    WordIndex(root).update(make(pieces.values()), ABOUT, {2})
    left = {file.name: file.read_bytes() for file in root.parent.glob("pressed*")}
    pairs = {words[place : place + 2] for words in (secret, wrong) for place in range(len(words) - 1)}
    assert [(pair, name) for pair in pairs for name, body in left.items() if pair.encode() in body] == []
    assert keys(root, "照常公开") == [3]


def test_a_file_of_words_is_read_once_and_forgotten_with_its_piece(root):
    read = []

    def maker(memory):
        return piece(1, "答复", files=memory("a.pdf", lambda: read.append(1) or "附件里的文字"))

    for _run in range(2):
        WordIndex(root).update({1: maker}, ABOUT)
    assert len(read) == 1
    WordIndex(root).update({}, ABOUT)
    assert "附件里".encode() not in newest(root).read_bytes()


@pytest.mark.parametrize("damage", ["broken", "older"])
def test_an_index_that_is_broken_or_of_another_version_is_built_anew_and_nothing_is_read_from_it(root, damage):
    index(root, piece(1, "答复"))
    if damage == "broken":
        newest(root).write_bytes(b"no database" * 1000)
    else:
        with closing(sqlite3.connect(newest(root))) as base:
            base.execute("PRAGMA user_version=0")
    with pytest.raises(NoIndex):
        Finder(root).find(Query("答复"), 0, 1)
    WordIndex(root).update(make([piece(1, "答复")]), ABOUT, set())
    assert keys(root, "答复") == [1]
    assert {file.name.removesuffix("-wal").removesuffix("-shm") for file in root.parent.glob("pressed*")} == {
        "pressed.search-2"
    }


def test_sixty_searchers_at_once_are_answered_while_the_press_writes(root):
    pieces = [piece(key, f"关于学校道路第{key}号的答复", "每年维修一次。") for key in range(1, 41)]
    finder = index(root, *pieces)
    start, answers = threading.Barrier(61), []

    def search(number: int) -> None:
        start.wait()
        answers.extend(finder.find(Query(text), 0, 20).total for text in ("学校维修", f"第{number}号", "校"))

    threads = [threading.Thread(target=search, args=(number % 40 + 1,)) for number in range(60)]
    for thread in threads:
        thread.start()
    start.wait()
    for number in range(5):
        pieces[number] = replace(pieces[number], words=f"每年维修{number}次。")
        WordIndex(root).update(make(pieces), ABOUT, {number + 1})
    for thread in threads:
        thread.join()
    assert sorted(set(answers)) == [1, 40]
    assert len(answers) == 180


WHATEVER = (
    "", " ", '"', '学校"维修', "AND", "a AND", "NOT 学校", "NEAR(学校 维修)", "title:学校", "{words} : x", "(", "^学", "*", "学*", "-", "--",
    "'; DROP TABLE piece", "\x00", "学" * 10_000, "学校 " * 3_000, "\ud800", "\u202e", "<mark>", "%", "_", "\ue000", "😀", "〔〕【】", "，。、", "a" * 10_000,
)  # fmt: skip


@pytest.mark.parametrize("typed", WHATEVER, ids=lambda typed: ascii(typed[:12]))
def test_whatever_is_typed_is_answered(root, typed):
    finder = index(root, piece(1, "学校维修的答复", "学" * 40))
    for query in (Query(typed), Query(typed, {"nd": typed}), Query(typed, any_word=True), Query(typed, by_time=True)):
        finder.find(query, 0, 20)
    assert isinstance(finder.near(typed), list)
    assert isinstance(finder.keys(Query(typed)), list)


def test_no_byte_of_an_attachment_stays_that_nobody_has_any_more(root):
    said = {"own": "只有一篇有的附件", "shared": "两篇都有的附件"}
    has = {1: ["own", "shared"], 2: ["shared"]}

    def made(key: int):
        def make_it(remembered):
            words = [remembered(name, lambda name=name: said[name]) for name in has[key]]
            return replace(piece(key, f"答复{key}"), files="\n".join(words))

        return make_it

    def stays(name: str) -> bool:
        beside = [file.read_bytes() for file in root.parent.iterdir() if file.is_file()]
        return any(said[name].encode() in data for data in beside)

    WordIndex(root).update({key: made(key) for key in has}, ABOUT)
    assert stays("own")
    has[1] = ["shared"]  # withdrawn from its piece
    WordIndex(root).update({key: made(key) for key in has}, ABOUT, {1})
    assert not stays("own")
    WordIndex(root).withdraw({2})
    assert stays("shared")
    WordIndex(root).withdraw(set())
    assert not stays("shared")
