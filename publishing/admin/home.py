"""等我审的, 待起草的 and 退回修改的 on the first page after login."""

from wagtail.admin.ui.components import Component

from publishing import drafting
from publishing.admin import doors, queue
from publishing.review import on_call, upper
from tracking.admin.loop.waiting import ITEMS_SHOWN


class WaitingPanel(Component):
    """The pages that wait for my signature, what an editor is to draft, and what came back to me; nothing where there is none."""

    name = "publishing_waiting"
    template_name = "publishing/admin/_waiting.html"
    order = 5

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        """What waits for the user."""
        user = self.request.user
        if not doors.may_open(user):
            return {}
        mine = [one for one in queue.waiting_for(user) if not one.why_not]
        return {
            "mine": mine,
            "returned": queue.returned_to(user),
            "to_confirm": queue.to_confirm(user),
            "without_paper": on_call.without_paper(),
            "settings": queue.settings_for(user),
        } | (_to_draft(user) if doors.may_draft(user) else {})


def _to_draft(user) -> dict:
    """What an editor is to draft, their first move: summaries and notices of letters; and how much the platform above does not show yet."""
    replies, summaries = drafting.replies_to_draft(), list(drafting.sessions_to_sum_up())
    wanted = replies.select_related("assignment__record__session", "assignment__unit")
    first = wanted.defer("body", "assignment__record__text").order_by("delivered_on", "pk")[:ITEMS_SHOWN]
    count = replies.count()
    return {
        "summaries": summaries,
        "to_draft": list(first),
        "drafts": count,
        "drafting": count + len(summaries),
        "to_hand_over": upper.still_to_hand_over() if not upper.why_not_enter(user) else 0,
    }
