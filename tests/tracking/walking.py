"""What random people answer to the forms of random steps, and a recount of the figures by hand: for the walk through the loop."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from tests.tracking.factories import make_pdf, make_scan
from tracking.models import Assignment, CoSignature, Duty, HandlingRecord, Person, Rhythm, Supervision, Unit
from tracking.models.records import Publicity
from tracking.permissions import may_follow
from tracking.stages import APART, Stage

RESULTS = ("satisfied", "basic", "unsatisfied")
PUBLICITIES = ("full", "full", "summary", "on_request", "withheld")


def one_of(chance: Random, rows, default=None):
    """One of these rows, or the default where there is none."""
    rows = list(rows)
    return chance.choice(rows) if rows else default


def again(units: list[Unit], gone: set[int], chance: Random) -> dict:
    """Usually why one of these gets what it gave back; sometimes the reason is forgotten."""
    is_asked = any(unit.pk in gone for unit in units) and chance.random() < 0.7
    return {"again_because": "区领导批示由其办理。"} if is_asked else {}


# What is answered ------------------------------------------------------------------------------
def answers(code: str, subject: HandlingRecord | Assignment, chance: Random) -> dict:
    """Something that a person might enter for this step: usually right, sometimes what must be refused."""
    record = subject.record if isinstance(subject, Assignment) else subject
    today, units = timezone.localdate(), list(Unit.objects.own())
    signer, nobody = one_of(chance, record.signatures.all()), chance.random() < 0.05
    gone = {part.unit_id for part in record.assignments.all() if part.stage == Stage.REASSIGNED}
    later = today + timedelta(days=chance.choice([-40, 20, 40, 60, 400]))
    latest = subject.reply if isinstance(subject, Assignment) else None
    publicity = {
        "publicity": chance.choice(PUBLICITIES),
        "publicity_reason": "" if nobody else "内容涉及个人隐私。",
        "public_summary": "" if nobody else "已办理。",
    }
    match code:
        case "propose":
            return {"handling_proposal": "拟由区示例局办理。"}
        case "instruct":
            return {"instruction": "同意。"}
        case "assign":
            several = record.duty == Duty.SEPARATE or nobody
            chosen = chance.sample(units, 2)
            due_on = later if chance.random() < 0.1 else None
            return {
                **again(chosen, gone, chance),
                "lead_units": chosen if several else chosen[:1],
                "support_units": chosen[1:] if chance.random() < 0.3 and not several else [],
                "due_on": due_on,
            }
        case "correct":
            return {"remark": f"备注{chance.randrange(9)}", "is_key": chance.random() < 0.5}
        case "list_asks":
            return {"texts": [f"事项{number}" for number in range(1, chance.choice([1, 2, 3]) + 1)]}
        case "object_to":
            return {"reason": "不属本单位职责。", "proposed_unit": chance.choice(units)}
        case "grant_objection" | "refuse_objection":
            return {"comment": "已核。"}
        case "add_unit":
            unit = chance.choice(units)
            return {"unit": unit, "duty": chance.choice(["lead", "support"]), **again([unit], gone, chance)}
        case "group_together":
            others = list(HandlingRecord.objects.exclude(pk=record.pk))
            return {"others": chance.sample(others, min(len(others), 2)), "title": "道路"}
        case "sign_for":
            due_on = later if chance.random() < 0.1 else None
            four = {"department": "综合科", "unit_leader": "示例领导", "handler": "" if nobody else "示例经办人"}
            return four | {"due_on": due_on}
        case "contact":
            how = {"method": chance.choice(["face", "phone"]), "phase": chance.choice(["before", "during", "after"])}
            return how | {"summary": "听取意见。", "signature": signer, "together": chance.random() < 0.3}
        case "note_progress":
            trouble = {"difficulty": "缺经费", "cleared_by": "区财政局"} if chance.random() < 0.3 else {}
            ask = one_of(chance, record.asks.all()) if chance.random() < 0.7 else None
            return {"text": "已踏勘。", "ask": ask, "together": chance.random() < 0.3} | trouble
        case "clear_difficulty":
            return {"note": one_of(chance, subject.notes.exclude(difficulty="")), "text": "已拨付。"}
        case "hand_on":
            names = [subject.handler, subject.unit_leader, subject.district_leader]
            coming = f"示例接手{chance.randrange(9)}"
            return {
                "leaving": chance.choice([name for name in names if name] or [""]),
                "coming": coming,
                "reason": "轮岗",
            }
        case "name_follower":
            people = [one.person for one in may_follow(subject.unit)]
            person = chance.choice(Person.objects.order_by("pk")) if nobody or not people else chance.choice(people)
            return {"person": person, "rhythm": chance.choice(["", *Rhythm.values])}
        case "release_follower":
            return {"because": chance.choice(["", "工作变动。"])}
        case "follow_up":
            return {"text": "已到现场查看。"}
        case "give_opinion":
            return {"opinion": "无不同意见。"}
        case "receive_opinion":
            return {"partner": one_of(chance, record.partners.all()), "opinion": "无不同意见。"}
        case "submit":
            facts = {"reply_class": chance.choice("AABCDX"), **publicity}
            if facts["reply_class"] == "B":
                facts |= {"promise": "年底前完工。", "promise_due_on": later, "promise_unit": "区示例局"}
            said = {ask.pk: ("" if nobody else "已办理。", "") for ask in record.asks.all()}
            head = {"unit_head": "示例局长", "unit_head_on": today}
            body = f"已完成示例事项{chance.randrange(3)}。"
            if subject.cosigning is not None and not nobody:
                body = subject.cosigning.body
            return {"body": body, "answers": said} | head | (
                {} if record.is_joint else facts
            )  # fmt: skip
        case "ask_to_cosign":
            others = [part.unit for part in record.assignments.all() if not part.is_answering]
            body = f"已完成示例事项{chance.randrange(3)}。"
            return {"body": body, "units": [chance.choice(units)] if nobody else others}
        case "call_off_cosigning":
            return {"reason": "改为征求意见。"}
        case "cosign":
            asked = CoSignature.objects.filter(cosigning__assignment__record=record, unit=subject.unit)
            return {"by": "" if nobody else "示例局长", "cosignature": one_of(chance, asked, CoSignature())}
        case "pass_review":
            return {"content_ok": not nobody}
        case "return_for_redo" | "return_after_consultation":
            return {"reason": chance.choice(["unclear", "no_contact"]), "comment": "请写明数量。"}
        case "refuse_to_sign" | "send_back_proposal" | "redo":
            return {"reason": "请补充。"}
        case "city_returns":
            return {"comment": "请补充。"}
        case "consult_draft":
            return {"signature": signer}
        case "record_consultation":
            said = {"opinion": "同意。", "agrees_to_publish": chance.choice([True, True, False, None])}
            waiting = latest.consultations.filter(answered_on=None) if latest else []
            return said | {"signature": one_of(chance, [one.signature for one in waiting], signer)}
        case "set_publicity":
            return publicity
        case "number":
            return {"doc_number": f"示政办函〔2024〕{chance.randrange(1, 400)}号"}
        case "attach_sealed":
            name = f"page {chance.getrandbits(64)}"
            return {"sealed": make_scan("盖章.pdf", make_pdf(name)), "reason": "" if nobody else "原件扫反了。"}
        case "ask_extension":
            return {"until": record.due_on + timedelta(days=chance.choice([-5, 20, 300])), "reason": "须等雨季过去。"}
        case "grant_extension":
            return {"consent": "示例市政府办", "told_on": today + timedelta(days=1 if nobody else 0)}
        case "refuse_extension":
            return {"comment": "请按期办理。"}
        case "change_due":
            return {"due_on": later, "reason": "会议改期。"}
        case "deliver":
            agreed = [one for one in record.signatures.all() if not one.is_first and chance.random() < 0.5]
            return {"way": chance.choice(["post", "in_person"]), "agreed": agreed}
        case "urge_feedback":
            return {"way": chance.choice(["phone", "letter"])}
        case "feed_back" | "feed_back_late":
            source = chance.choice(["assembly", "assembly", "assembly", "paper", "link"])
            scan = make_scan("征询意见表.pdf") if source == "paper" and not nobody else None
            who = signer if nobody else record.signatures.get(order=1)
            return {"signature": who, "result": chance.choice(RESULTS), "source": source, "form_scan": scan}
        case "close_unsatisfied":
            return {"reported_to": "示例市政府办", "reported_on": today}
        case "carry_form":
            return {"signature": signer, "form_scan": make_scan("征询意见表.pdf")}
        case "issue_link":
            return {"signature": signer, "token": f"{chance.getrandbits(128):x}"}
        case "receive_feedback":
            return {"signature": signer, "result": chance.choice(RESULTS)}
        case "supervise":
            unit = one_of(chance, [part.unit for part in record.assignments.all()])
            return {"kind": chance.choice(["reminder", "site_visit"]), "text": "请抓紧。", "unit": unit}
        case "answer_supervision":
            return {"supervision": one_of(chance, record.supervisions.all(), Supervision()), "answer": "正在办理。"}
        case "lay_down_supervision":
            chosen = one_of(chance, record.supervisions.all(), Supervision())
            return {"supervision": chosen, "because": "已另行答复。"}
        case "look_back":
            result = chance.choice(["kept", "under_way", "not_kept"])
            return {"result": result, "text": "已查看。", "next_on": later}
        case "note_fulfilment":
            return {"progress": chance.choice(["under_way", "done"]), "text": "已完成招标。"}
        case "answer_again":
            return {"answer": "承诺事项已办成。"}
        case "publication":
            return {"url": f"https://example.org/{record.pk}"}
        case "withdraw":
            return {"letter": make_scan("撤回函.pdf"), "reason": "已自行解决。"}
        case "transfer":
            return {"to": "市示例局", "reason": "属市级事权。"}
    return {}


# The figures by hand ---------------------------------------------------------------------------
def recount(session) -> dict[str, tuple[int, int | None]]:
    """Every figure under the usual definitions, counted item by item from parts, letters, talks and opinions."""
    items = [Item(record) for record in HandlingRecord.objects.filter(session=session)]
    items = [item for item in items if item.counts]
    asked = [item for item in items if item.answers_the_proposer]
    answered = [item for item in items if item.answered_on]
    heard = [item for item in asked if item.opinion]
    public = [item for item in asked if item.answered_on and item.is_to_be_public]

    def of(**facts) -> int:
        return sum(all(getattr(item.record, name) == value for name, value in facts.items()) for item in items)

    counts = {"records": len(items), "suggestions": of(kind="suggestion"), "proposals": of(kind="proposal")}
    counts |= {duty.value: of(duty=duty) for duty in Duty} | {"answered": len(answered)}
    counts["unheard"] = sum(item.ended_unheard for item in asked)
    rates = {
        "answer_rate": (len(answered), len(items)),
        "completion_rate": (len(answered), len(items)),
        "contact_rate": (sum(item.was_talked_about for item in asked), len(asked)),
        "satisfaction_rate": (sum(item.opinion != "unsatisfied" for item in heard), len(heard)),
        "published_rate": (sum(item.is_public for item in public), len(public)),
        "on_time_rate": (sum(item.answered_on <= item.record.due_on for item in answered), len(answered)),
    }
    return {key: (value, None) for key, value in counts.items()} | rates


class Item:
    """An item as somebody with the papers before them would count it; the record's flat facts are not looked at."""

    def __init__(self, record: HandlingRecord):
        self.record = record
        parts = [part for part in record.assignments.all() if part.stage != Stage.REASSIGNED]
        leading = [part for part in parts if part.duty == "lead"]
        letters = [[reply for reply in part.replies.order_by("round") if reply.delivered_on] for part in leading]
        self.counts = record.handed_over_on is not None and record.stage not in APART
        self.answers_the_proposer = record.duty != Duty.JOINT
        is_answered = bool(letters) and all(letters)
        self.answered_on = max(one[0].issued_on for one in letters) if is_answered else None
        self.was_talked_about = bool(leading) and any(part.contacts.exists() for part in parts)
        last = [one[-1] for one in letters if one]
        open_ones = [reply for reply in last if reply.publicity in {Publicity.FULL, Publicity.SUMMARY}]
        self.is_to_be_public = bool(open_ones)
        self.is_public = bool(open_ones) and all(reply.published_on for reply in open_ones)
        said = [
            [opinion for reply in part.replies.order_by("round") for opinion in heard_on(reply)] for part in leading
        ]
        ends = [heard_on(one[-1])[-1:] for one in letters if one]
        is_closed = bool(leading) and all(part.stage == Stage.CLOSED for part in leading)
        twice_unsatisfied = any(end == ["unsatisfied"] for end in ends)
        self.ended_unheard = is_closed and any(not end for end in ends) and not twice_unsatisfied
        final = [one[-1] for one in said if one]
        self.opinion = max(final, key=RESULTS.index) if said and len(final) == len(leading) else ""


def heard_on(reply) -> list[str]:
    """The first signer's opinion of a letter, where there is one."""
    firsts = reply.deliveries.filter(signature__order=1, feedback__isnull=False)
    return [delivery.feedback.result for delivery in firsts.select_related("feedback")]
