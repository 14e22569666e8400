"""The closed loop (闭环): one declared step a move; the only writer of stages."""

# Imported in the order of the loop, which is the order of STEPS everywhere.
# isort: off
from tracking.loop.engine.declaring import STEPS, Refused, Stale, Step, WrongDay
from tracking.loop.engine.asking import Opening, openings, what_first, why_not_now
from tracking.loop.engine.taking import Move, take
from tracking.loop.acts.intake import register, propose, instruct, send_back_proposal, assign, correct
from tracking.loop.acts.asks import list_asks
from tracking.loop.acts.objecting import object_to, grant_objection, refuse_objection, add_unit
from tracking.loop.acts.grouping import group_together, leave_group
from tracking.loop.acts.handling import (
    sign_for,
    contact,
    note_progress,
    clear_difficulty,
    hand_on,
    give_opinion,
    receive_opinion,
)
from tracking.loop.acts.submitting import submit
from tracking.loop.acts.reviewing import pass_review, return_for_redo, sign, refuse_to_sign
from tracking.loop.acts.clearing import report, city_passes, city_returns
from tracking.loop.acts.consulting import consult_draft, record_consultation, return_after_consultation, set_publicity
from tracking.loop.acts.timing import ask_extension, grant_extension, refuse_extension, change_due, recount_due
from tracking.loop.acts.delivering import number, deliver, send_opinion, ask_opinion, urge_feedback
from tracking.loop.acts.hearing import feed_back
from tracking.loop.acts.closing import close, close_unheard, close_unsatisfied, feed_back_late, redo
from tracking.loop.acts.opinions import answer_by_link, carry_form, issue_link, open_link, receive_feedback
from tracking.loop.acts.supervising import (
    supervise,
    answer_supervision,
    lay_down_supervision,
    look_back,
    answer_again,
    publication,
    record_publication,
)
from tracking.loop.acts.leaving import withdraw, transfer

# isort: on

__all__ = [
    "STEPS", "Move", "Opening", "Refused", "Stale", "Step", "WrongDay", "add_unit", "answer_again", "answer_by_link",
    "answer_supervision", "ask_extension", "ask_opinion", "assign", "carry_form", "change_due", "city_passes",
    "city_returns", "clear_difficulty", "close", "close_unheard", "close_unsatisfied", "consult_draft", "contact",
    "correct", "deliver", "feed_back", "feed_back_late", "give_opinion", "grant_extension", "grant_objection", "group_together",
    "hand_on", "instruct", "issue_link", "lay_down_supervision", "leave_group", "list_asks", "look_back", "note_progress", "number",
    "object_to", "open_link", "openings", "pass_review", "propose", "publication", "receive_feedback",
    "receive_opinion", "record_consultation", "record_publication", "recount_due", "redo", "refuse_extension",
    "refuse_objection", "refuse_to_sign", "register", "report", "return_after_consultation", "return_for_redo",
    "send_back_proposal", "send_opinion", "set_publicity", "sign", "sign_for", "submit", "supervise", "take",
    "transfer", "urge_feedback", "what_first", "why_not_now", "withdraw",
]  # fmt: skip
