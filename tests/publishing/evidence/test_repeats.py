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
    "how they were talked about": "承办提案20件，其中主办8件，会办12件。当面沟通9件。8件主办件均已答复。",
}
WRONG = {
    "of both kinds, with the duties of each between": "承办建议53件，其中主办30件，会办23件；提案67件，其中主办29件，会办38件。目前，83件建议提案已全部办复。",
    "another count is as many": "承办建议31件、提案23件，其中主办24件，会办30件。23件主办件均已书面答复代表委员。",
    "some of them are done": "承办建议17件，提案42件，共59件。60件建议提案已办结51件。",
    "both kinds together": "承办建议22件、提案27件。截至10月底，22件建议和28件提案已全部办复。",
    "of them": "我局承办了49件建议提案。50件中，主办18件，会办31件。",
    "by their duty": "承办建议提案48件，其中主办25件、会办23件。主办的24件全部与代表面商。",
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
