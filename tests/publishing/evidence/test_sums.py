"""Lists with their wholes: which whole a list may make up, and when it is accused of not doing so."""

import pytest

from publishing.evidence import check
from publishing.evidence.judging import Verdict

SOUND = {
    "kinds, then the duties of each": "共承办建议提案40件，其中建议18件，提案22件。建议中主办8件、会办10件；提案中主办12件、会办10件。",
    "of both kinds together": "承办建议7件、提案9件，其中主办10件，会办6件。",
    "of the last kind alone": "承办建议7件、提案9件，其中主办4件，会办5件。",
    "an inner list is skipped": "得到解决和列入计划的20件，其中已经解决的12件，列入计划的8件；留作参考的5件，总数为25件。",
    "the sole items lie inside or beside": "共承办建议14件，其中独办3件，主办9件，会办5件。",
    "key items run across the duties": "承办建议22件，其中重点建议3件，主办9件，会办13件。",
    "answered and overdue leave others in time": "应答复建议40件，已答复33件，逾期未答复2件。",
    "a unit's own duties after the whole": "全县承办建议100件。县甲局主办12件、会办3件。",
    "what was left out": "34件议案中，除2件列入议程外，其余32件转为建议。",
    "counts named behind": "承办建议25件，5件主办，20件会办。",
    "named in turn": "承办提案39件，主办和会办分别为23件、16件。",
    "by kinds and by levels": "共承担办理任务30件：1.省人大代表建议4件（会办4件）；2.市政协提案26件（主办20件、会办6件）。主办件合计20件，会办件合计10件。",
    "a bracket belongs to its owner": "承办建议31件（市级3件、县级28件），政协提案31件（市级15件、县级16件）。",
    "the kind that the first part names": "收到建议30件，提案46件，共76件。其中建议主办18件、会办12件；提案主办21件、会办25件。",
    "whoever leads, and one led by another": "重点提案12件，其中县委领导领衔4件，县政府领导领衔5件，另外3件由专委会督办。",
    "each part names two things at once": "今年我局共办理建议提案26件，其中主办建议12件、会办提案8件。",
    "last year's own": "今年承办52件，办结50件，还有2件正在办理。去年承办48件，办结48件。",
    "what came in was not all handed over": "收到议案8件、建议120件，共交办126件。",
    "what comes on top": "收到议案10件，其中列入议程1件，转为建议9件；收到建议120件，连同议案转建议共129件。",
    "a row that is not split": "市建议7件，其中主办5件、会办2件；市提案7件，其中主办4件、会办3件；区建议10件，均为主办。主办件共19件。",
    "one bracket of some": "承办建议30件（会办8件），提案20件（会办9件）。",
    "what is turned over and what came": "议案34件、建议178件。34件议案中，除1件列入议程外，其余33件转为建议，连同代表建议178件，共211件交有关单位办理。",
    "duties that the first part names for all": "我局承办人大代表建议和政协提案共23件，其中主办的人大代表建议6件、政协提案8件。",
    "duties that each part names": "我局共承办人大代表建议和政协提案59件，其中人大代表建议主办18件、政协提案主办21件。",
    "key items of both kinds": "我局承办人大代表建议和政协提案23件，其中重点建议1件、重点提案2件。",
    "two of many levels": "承办建议提案60件，其中省级建议2件、市级建议3件。",
    "the first units of many": "共交办人大代表建议和政协提案210件，县甲局承办建议21件、提案18件，县乙局承办建议14件、提案9件。",
    "kinds with what was answered of each": "承办各类建议提案194件。其中，建议108件，已办结102件；提案86件，已办结83件。合计办结185件。",
    "members and sectors, single members left out": "收到提案83件，经审查立案71件，其中委员联名提案14件，界别提案9件。",
    "what was solved of both kinds": "共收到人大代表建议和政协提案112件。其中，得到解决的建议41件、提案38件。",
    "of one level only": "办理人大代表建议和政协提案76件，其中市级人大代表建议8件、市级政协提案12件。",
    "a mean of years": "本届以来共提出建议723件，平均每年145件。其中，已解决的512件，正在解决的163件，暂时难以解决的48件。",
    "kinds in equal numbers": "经济、文化、社会类提案各12件，其他类3件，合计39件。",
    "two outcomes of all": "承办建议43件，其中已解决30件，正在解决13件。",
    "the first and third class": "承办建议35件，其中A类30件，C类5件。",
    "some made public in part": "办结建议40件，其中公开25件、部分公开5件、不公开10件。",
    "people walked to": "走访代表120人次，其中走访市代表80人次、区代表40人次。",
    "units by what they are": "承办单位86家，其中区直部门52家，镇街34家。",
    "more than last year, told behind the duties": "承办建议19件，其中主办12件，会办7件，比上年的15件增加4件。",
    "titles of some": "办理重点提案3件，分别是《关于甲的提案》《关于乙的提案》等。",
    "answered face to face and in writing": "50件建议、60件提案全部答复，其中当面答复90件，书面答复110件。",
    "items put together": "将内容相近的12件提案合并为5件办理，全年办理提案98件，其中主办60件，会办38件。",
}
WRONG = {
    "two outcomes of all": "承办建议43件，其中已解决30件，正在解决14件。",
    "the first and third class": "承办建议35件，其中A类30件，C类6件。",
    "some made public in part": "办结建议40件，其中公开25件、部分公开5件、不公开11件。",
    "people walked to": "走访代表120人次，其中走访市代表80人次、区代表41人次。",
    "units by what they are": "承办单位86家，其中区直部门52家，镇街35家。",
    "a slip in a long list that nothing closes": "提交提案164件，其中经济类52件、生态类31件、民生类64件、统战类18件。",
    "a slip beneath the sentence before": "大会收到建议126件。经梳理，城建方面41件，农业方面34件，文教方面29件，财经方面14件，法制方面9件。",
    "divided by who proposed": "立案215件。按提案者划分，民主党派和人民团体提案37件，委员个人和联名提案179件。",
    "what was added to what came": "闭会期间收到建议19件，加上大会期间收到建议133件，全年共收到建议153件。",
    "the others at the end belong to the list": "收到建议35件。其中，道路类13件，水利类5件，环卫类16件，教育类1件，其他类1件。",
    "as many units as the sum counts": "承办较多的有县甲局47件、县乙局39件、县丙局28件，三家共计115件。",
    "what was answered of each kind": "承办建议提案194件。其中，建议109件，已办结102件；提案86件，已办结83件。合计办结185件。",
    "a bracket of one beside one that is whole": "承办建议18件（主办8件、会办10件），提案20件（会办21件）。",
    "what is turned over and what came": "议案34件、建议178件。34件议案中，除1件列入议程外，其余33件转为建议，连同代表建议178件，共213件交有关单位办理。",
    "each kind with duties of its own": "承办建议45件，其中主办17件，会办28件；提案38件，其中主办72件，会办11件。",
    "a total behind, though the first would fit": "承办提案59件。从内容看，教育、城建类各18件，其他类23件，合计58件。",
    "a part above the whole that its words name": "承办建议提案80件，其中主办28件，协办52件。协办件中建议62件、提案26件。",
    "one less": "共承办建议提案40件，其中建议18件，提案21件。",
    "more than the whole": "共收到提案92件，其中经济类51件，城建类42件。",
    "a bare total behind": "省级建议2件，市级建议13件，区级建议31件，共计47件。",
    "across kinds": "承办建议14件（主办6件、会办8件），提案21件（主办9件、会办12件），主办合计16件，会办合计20件。",
    "what the whole names": "得到解决和列入计划的20件，其中已经解决的12件，列入计划的7件；留作参考的5件。",
    "years in a row": "三年来，共办理建议381件，其中2021年80件、2022年224件、2023年78件。",
    "as many kinds as announced": "65件建议共涉及三个方面：一是养老类31件；二是文化类20件；三是工业类15件。",
    "a part above its whole": "全区承办人大代表建议3件（含重点建议5件）。",
    "in turn": "承办提案39件，主办和会办分别为23件、15件。",
    "a sum of several sentences": "我区承办市级建议14件、市级提案9件。区级建议52件、区级提案71件。合计148件。",
    "none of the third class": "A类30件，B类20件，无C类，共51件。",
    "what was taken out": "收到提案134件，其中并案2件，撤案1件，实际承办132件。",
    "the government's and the others'": "共交办建议159件，其中县政府系统办理149件，县委部门办理16件，法院办理4件。",
    "parties": "集体提案48件，其中民革12件、民盟10件、民建3件、农工党8件、九三学社6件、工商联4件。",
    "years of a span": "五年来共提出提案1250件，立案1100件，其中前四年905件，今年200件。",
    "by the way they were handled": "全年承办25件；按办理结果分，A类14件、B类12件。",
    "counts in brackets of their own": "市级建议（16件）、市级提案（20件）、区级建议（30件），共计67件。",
    "a long list that nearly fits": "收到提案1800件，其中甲类400件、乙类300件、丙类200件、丁类400件、戊类499件。",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_a_list_that_makes_up_a_whole_is_not_accused(text):
    assert check(text).of(Verdict.CLASH, Verdict.DEF) == []


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_list_that_leaves_nothing_out_must_make_up_its_whole(text):
    assert check(text).verdict is Verdict.CLASH


def test_an_open_list_that_is_nearly_the_whole_is_asked_about():
    report = check("我局承办建议30件，其中甲科承办14件，乙科承办13件，丙科承办2件。")
    assert [one.verdict for one in report.findings if one.rule == "合计"] == [Verdict.NOTE]


def test_parts_with_shares_of_their_own_sum_may_be_counted_otherwise():
    text = "承办提案500件。已解决的330件，占55%；正在解决的180件，占30%；留作参考的90件，占15%。"
    assert [one.definition for one in check(text).of(Verdict.DEF)] == ["counted_in_times"]


def test_the_sentence_says_what_was_added_and_why_nothing_is_left_out():
    (finding,) = check("共承办建议2件，其中主办1件，会办2件。").of(Verdict.CLASH)
    assert finding.message == "各项相加为1＋2=3件，与合计2件不符，请核对。主办与会办合起来应是全部。"
