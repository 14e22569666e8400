"""等我审的 on the first page after login."""

from wagtail.admin.ui.components import Component

from publishing.admin import doors, queue


class WaitingPanel(Component):
    """The submissions that wait for my signature; nothing where there is none."""

    name = "publishing_waiting"
    template_name = "publishing/admin/_waiting.html"
    order = 5

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        """What waits for the user."""
        user = self.request.user
        return {"mine": [one for one in queue.waiting_for(user) if not one.why_not] if doors.may_open(user) else []}
