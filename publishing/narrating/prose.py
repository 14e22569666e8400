"""How the ledger's facts are told: a pure function of what is known, sentence by sentence or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from publishing.narrating.facts import AnsweredItem, Known
from tracking import figures
from tracking.models import Session
from tracking.stages import Phase
from tracking.wording.local import localised
from tracking.workdays import in_full, without_year

PROMPT = "【请补充"
MOST_TOPICS = 12
"Topics that are listed; a longer list is left out."


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the body: heading, subheading, paragraph or figures, as the page's StreamField names them."""

    kind: str
    text: str = ""
    keys: tuple[str, ...] = ()

    def as_block(self) -> tuple[str, object]:
        """The pair that the StreamField takes."""
        return (self.kind, list(self.keys) if self.kind == "figures" else self.text)


def tell(told: Known) -> list[Part]:
    """The blocks of the draft."""
    parts = [Part("paragraph", opening(told)), Part("heading", "一、基本情况"), Part("paragraph", situation(told))]
    if keys := rate_keys(told):
        parts.append(Part("figures", keys=keys))
    parts.append(Part("heading", "二、主要做法"))
    for title, sentences, what in (
        ("一是高位推动，在组织领导方面强保障。", leadership(told), "组织领导"),
        ("二是建章立制，在办理质量方面严要求。", quality(told), "办理质量"),
        ("三是创新机制，在督查督办方面抓落实。", supervising(told), "督查督办"),
        ("四是注重沟通，在办理结果方面求实效。", contact(told), "沟通和办理结果"),
    ):
        text = "".join(sentences) or f"{PROMPT}{what}的做法：台账中没有可以引用的登记】"
        parts.append(Part("paragraph", title + text))
    parts.append(Part("paragraph", closing(told)))
    return parts


def district_of(session: Session) -> str:
    """The district named at the head of the session's name, e.g. 巴宜区; 我区 where there is none."""
    found = re.match(r"(\D+?)\d{4}年", session.name)
    return found[1] if found else localised("我{own}")


def proposers(told: Known) -> str:
    """代表、委员, or those of them who put something forward."""
    who = [name for key, name in (("suggestions", "代表"), ("proposals", "委员")) if told.n(key)]
    return "、".join(who) or "代表、委员"


def papers(told: Known) -> str:
    """人大代表建议和政协提案, or the kind that there is."""
    kinds = [name for key, name in (("suggestions", "人大代表建议"), ("proposals", "政协提案")) if told.n(key)]
    return "和".join(kinds) or "人大代表建议和政协提案"


# 开头、基本情况 ---------------------------------------------------------------------------------------
def opening(told: Known) -> str:
    """How the work was done, in the words that the ledger bears out, and how far it has come."""
    ways = (
        (told.has_four_fields, "落实责任"),
        (told.signed_for, "闭环管理"),
        (told.key_items, "突出重点"),
        (told.supervision, "强化督办"),
        (told.contacts, "加强沟通"),
    )
    words = "".join(f"{word}，" for holds, word in ways if holds)
    start = f"{district_of(told.session)}认真做好{told.session.year}年{papers(told)}的办理工作，{words}"
    if told.all_on_time:
        return f"{start}有关承办件已于规定时间内全部办理答复，现将有关办理情况总结如下："
    return f"{start}截至{in_full(told.as_of)}，{told.total}件承办件中已答复{told.n('answered')}件，现将有关办理情况总结如下："


def situation(told: Known) -> str:
    """Counts by kind and duty, what they are about, and how they were answered: one paragraph."""
    kinds = _counted(told, {"suggestions": "人大代表建议", "proposals": "政协提案"}, "、")
    duties = _counted(told, {"lead": "主办", "sole": "独办", "separate": "分办", "joint": "会办"}, "，")
    head = f"{told.session.year}年，{district_of(told.session)}共承办{kinds or '人大代表建议、政协提案0件'}"
    sentences = [f"{head}{'，其中' + duties if duties else ''}。"]
    if 0 < len(told.topics) <= MOST_TOPICS:
        sentences.append(f"主要涵盖{listed(told.topics)}等方面。")
    if told.apart:
        sentences.append(f"另有撤回、转办{told.apart}件，未计入以上数字。")
    sentences += _answered(told)
    return "".join(sentences)


def _answered(told: Known) -> Iterator[str]:
    """How many were answered, and the rates with what they are counted from."""
    if not told.n("answered"):
        if told.total:
            yield "目前，各承办单位正在按照办理工作要求抓紧办理。"
        return
    rates = "，".join(f"{told.counts[key].label}{_rate(told.counts[key])}" for key in rate_keys(told))
    receivers = proposers(told) if told.total > told.n("joint") else ""
    receivers += "及" if receivers and told.n("joint") else ""
    receivers += localised("{upper_lead}") if told.n("joint") else ""
    if told.all_on_time and told.counts["completion_rate"].numerator == told.total:
        yield f"截至{in_full(told.as_of)}，所有承办件都在规定时间内书面答复{receivers}，{rates}。"
    else:
        left = f"，其余{told.unanswered}件正在办理" if told.unanswered else ""
        yield f"截至{in_full(told.as_of)}，已书面答复{told.n('answered')}件{left}，{rates}。"


def rate_keys(told: Known) -> tuple[str, ...]:
    """The rates that the text prints: those that have something to divide by."""
    keys = ("completion_rate", "satisfaction_rate")
    return tuple(key for key in keys if told.n("answered") and told.counts[key].denominator)


def _counted(told: Known, names: dict[str, str], comma: str) -> str:
    return comma.join(f"{name}{told.n(key)}件" for key, name in names.items() if told.n(key))


def listed(topics: tuple[str, ...]) -> str:
    """A list of topics; one that is a list itself is joined by 和, so that it stays one."""
    names = [re.sub("[、，,；;]", "和", topic) for topic in topics]
    return "、".join(names[:-1]) + "及" + names[-1] if len(names) > 1 else names[0]


def _rate(count: figures.Count) -> str:
    return f"{count.printed}%（{count.numerator}/{count.denominator}）"


# 主要做法 ------------------------------------------------------------------------------------------
def leadership(told: Known) -> Iterator[str]:
    """The hand-over, the leaders' instructions and signatures, the key items."""
    if (day := told.session.handed_over_on) and day <= told.as_of:
        yield f"{without_year(day)}，{district_of(told.session)}组织召开办理工作交办会，进一步明确分工职责。"
    if told.units:
        if told.unassigned:
            yield f"承办件已交办到{told.units}个承办单位，尚有{told.unassigned}件待交办。"
        else:
            yield f"{told.total}件承办件逐件交办到{told.units}个承办单位，做到件件有着落。"
    if told.instructed:
        every = "逐件" if told.instructed == told.total else "对重要事项"
        yield localised("{leaders}") + f"{every}作出批示，对办理答复提出具体要求。"
    if told.key_items:
        yield f"同时突出重点，确定重点督办件{told.key_items}件，" + localised("由{leaders}牵头督办。")
    if told.letters and told.signed == told.letters:
        yield "办理答复均经政府领导严格把关后签发。"


def quality(told: Known) -> Iterator[str]:
    """The notice, the ledger with its four fields, the review under three headings, the city's review."""
    if told.session.notice_on and told.session.notice_title and told.session.notice_on <= told.as_of:
        title = f"《{told.session.notice_title.strip('《》')}》"
        yield f"{without_year(told.session.notice_on)}，印发{title}，对办理工作进行详细部署，明确办理要求。"
    if told.has_four_fields:
        yield (
            f"为做好{papers(told)}办理工作，结合实际制定工作落实台账，"
            "逐件明确具体部门、具体分管领导、具体负责人和具体办结时限，做到分工明确、责任到人。"
        )
    if told.letters and told.passed == told.letters:
        yield "严格审核办理流程，每一份办理答复都在格式、文字、内容上审核把关，审核通过的方可签发。"
    if told.reported:
        yield f"上级交办件的答复经签发后，由办公室统一报{told.session.upper_name or '上级交办机关'}审核。"


def supervising(told: Known) -> Iterator[str]:
    """The closed loop, and each kind of supervision with its number."""
    if told.proposed:
        every = "每一件" if told.proposed == told.total else ""
        yield f"对交办的{every}承办件进行分析梳理、提出拟办意见。"
    if told.signed_for:
        loop = "—".join(str(phase.label) for phase in Phase)
        yield f"树立闭环意识，实现“{loop}”的闭环式管理，全程跟踪工作进展。"
    if told.supervision:
        said = "、".join(f"{kind.label}{n}次" for kind, n in told.supervision.items())
        seen = f"，实地了解《{'》《'.join(told.visited)}》的办理进展" if told.visited else ""
        yield f"办理期间，开展{said}{seen}，及时跟踪调度工作进展。"
    if told.circulars:
        named = f"《{'》《'.join(told.circular_titles)}》等" if told.circular_titles else ""
        yield f"同时印发{named}办理情况通报{told.circulars}期，在承办单位内部通报办理进展。"


def contact(told: Known) -> Iterator[str]:
    """Talks with the proposers, opinions asked, and what was answered and made public."""
    if told.contacts:
        talks = f"沟通{told.contacts}次"
        if told.face_contacts == told.contacts:
            talks = f"当面走访、座谈{told.contacts}次"
        elif told.face_contacts:
            talks += f"，其中当面走访、座谈{told.face_contacts}次"
        yield (
            f"在承办过程中，注重与{proposers(told)}的沟通协调，先后{talks}，认真听取{proposers(told)}对办理工作的意见。"
        )
    if told.asked:
        yield f"答复送达后，向{proposers(told)}征询意见，以意见反馈检验办理成效。"
    for place, item in enumerate(told.items):
        yield ("又" if place else "") + example(item, told.as_of)


def example(item: AnsweredItem, as_of: date) -> str:
    """One answered item: who asked, what was done, and what came of it; where nothing is known of that, the day of its answer."""
    who = f"{item.proposer}提出的" if item.proposer else ""
    talked = f"通过{'、'.join(item.talked)}等方式听取意见" if item.talked else ""
    done = "，".join(filter(None, (talked, *item.done)))
    came = f"答复类别为“{item.class_label}”" if item.class_label else ""
    answered = "，".join(filter(None, (f"已于{without_year(item.answered_on)}书面答复", came)))
    if not done:
        told = f"如{who}《{item.title}》，{answered}。"
    else:
        told = f"如在办理{who}《{item.title}》的过程中，{done}，{answered}。"
    return told + (f"截至{in_full(as_of)}，{item.came}。" if item.came else "")


# 结尾 --------------------------------------------------------------------------------------------
def closing(told: Known) -> str:
    """What still lies between the work and what is expected of it, and what comes next."""
    who = proposers(told)
    here = localised("我{own}")
    some = "虽然做了一些工作、取得了一定成效，但" if told.n("answered") else ""
    gaps = [f"尚有{told.unanswered}件正在办理"] if told.unanswered else []
    gaps += [f"{told.open_promises}份答复承诺的事项仍在落实"] if told.open_promises else []
    gap = f"{'，'.join(gaps)}，" if gaps else ""
    left = "抓紧办理尚未答复的承办件，" if told.unanswered else ""
    follow = "对答复中承诺的事项按时限跟踪落实，" if told.has_promises else ""
    return (
        f"今年以来，{here}的办理工作{some}{gap}与{who}的期望和要求相比还有一定差距。"
        f"下一步，我们将继续创新思路、改进方法，{left}{follow}坚持把办理工作同日常工作结合起来、同谋划全{here[1:]}未来发展结合起来，"
        f"把办理工作作为促进沟通和联系的桥梁、作为促进政府工作的有效手段，加强与{who}的沟通，努力使办理工作取得新的成绩。"
    )
