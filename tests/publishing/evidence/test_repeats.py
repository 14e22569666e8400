"""Amounts spoken of again: which are claimed to be the whole told before, and what can't be true beside it."""

import pytest

from publishing.evidence import check
from publishing.evidence.judging import Verdict

SOUND = {
    "of each kind as many as were told of it": "承办建议31件，主办16件、协办15件；提案32件，主办20件、协办12件。对36件主办件，逐件明确责任。",
    "both kinds together": "承办建议22件、提案27件。截至10月底，22件建议和27件提案已全部办复。",
    "some still under way": "我委承办建议提案52件，已办结48件，4件正在办理中。",
    "handed over in parts": "收到建议98件。90件建议交县政府系统办理，8件建议交法院办理。",
    "answered, and not yet carried out": "52件建议已全部答复，其中2件正在落实。",
    "two of different times, told together again": "大会期间，代表提出建议109件，闭会期间，代表提出建议23件，这132件建议已全部交办。",
    "how they were talked about": "承办提案20件，其中主办8件，会办12件。当面沟通9件。8件主办件均已答复。",
}
ASKED = {
    "a class spoken of again": "我委办理建议提案共55件，A类42件，B类10件，C类3件。对43件A类件，及时回访。",
    "a level spoken of again": "承办建议提案68件，其中市级17件，区级51件。17件市级建议提案全部由局长领办，52件区级建议提案由分管领导领办。",
    "work that goes on": "全区建议提案共计174件。我们将继续抓好184件建议提案的跟踪落实。",
    "made whole by another list": "收到建议102件。主办件68件，其中会期的建议48件、平时的20件。69件主办件中，满意65件，基本满意3件。",
    "in the same words at the end": "全区共办结建议提案188件，正在办理9件。总之，全年办结建议提案198件，成绩来之不易。",
    "units": "全县交承办单位54家办理提案230件。55家承办单位均成立专班。",
    "behind a heading on a line of its own": "一、基本情况\n今年我委承办建议提案62件。\n二、主要做法\n63件建议提案均由委领导包案办理。",
    "both kinds by their bodies": "共收到人大代表建议和政协提案381件，其中主办229件、会办152件。各单位围绕391件人大代表建议和政协提案，逐一制定办理方案。",
    "as many forms": "共承办建议16件，其中主办6件，会办10件。收回意见表15份，其中满意14份，基本满意1份。下一步，抓好15件建议的落实。",
    "one of them is told besides": "承办政协提案41件（含重点提案1件），其中主办26件，会办15件。较好地完成了14件提案的办理任务。",
    "the second of two": "承办建议43件，提案10件。43件建议、20件提案已全部分解到承办单位。",
    "of both duties": "主办建议提案26件，其中A类23件，B类3件；会办26件，均已反馈意见。局里召开交办会，将51件建议提案分解到12个科室办理。",
    "both kinds completed": "全年办理建议46件，提案53件，较好地完成了98件建议提案的办理任务。",
}
MEANT = {
    "some of them are done": "收到提案32件。31件提案已办结。",
    "few of them": "收到提案9件。8件提案由区长领办。",
    "as many as another": "承办建议提案68件，其中市级17件，区级51件。16件市级建议提案按期办结，还有1件正在办理。",
}
WRONG = {
    "of both kinds, with the duties of each between": "承办建议53件，其中主办30件，会办23件；提案67件，其中主办29件，会办38件。目前，83件建议提案已全部办复。",
    "another count is as many": "承办建议31件、提案23件，其中主办24件，会办30件。23件主办件均已书面答复代表委员。",
    "some of them are done": "承办建议17件，提案42件，共59件。60件建议提案已办结51件。",
    "both kinds together": "承办建议22件、提案27件。截至10月底，22件建议和28件提案已全部办复。",
    "of them": "我局承办了49件建议提案。50件中，主办18件，会办31件。",
    "by their duty": "承办建议提案48件，其中主办25件、会办23件。主办的24件全部与代表面商。",
    "parts of one whole": "确定事项22件，已办结6件，占比27%；正在办理16件，占比73%。确定的22件事项中，17件正在办理。",
    "still under way": "收到提案118件，已办结104件，正在办理14件。正在办理的15件提案，将于年底前办结。",
    "of them, behind 其中": "交办的415件建议已全部办结，其中416件建议中，满意391件，基本满意24件。",
    "in the same words": "县政府常务会议确定事项22件。县政府常务会议确定的23件事项中，16件已办结。",
    "the above": "县政府承办人大建议22件、政协提案27件。上述50件建议提案已全部办结。",
    "handed over": "共收到建议98件，其中大会期间90件，闭会期间8件。97件建议交38个单位办理。",
    "behind a table": "类别\t主办\t协办\t合计\n建议\t66\t72\t138\n提案\t81\t3\t84\n合计\t147\t75\t222\n以上223件均已办复。",
    "some still open": "承办的建议已全部办结。目前，尚未办结4件。",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_an_amount_that_may_be_meant_is_not_accused(text):
    assert check(text).of(Verdict.CLASH) == []


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_whole_spoken_of_again_must_be_the_one_told_before(text):
    assert check(text).verdict is Verdict.CLASH


@pytest.mark.parametrize("text", ASKED.values(), ids=ASKED)
def test_an_amount_a_slip_away_from_the_one_told_before_is_asked_about(text):
    assert check(text).of(Verdict.NOTE, Verdict.CLASH)


@pytest.mark.parametrize("text", MEANT.values(), ids=MEANT)
def test_an_amount_that_others_explain_is_not_asked_about(text):
    assert check(text).of(Verdict.NOTE, Verdict.CLASH) == []
