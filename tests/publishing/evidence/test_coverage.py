"""Every figure of a text is told as compared, only read, or outside."""

from publishing.evidence import Verdict, check
from publishing.evidence.judging import FigureState


def states(text: str) -> dict[str, FigureState]:
    return {one.figure.quote: one.state for one in check(text).covered()}


def test_a_figure_is_compared_only_read_or_outside():
    told = "今年，我区共承办建议19件，比上年的15件增加4件，其中主办12件，会办7件。涉及甲镇的5件。"
    assert states(told) == {
        "19件": FigureState.TEXT,
        "12件": FigureState.TEXT,
        "7件": FigureState.TEXT,
        "15件": FigureState.TEXT,
        "4件": FigureState.TEXT,
        "5件": FigureState.READ,
    }
    assert states("去年收到建议15件。") == {"15件": FigureState.OUTSIDE}


def test_what_contradicts_is_told_apart_from_what_agrees():
    report = check("今年共承办提案30件，其中A类18件，占60%；B类9件，占35%；C类3件，占10%。")
    assert {one.figure.quote for one in report.covered() if one.state is FigureState.WRONG} == {"9件", "35%"}
    assert report.covering == "数据7个：2个不一致，5个前后一致。"


def test_a_text_of_which_nothing_could_be_compared_is_not_called_right():
    report = check("今年收到建议15件。")
    assert report.verdict is Verdict.NONE
    assert report.covering == "数据1个：1个未核对。"


def test_a_text_in_traditional_characters_is_read_as_one_in_simplified():
    told = "今年，全區共承辦建議提案46件，其中主辦18件，會辦29件，已答覆45件，答覆率93.8%。"
    rules = {(one.rule, one.quote) for one in check(told).of(Verdict.CLASH)}
    assert rules == {("合计", "46件，其中主辦18件，會辦29件"), ("率", "93.8%")}


def test_speech_with_several_counts_is_read_and_a_title_is_not():
    assert check("他说：“今年共承办建议提案46件，其中主办18件、会办29件。”").verdict is Verdict.CLASH
    assert states("办理《关于新建3件公共设施并配2件器材的提案》等提案12件，其中主办5件，会办7件。") == {
        "12件": FigureState.TEXT,
        "5件": FigureState.TEXT,
        "7件": FigureState.TEXT,
    }


def test_the_letter_that_the_office_wrote_names_a_class():
    figures = check("承办建议30件，其中已解决的（A类）20件，留作参考的（C类）10件。").figures
    assert [one.label for one in figures] == ["人大代表建议", "A类", "C类"]


def test_a_fall_told_as_a_rate_of_fall_is_held_against_both_years():
    assert check("今年承办建议54件，比上年的60件减少6件，降幅10%。").verdict is Verdict.OK
    assert check("今年承办建议54件，比上年的60件减少6件，降幅12%。").verdict is Verdict.CLASH
