"""The letter's own first and last lines (主送、收悉、现答复如下、感谢): they stand on the page before anybody writes.

Number, title, signature, date and copies are no part of the text: the paper (答复函, 会办意见函) sets them from the ledger.
"""

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from tracking.models import Assignment, HandlingRecord, Proposer, ProposerKind, Signature


def signers_of(record: HandlingRecord) -> list[Proposer]:
    """Who put the item forward, the first signer first; read once an item."""
    prefetch_related_objects([record], Prefetch("signatures", Signature.objects.select_related("proposer")))
    return [one.proposer for one in record.signatures.all()]


def addressed(record: HandlingRecord) -> str:
    """Whom an answer is for (主送): 示例代表甲代表, or 示例代表甲等3名代表."""
    signers = signers_of(record)
    count = max(record.signers_total or 0, len(signers))
    if not signers or count == 1 or any(one.kind == ProposerKind.COLLECTIVE for one in signers):
        return "、".join(one.styled for one in signers)
    return f"{signers[0].name}等{count}名{signers[0].get_kind_display()}"


def framed(assignment: Assignment) -> str:
    """What the text of a letter begins and ends with, an empty line for its words between."""
    record = assignment.record
    item = {"title": record.title, "number": record.number}
    if record.is_joint:
        to = str(record.lead_unit) if record.lead_unit else ""
        opening = _("《%(title)s》（第%(number)s号）收悉。现提出会办意见如下：") % item
        closing = _("以上意见，供答复时参考。")
    else:
        to = addressed(record)
        item["you"] = "你们" if _is_to_several(record) else "您"
        opening = _("%(you)s提出的《%(title)s》（第%(number)s号）收悉。现答复如下：") % item
        closing = _("感谢%(you)s对我们工作的关心和支持。") % item
    return "\n".join([*([f"{to}："] if to else []), opening, "", closing])


def _is_to_several(record: HandlingRecord) -> bool:
    signers = signers_of(record)
    return (
        len(signers) > 1
        or (record.signers_total or 0) > 1
        or any(one.kind == ProposerKind.COLLECTIVE for one in signers)
    )
