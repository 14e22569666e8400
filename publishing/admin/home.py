"""等我审的 and 退回修改的 on the first page after login."""

from wagtail.admin.ui.components import Component

from publishing.admin import doors, queue
from publishing.review import on_call


class WaitingPanel(Component):
    """The pages that wait for my signature, and those that came back to me; nothing where there is none."""

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
        }
