"""Every kind of total, share, rate, repetition, list and trap is judged as a reader of the office judges it."""

import re
from decimal import Decimal

import pytest

from publishing.evidence import Verdict, check
from publishing.evidence.figures import COUNTED
from publishing.evidence.found import Found
from tests.publishing.evidence import office_texts
from tests.publishing.evidence.further_texts import FURTHER
from tests.publishing.evidence.office_texts import OFFICES, SPOILT
from tests.publishing.evidence.report_texts import REPORTS
from tests.publishing.evidence.test_published_texts import SAMPLES
from tests.publishing.evidence.texts import TEXTS, WHOLE

pytestmark = pytest.mark.once

JUDGED = TEXTS + FURTHER + OFFICES + REPORTS
FREE = {
    "S02": [],
    "S17": ["0条"],
    "S19": ["1件", "2件", "44件"],
    "S24": ["77件"],
    "S30": ["11件，已解决"],
    "S34": ["4790件"],
}
"Counts that stand alone: nothing in their text says what they must be."


def problems(text: str) -> set:
    report = check(text)
    return {(one.verdict, one.rule, one.message) for one in report.of(Verdict.TRUNC, Verdict.DEF, Verdict.CLASH)}


def changed_by_one(text: str, *, rates: bool):
    """Every text that comes of adding one to one number, or taking one away, with the number's place."""
    reading = Found(text)
    for one in reading.quantities:
        start, end = reading.reading.span(one.start, one.end)
        number = re.match(r"\d+(?:\.\d+)?", text[start:end])
        if number is None or (one.unit == "%" and not rates) or one.unit not in COUNTED | {"%"} or one.unit == "个":
            continue
        for step in (1, -1):
            value = Decimal(number[0]) + Decimal(3 * step).scaleb(-one.places if one.unit == "%" else 0) / (
                1 if one.unit == "%" else 3
            )
            if value >= 0 and not (one.unit == "%" and value > 100):
                written = f"{value:f}" if one.unit == "%" else f"{int(value)}"
                yield text[:start] + written + text[start + number.end() :], text[max(0, start - 8) : end]


@pytest.mark.parametrize(("verdict", "text"), [pytest.param(v, t, id=name) for v, name, t in JUDGED])
def test_a_text_is_judged(verdict, text):
    report = check(text)
    assert report.verdict.name == verdict, [one.as_json() for one in report.findings if one.verdict is not Verdict.OK]


def test_there_are_many_cases_and_no_name_twice():
    names = [name for _verdict, name, _text in JUDGED]
    assert len(names) == len(set(names)) >= 500


@pytest.mark.parametrize(("name", "right", "wrong"), SPOILT)
def test_one_wrong_number_in_a_text_clashes(name, right, wrong):
    text = next(text for verdict, other, text in OFFICES if other == name and verdict == "OK")
    assert text.count(right) == 1
    assert check(text.replace(right, wrong)).verdict is Verdict.CLASH


@pytest.mark.parametrize("text", WHOLE)
def test_a_text_of_which_every_number_is_tied_to_others_is_ok(text):
    assert check(text).verdict is Verdict.OK, problems(text)


@pytest.mark.parametrize("text", WHOLE)
def test_any_number_changed_by_one_is_found(text):
    missed = [place for changed, place in changed_by_one(text, rates=True) if not problems(changed)]
    assert missed == []


TIED = [
    "filed, merged, turned into opinions", "filed of two channels", "five kinds with spaces in their shares", "nought in a bracket",
    "levels with duties, and all duties", "brackets in brackets", "three ways to split one total", "spoken of again by duty",
    "regional share of two bases", "办理类型 tell with 的 before", "集体 and 个人", "two halves", "nested 其中 of brackets", "办结 of half",
    "cppcc yearly with opinions", "a growth in several years", "省市区 three levels", "duty words with 单独", "5 tables inline",
]  # fmt: skip
"Of these every count takes part in a sum, a share or a rate."
MUTATED = WHOLE + [text for _verdict, name, text in FURTHER + OFFICES if name in TIED + office_texts.TIED]


def exchanged(text: str, numbers: list[tuple[int, int, str]]) -> str:
    """The text with other numbers at some places."""
    for start, end, number in sorted(numbers, reverse=True):
        text = text[:start] + number + text[end:]
    return text


def printed(found: Found, one) -> tuple[int, int, str]:
    """Where the digits of a count stand, and which they are."""
    start, end = found.reading.span(one.start, one.end)
    digits = re.match(r"[0-9 ]*[0-9]", found.reading.raw[start:end])
    return (start, start + digits.end(), digits[0]) if digits else (start, start, "")


@pytest.mark.parametrize("text", MUTATED)
def test_any_count_changed_by_one_or_ten_times_as_large_is_found(text):
    found, missed = Found(text), []
    for one in found.counts:
        start, end, digits = printed(found, one)
        others = {one.value + 1, one.value - 1, one.value * 10} - {one.value} if digits and one.unit != "家" else set()
        changed = {other: exchanged(text, [(start, end, f"{other:f}")]) for other in others if other >= 0}
        missed += [(text[max(0, start - 8) : end], other) for other, wrong in changed.items() if not problems(wrong)]
    assert missed == []


@pytest.mark.parametrize("text", MUTATED)
def test_a_total_exchanged_with_one_of_its_parts_is_found(text):
    found, missed = Found(text), []
    for split in found.splits:
        for part in split.parts:
            total, other = printed(found, split.totals[-1]), printed(found, part)
            if not (total[2] and other[2] and total[2] != other[2]):
                continue
            if not problems(exchanged(text, [(*total[:2], other[2]), (*other[:2], total[2])])):
                missed.append((total, other))
    assert missed == []


@pytest.mark.parametrize("name", SAMPLES)
def test_any_count_of_a_published_text_changed_by_one_is_found(name):
    text, before = SAMPLES[name]["text"], problems(SAMPLES[name]["text"])
    missed = {place for changed, place in changed_by_one(text, rates=False) if not problems(changed) - before}
    free = {place for place in missed for said in FREE.get(name, []) if place.endswith(said.partition("，")[0])}
    assert missed - free == set()
    assert len(free) <= len(FREE.get(name, [])) + 1


@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name]["pcts"]])
def test_any_share_of_a_published_text_changed_is_found(name):
    text, before = SAMPLES[name]["text"], problems(SAMPLES[name]["text"])
    for _part, _base, printed in SAMPLES[name]["pcts"]:
        wrong = f"{Decimal(printed.rstrip('%')) + 3}%"
        assert problems(text.replace(f"占{printed}", f"占{wrong}").replace(f"的{printed}", f"的{wrong}")) - before


def test_a_finding_says_where_what_was_expected_what_was_found_and_why():
    text = "我区共承办建议提案30件，其中主办12件，会办17件。"
    clash = check(text).of(Verdict.CLASH)[0]
    assert text[clash.start : clash.end] == clash.quote == "30件，其中主办12件，会办17件"
    assert (clash.rule, clash.expected, clash.found) == ("合计", "30件", "29件")
    assert clash.message == "各项相加为12＋17=29件，与合计30件不符，请核对。"


def test_the_report_has_the_shape_that_editors_and_machines_read():
    report = check("我区共承办建议30件，截止目前已办结。").as_json()
    assert list(report) == ["verdict", "figures", "findings"]
    assert report["figures"] == [
        {"label": "人大代表建议", "value": 30, "unit": "件", "quote": "30件", "start": 7, "end": 10}
    ]
    note = report["findings"][0]
    assert list(note) == ["verdict", "rule", "quote", "start", "end", "message", "expected", "found"]
    assert (report["verdict"], note["verdict"], note["quote"]) == ("OK", "NOTE", "截止目前")


def test_a_definition_answered_once_needs_no_second_answer():
    text = "承办的146件提案，满意率达100%（满意144件，基本满意2件）。"
    asked = check(text).of(Verdict.DEF)[0]
    assert asked.definition == "satisfaction_with_basic"
    assert check(text, answered={asked.definition}).verdict is Verdict.OK


def test_counts_of_several_units_are_labelled_as_the_office_says_them():
    found = check(
        "提出意见建议52条，走访60岁代表，召开会议3次，65家单位办理，收回198份，880分办件，421件次，3个百分点。"
    ).figures
    assert [(one.value, one.unit) for one in found] == [(52, "条"), (198, "份"), (880, "分办件"), (421, "件次")]


# 上年文稿、年份 --------------------------------------------------------------------------------------
LAST_YEAR = "2023年建议提案办理情况\n2023年，我局共承办建议提案20件，其中主办12件，会办8件。召开推进会3次，走访代表60人次，形成报告5份。"


def test_a_sentence_that_stands_as_last_year_names_it_with_its_figures():
    text = "2024年，我局共承办建议提案30件，其中主办12件，会办18件。召开推进会3次，走访代表60人次，形成报告5份。"
    report = check(text, title="2024年建议提案办理情况", previous=LAST_YEAR)
    assert report.verdict is Verdict.OK
    assert [one.quote for one in report.of(Verdict.NOTE)] == ["召开推进会3次，走访代表60人次，形成报告5份"]


def test_a_sentence_copied_with_last_years_year_clashes():
    report = check(LAST_YEAR.replace("2023年建议", "2024年建议"), previous=LAST_YEAR)
    assert {one.rule for one in report.of(Verdict.CLASH)} == {"年份", "上年文稿"}


def test_a_sentence_that_was_brought_up_to_date_is_no_copy():
    text = LAST_YEAR.replace("2023", "2024").replace("3次", "4次")
    assert [one for one in check(text, previous=LAST_YEAR).findings if one.rule == "上年文稿"] == []


@pytest.mark.parametrize("title", ["2024年建议提案办理情况", "二〇二四年建议提案办理情况"])
def test_the_year_of_the_text_is_compared_with_its_title(title):
    assert check("2024年，我局共承办建议20件。", title=title).verdict is Verdict.OK
    clash = check("2023年，我局共承办建议20件。", title=title).of(Verdict.CLASH)[0]
    assert (clash.rule, clash.quote, clash.expected) == ("年份", "2023", "2024")
