"""Every kind of total, share, rate, repetition, list and trap is judged as a reader of the office judges it."""

import re
from decimal import Decimal

import pytest

from publishing.evidence import Verdict, check
from publishing.evidence.figures import COUNTED
from publishing.evidence.found import Found
from tests.publishing.evidence.judged import JUDGED, PUBLISHED, Refused, read

SPOILT = [pytest.param(one, text, id=str(one)) for one in JUDGED for text in one.spoilt().values()]
TIED = [one for one in JUDGED if one.tied]


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


@pytest.mark.parametrize("one", JUDGED, ids=str)
def test_a_text_is_judged(one):
    report = check(one.text)
    assert report.verdict is one.verdict, [each.as_json() for each in report.findings if each.verdict is not Verdict.OK]
    assert one.verdict <= Verdict.OK or {finding.rule for finding in report.of(one.verdict)} & one.rules


@pytest.mark.parametrize(("one", "text"), SPOILT)
def test_a_text_with_one_wrong_passage_clashes(one, text):
    report = check(text)
    assert report.verdict is Verdict.CLASH
    assert {finding.rule for finding in report.of(Verdict.CLASH)} & one.rules


def test_there_are_many_cases_and_no_name_twice():
    names = [str(one) for one in JUDGED]
    assert len(names) == len(set(names))
    assert len(names) + len(SPOILT) >= 800


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('rules = ["合记"]', "rules that nothing reads: 合记"),
        ('rules = []\n[[MAYBE]]\ncase = "a"\ntext = "b"', "verdicts that nothing reads: MAYBE"),
        ('rules = []\n[[OK]]\ncase = "a"\ntext = "b"\nnote = "c"', "a: keys that nothing reads: note"),
        ('rules = []\n[[OK]]\ncase = "a"', "a: empty that nothing reads: text"),
        ('rules = []\n[[OK]]\ncase = "a"\ntext = "b"\ntied = "all"', "a: values of tied that nothing reads: all"),
        ('rules = []\n[[OK]]\ncase = "a"\ntext = "b"\nwrong = ["b -> c"]', "a: passages that nothing reads: b -> c"),
        ('rules = []\n[[OK]]\ncase = "a"\ntext = "bb"\nwrong = ["b → c"]', "a: passages that nothing reads: b → c"),
        ('rules = []\n[[CLASH]]\ncase = "a"\ntext = "b"\nwrong = ["b → c"]', "a: passages of a text that is not OK"),
    ],
    ids=["rule", "verdict", "key", "no text", "tied", "arrow", "twice in the text", "wrong of a wrong text"],
)  # fmt: skip
def test_a_file_of_texts_that_says_something_unknown_is_refused(content, said):
    with pytest.raises(Refused, match=said):
        read("kind", content)


def test_no_test_of_evidence_asks_for_the_database(request):
    here = [item for item in request.session.items if item.path.parent == request.path.parent]
    assert [item.nodeid for item in here if "db" in item.fixturenames or item.get_closest_marker("django_db")] == []


@pytest.mark.parametrize("one", [one for one in TIED if one.tied == "numbers"], ids=str)
def test_any_number_changed_by_one_is_found(one):
    missed = [place for changed, place in changed_by_one(one.text, rates=True) if not problems(changed)]
    assert missed == []


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


@pytest.mark.parametrize("one", TIED, ids=str)
def test_any_count_changed_by_one_or_ten_times_as_large_is_found(one):
    text, found, missed = one.text, Found(one.text), []
    for count in found.counts:
        start, end, digits = printed(found, count)
        near = {count.value + 1, count.value - 1, count.value * 10} - {count.value}
        others = near if digits and count.unit != "家" else set()
        changed = {other: exchanged(text, [(start, end, f"{other:f}")]) for other in others if other >= 0}
        missed += [(text[max(0, start - 8) : end], other) for other, wrong in changed.items() if not problems(wrong)]
    assert missed == []


@pytest.mark.parametrize("one", TIED, ids=str)
def test_a_total_exchanged_with_one_of_its_parts_is_found(one):
    text, found, missed = one.text, Found(one.text), []
    for split in found.splits:
        for part in split.parts:
            total, other = printed(found, split.totals[-1]), printed(found, part)
            if not (total[2] and other[2] and total[2] != other[2]):
                continue
            if not problems(exchanged(text, [(*total[:2], other[2]), (*other[:2], total[2])])):
                missed.append((total, other))
    assert missed == []


@pytest.mark.parametrize("one", PUBLISHED.values(), ids=PUBLISHED)
def test_any_count_of_a_published_text_changed_by_one_is_found(one):
    before = problems(one.text)
    missed = {place for changed, place in changed_by_one(one.text, rates=False) if not problems(changed) - before}
    alone = {place for place in missed if place.endswith(tuple(one.alone))}
    assert missed - alone == set()
    assert len(alone) <= len(one.alone) + 1


@pytest.mark.parametrize("one", [pytest.param(one, id=name) for name, one in PUBLISHED.items() if one.shares])
def test_any_share_of_a_published_text_changed_is_found(one):
    before = problems(one.text)
    for share in (each for each in one.relations() if each.kind == "share"):
        printed = f"{share.numbers[-1].printed}%"
        wrong = f"{Decimal(share.numbers[-1].printed) + 3}%"
        spoilt = one.text.replace(f"占{printed}", f"占{wrong}").replace(f"的{printed}", f"的{wrong}")
        assert problems(spoilt) - before


def test_a_finding_says_where_what_was_expected_what_was_found_and_why():
    text = "我区共承办建议提案30件，其中主办12件，会办17件。"
    clash = check(text).of(Verdict.CLASH)[0]
    assert text[clash.start : clash.end] == clash.quote == "30件，其中主办12件，会办17件"
    assert (clash.rule, clash.expected, clash.found) == ("合计", "30件", "29件")
    assert clash.message == "各项相加为12＋17=29件，与合计30件不符，请核对。"


def test_the_report_has_the_shape_that_editors_and_machines_read():
    report = check("我区共承办建议30件，截止目前已办结。").as_json()
    assert list(report) == ["verdict", "figures", "findings", "coverage"]
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
