"""The corpus is judged no worse than the ceilings say, and a finding has the form that people and machines read."""

import pytest

from publishing.evidence import Verdict, check
from tests.publishing.evidence import cases, score
from tests.publishing.evidence.judged import JUDGED, Refused, read

CEILINGS = {True: (0.01, 0.08), False: (0.025, 0.125)}
"For the half that may be seen, and the other: how many sound texts may be accused, and contradictions missed."


@pytest.mark.parametrize("seen", CEILINGS, ids=["seen", "unseen"])
def test_few_sound_texts_are_accused_and_few_contradictions_missed(seen):
    tally = score.Tally()
    for case in cases.of_corpus(seen=seen).cases:
        tally.judge(check, case, mutants=(), shown=False)
    accused, missed = CEILINGS[seen]
    assert tally.accused.total() <= accused * tally.sound.total()
    assert tally.wrong.total() - tally.caught.total() <= missed * tally.wrong.total()
    told = [tally.right[verdict] / tally.wanted[verdict] for verdict in ("TRUNC", "DEF")]
    assert min(told) >= 0.9


def test_numbers_changed_in_the_seen_texts_are_noticed():
    tally = score.Tally()
    for at, case in enumerate(cases.of_corpus(seen=True).cases):
        tally.judge(check, case, mutants=case.mutants[at % 8 :: 8], shown=False)
    whole = sum(tally.mutants.values())
    assert whole > 100
    assert sum(tally.noticed.values()) >= 0.85 * whole


def test_no_name_stands_twice():
    names = [str(one) for one in JUDGED]
    assert len(names) == len(set(names))


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


def test_a_finding_says_where_what_was_expected_what_was_found_and_why():
    text = "我区共承办建议提案30件，其中主办12件，会办17件。"
    clash = check(text).of(Verdict.CLASH)[0]
    assert text[clash.start : clash.end] == clash.quote == "30件，其中主办12件，会办17件"
    assert (clash.rule, clash.expected, clash.found) == ("合计", "29件", "30件")
    assert clash.message == "各项相加为12＋17=29件，与合计30件不符，请核对。主办与会办合起来应是全部。"


def test_the_report_has_the_shape_that_editors_and_machines_read():
    report = check("我区共承办建议30件，截止目前已办结。").as_json()
    assert list(report) == ["verdict", "figures", "findings", "coverage"]
    assert report["figures"] == [
        {"label": "人大代表建议", "value": 30, "unit": "件", "quote": "30件", "start": 7, "end": 10}
    ]
    note = report["findings"][0]
    assert list(note) == ["verdict", "rule", "quote", "start", "end", "message", "expected", "found"]
    assert (report["verdict"], note["verdict"], note["quote"]) == ("NONE", "NOTE", "截止目前")
    assert report["coverage"] == [{"how": "read", "rules": [], "start": 7, "end": 10}]


def test_a_definition_answered_once_needs_no_second_answer():
    text = "承办的146件提案，满意率达100%（满意144件，基本满意2件）。"
    asked = check(text).of(Verdict.DEF)[0]
    assert asked.definition == "satisfaction_with_basic"
    assert check(text, answered={asked.definition}).verdict is Verdict.OK


def test_counts_of_several_units_are_labelled_as_the_office_says_them():
    found = check(
        "提出意见建议52条，走访60岁代表，召开会议3次，65家单位办理，收回198份，880分办件，421件次，3个百分点。"
    ).figures
    assert [(one.value, one.unit) for one in found] == [
        (52, "条"),
        (198, "份"),
        (880, "分办件"),
        (421, "件次"),
        (3, "百分点"),
    ]


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
    assert check("2024年，我局共承办建议20件。", title=title).of(Verdict.CLASH) == []
    clash = check("2023年，我局共承办建议20件。", title=title).of(Verdict.CLASH)[0]
    assert (clash.rule, clash.quote, clash.expected) == ("年份", "2023", "2024")
