"""Shares and rates: what they are shares of, and when one is wrong."""

import pytest

from publishing.evidence import check
from publishing.evidence.judging import Verdict

JUDGED = [
    ("承办建议52件，已解决33件，占63.4%；正在解决14件，占26.9%；留作参考5件，占9.6%。", Verdict.TRUNC),
    ("立案150件，已解决96件，占64%；正在解决45件，占33%；留作参考9件，占6%。", Verdict.CLASH),
    ("收到提案111件，交由区政府系统办理的提案108件，占提案总量的98.3%。", Verdict.CLASH),
    ("承办建议19件、提案7件，占全市承办总数的7.3%。", Verdict.NONE),
    ("承办建议40件，已答复38件，答复率95%。", Verdict.OK),
    ("承办建议40件，已答复38件，答复率96%。", Verdict.CLASH),
    ("40件建议已全部办结，办结率98%。", Verdict.CLASH),
    ("承办提案90件，收回反馈表50份，满意47份，基本满意3份，满意率94%。", Verdict.OK),
    ("承办提案50件，满意46件，基本满意4件，满意率100%。", Verdict.DEF),
    ("承办建议1件，满意率达100%（满意0件，基本满意1件）。", Verdict.DEF),
    ("发放测评表40份，收回34份，满意率96%。", Verdict.CLASH),
    ("收回征询意见表74份，对办理态度满意71份，满意率95.9%；对办理结果满意64份，满意率86.5%。", Verdict.OK),
    ("收回征询意见表74份，对办理态度满意71份，满意率95.9%；对办理结果满意64份，满意率89.5%。", Verdict.CLASH),
    ("承办建议40件，已解决30件，正在解决10件，办结率75%。", Verdict.DEF),
    ("立案提案320件，较上年增加20件，增长7.7%。", Verdict.CLASH),
    ("满意率96.8%，比上年的98.3%提高1.5个百分点。", Verdict.CLASH),
    ("办结率100%、面商率100%、满意率100%，实现三个100%。", Verdict.OK),
    ("承办建议9件，全部办结，办结率、面商率、满意率实现“四个100%”。", Verdict.CLASH),
    ("类别 件数 占比\n甲类 10 7%\n乙类 116 83%\n丙类 13 9%\n合计 139 100%\n", Verdict.OK),
    ("承办件数由上年的62件增加到64件，增长3.2%。", Verdict.OK),
]


@pytest.mark.parametrize(("text", "verdict"), JUDGED, ids=[text for text, _verdict in JUDGED])
def test_a_percentage_is_held_against_its_count_and_whole(text, verdict):
    assert check(text).verdict is verdict
