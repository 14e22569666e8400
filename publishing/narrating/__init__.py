"""How a session's ledger reads as prose (总结文稿): every sentence stands on facts of the ledger, or is left out.

What the ledger knows is gathered once (`Known`); the telling is a pure function of it. The structure and the rhythm are
those of a published summary: 基本情况, 主要做法 in four parts, and a closing. A part of which the ledger knows nothing
holds a prompt to the editor (`PROMPT`), with which no page can be handed in. What is internal — returns, who reviewed,
satisfaction of single items — is never told (内部事务、过程性信息).
"""

from datetime import date

from publishing.narrating.facts import MOST_ITEMS, AnsweredItem, Known, known
from publishing.narrating.prose import MOST_TOPICS, PROMPT, Part, listed, tell
from tracking.models import Session


def summary(session: Session, as_of: date) -> list[Part]:
    """The whole draft of a session's summary, counted to a day."""
    return tell(known(session, as_of))
