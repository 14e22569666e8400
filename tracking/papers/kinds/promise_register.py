"""承诺台账: what the session's letters promised, by when and by whom, and what looking back found."""

from tracking.loop import promises
from tracking.models import PromiseResult, Session
from tracking.papers import FormSheet, Listing, ListingColumn, Source, Text, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.subjects import SESSION
from tracking.papers.wording import dated


def promised(session: Session):
    """The promises in force of the session, the next due first."""
    return promises.promises().filter(assignment__record__session=session).order_by("promise_due_on", "pk")


def missing(session: Session) -> str:
    return "" if promised(session).exists() else "本届还没有送达的答复写明承诺事项。"


@paper(
    "承诺台账",
    help="答复中承诺的事项、时限和责任单位，以及历次回头看的结果。",
    about=SESSION,
    place=96,
    mark=Source.PROPOSED,
    readers=of_the_office,
    missing=missing,
    layout=FormSheet(
        title="答复承诺事项台账",
        above="{{ session }}　　共{{ count }}项",
        landscape=True,
        blocks=(
            Listing(
                "items",
                (
                    ListingColumn("序号", "{{ row.place }}", 10, "center"),
                    ListingColumn("编号", "{{ row.number }}", 22, "center"),
                    ListingColumn("标题", "{{ row.title }}", 46),
                    ListingColumn("承诺事项", "{{ row.promise }}", 60),
                    ListingColumn("承诺时限", "{{ row.due_on }}", 25, "center"),
                    ListingColumn("责任单位", "{{ row.unit }}", 28),
                    ListingColumn("回头看", "{{ row.looked }}", 28, "center"),
                    ListingColumn("备注", "", 20),
                ),
            ),
            Text("承诺事项逐年跟踪，兑现后再次答复提出人。", small=True, indent=False),
        ),
    ),
)
def promise_register(session):
    found = promised(session).select_related("assignment__record", "assignment__unit")
    items = [
        {
            "place": place,
            "number": reply.assignment.record.number_label,
            "title": reply.assignment.record.title,
            "promise": reply.promise,
            "due_on": dated(reply.promise_due_on),
            "unit": reply.promise_unit or reply.assignment.unit.name,
            "looked": f"{dated(reply.looked_on)} {PromiseResult(reply.looked_result).label}" if reply.looked_on else "",
        }
        for place, reply in enumerate(found, 1)
    ]
    return {"session": session.name, "count": len(items), "items": items}
