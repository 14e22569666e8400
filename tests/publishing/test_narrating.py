"""Drafts pass their own checker (数出有据): whatever the ledger knows, the text that tells it is judged OK, without a note."""

import re
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from publishing import narrating
from publishing.evidence import Fact, LedgerFacts, Verdict, check
from publishing.narrating import AnsweredItem, Known
from tracking import figures
from tracking.models import Session, SupervisionKind

SMALL = st.integers(0, 40)
TOPICS = [
    "征地村的升级改造", "托育服务", "农村小学师资队伍的建设", "住宅小区消防", "教育、医疗", "校园多媒体设备的配备及维修",
    "12345热线", "“一老一小”服务", "农贸市场", "“双减”和课后服务", "S5线公路的养护", "老人服务体系", "一中、二中的扩建", "三农",
]  # fmt: skip
TITLES = ["关于新建3座公厕的建议", "关于将100%校园接入光纤的提案", "关于甲事的建议", "《关于乙事的提案》"]


def counted(key: str, n: int, d: int | None = None) -> figures.Count:
    figure = figures.FIGURES[key]
    return figures.Count(key, str(figure.label), figure.unit, "口径", n, d)


@st.composite
def ledgers(draw) -> Known:
    """What some ledger may know: numbers that are possible together, every other fact at will."""
    duties = {key: draw(SMALL) for key in ("lead", "sole", "separate", "joint")}
    if not sum(duties.values()):
        duties["lead"] = 1
    total = sum(duties.values())
    suggestions = draw(st.integers(0, total))
    answered = draw(st.one_of(st.just(total), st.integers(0, total)))
    on_time = draw(st.one_of(st.just(answered), st.integers(0, answered)))
    completed = draw(st.one_of(st.just(answered), st.integers(0, answered)))
    heard = draw(st.integers(0, min(answered, total - duties["joint"])))
    part = st.one_of(st.just(answered), st.integers(0, answered))
    share = st.one_of(st.just(total), st.just(0), st.integers(0, total))
    rates = {
        "answer_rate": (answered, total), "completion_rate": (completed, total),
        "satisfaction_rate": (draw(st.integers(0, heard)), heard), "on_time_rate": (on_time, answered),
    }  # fmt: skip
    counts = duties | {"records": total, "suggestions": suggestions, "proposals": total - suggestions}
    counts |= {"answered": answered}
    numbers = {key: counted(key, n) for key, n in counts.items()}
    numbers |= {key: counted(key, n, d) for key, (n, d) in rates.items()}
    contacts, letters = draw(SMALL), answered
    day = st.one_of(st.none(), st.just(date(2024, 3, 29)))
    session = Session(
        code="2024", name=draw(st.sampled_from(["示例区2024年“两会”", "2024年两会"])), year=2024,
        upper_name=draw(st.sampled_from(["", "示例市人民政府办公室"])), notice_on=draw(day), handed_over_on=draw(day),
        notice_title="关于做好2024年度1件建议和2件提案办理工作的通知",
    )  # fmt: skip
    items = st.builds(
        AnsweredItem, st.sampled_from(TITLES), st.sampled_from(["", "示例代表甲代表", "示例委员甲委员"]), st.just(date(2024, 6, 3)),
        st.sampled_from(["", "已解决或基本解决", "正在解决或列入规划逐步解决"]),
        st.sampled_from([(), ("座谈会",), ("当面走访", "电话")]),
        st.sampled_from([(), ("召集各学校座谈",), ("新建公厕3座", "多次派员到上级单位对接")]),
        st.sampled_from(["", "已解决专业维修人员短缺的问题", "补偿款正在走拨付流程，升级改造工作正在加紧推进", "完成投资1200万元"]),
    )  # fmt: skip
    return Known(
        session, date(2024, 8, 8), numbers, apart=draw(st.integers(0, 3)),
        topics=tuple(draw(st.lists(st.sampled_from(TOPICS), unique=True, max_size=14))), units=draw(st.integers(1, 30)),
        proposed=draw(share), instructed=draw(share), key_items=draw(share), has_four_fields=draw(st.booleans()),
        signed_for=draw(share), letters=letters, passed=draw(part), signed=draw(part), reported=draw(part),
        supervision=draw(st.dictionaries(st.sampled_from(list(SupervisionKind)), st.integers(1, 40))),
        circulars=draw(st.integers(0, 5)), contacts=contacts, face_contacts=draw(st.integers(0, contacts)),
        asked=draw(part), items=tuple(draw(st.lists(items, max_size=narrating.MOST_ITEMS))), has_promises=draw(st.booleans()),
        circular_titles=tuple(draw(st.lists(st.sampled_from(["关于2024年建议提案办理情况的通报（第1期）", "关于办理进展的通报"]), max_size=2))),
        visited=tuple(draw(st.lists(st.sampled_from(TITLES[2:3]), max_size=1))), open_promises=draw(st.integers(0, 5)),
    )  # fmt: skip


def facts(told: Known) -> LedgerFacts:
    """The same ledger as the checker takes it."""
    found = {}
    for key, one in told.counts.items():
        value = None if one.value is None else Decimal(str(one.value))
        found[key] = Fact(key, one.label, one.unit, value, one.numerator, one.denominator)
    return LedgerFacts("2024", found, 2024, told.topics)


def text_of(told: Known) -> str:
    return "\n".join(part.text for part in narrating.tell(told) if part.kind != "figures")


@settings(max_examples=300, deadline=None)
@given(ledgers())
def test_whatever_the_ledger_knows_its_summary_passes_the_check_without_a_note(told):
    text = text_of(told)
    report = check(text, title="示例区2024年“两会”建议提案工作总结", facts=facts(told))
    assert report.verdict is Verdict.OK, (report.of(Verdict.CLASH, Verdict.DEF, Verdict.TRUNC), text)
    assert not report.of(Verdict.NOTE), (report.of(Verdict.NOTE), text)
    assert not re.search(r"[\u4e00-\u9fff][,;:!?()][\u4e00-\u9fff]", text)
    assert not re.search("[，；：。、]{2}", text), text
