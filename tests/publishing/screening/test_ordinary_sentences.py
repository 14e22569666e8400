"""No false alarms: a thousand sentences of this field, full of numbers that are nobody's, hold nothing back."""

import random
import re
import time
import tomllib
from pathlib import Path

import pytest

from publishing.screening import Contacts, screen
from tests.publishing.evidence.judged import JUDGED, PUBLISHED

TOLD = tomllib.loads(Path(__file__).with_name("ordinary.toml").read_text(encoding="utf-8"))
TIMES = 22


def sentences(seed: int) -> list[str]:
    """Those written by hand, and every pattern filled in some times."""
    chance = random.Random(seed)
    filled = [
        re.sub(r"\{(\w+)\}", lambda found: chance.choice(TOLD["slots"][found[1]]), pattern)
        for pattern in TOLD["patterns"] * TIMES
    ]
    return TOLD["sentences"] + [re.sub("#", lambda _found: chance.choice("0123456789"), one) for one in filled]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_ordinary_sentences_raise_no_alarm(seed):
    ordinary = sentences(seed)
    assert len(ordinary) >= 1000
    found = {text: [f"{one.kind}: {one.quote}" for one in screen(text)] for text in ordinary}
    assert {text: alarms for text, alarms in found.items() if alarms} == {}


def test_texts_that_were_published_are_held_back_by_nothing():
    texts = [*(one.text for one in JUDGED), *(one.text for one in PUBLISHED.values())]
    assert [found.quote for text in texts for found in screen(text) if found.blocks] == []


def test_an_offices_line_passes_by_its_words_or_by_the_units_list():
    assert screen("区教育局联系电话：0894-2000123") == []
    assert [found.blocks for found in screen("电话：0894-2000123")] == [False]
    contacts = Contacts(offices=frozenset({"0894-2000123、0894-2000124"}))
    assert screen("电话：0894 2000124，家庭电话：2000123", contacts=contacts) == []
    assert [found.quote for found in screen("区教育局联系电话：0894-2000999", contacts=contacts)] == ["0894-2000999"]


def test_a_hundred_thousand_characters_are_read_within_a_second():
    text = "".join(sentences(3))[:100_000]
    text += text[: 100_000 - len(text)]
    screen(text[:1000])
    begun = time.process_time()
    screen(text)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "piece",
    ["1234567890", "1 ", "一二三四五六七八九十", "(", "\n", "a@b.", "住址：八一镇", "3号楼2单元501室", "学生王小明", "机密★", "1\u200b", "&#49;", "6222 "],
)  # fmt: skip
def test_whatever_is_handed_in_screening_ends_soon(piece):
    begun = time.process_time()
    screen((piece * 20_000)[:20_000])
    assert time.process_time() - begun < 4


def test_a_long_list_of_telephones_is_read_in_time():
    begun = time.process_time()
    assert len(screen("电话15400001234，" * 10_000)) == 10_000
    assert time.process_time() - begun < 12
