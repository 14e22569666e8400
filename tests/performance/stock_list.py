"""The ledger's list as modeladmin's documentation has it: what the ledger's own list is compared with."""

from django.contrib.auth import get_user_model
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory
from wagtail_modeladmin.options import ModelAdmin

from tracking.models import HandlingRecord


class StockLedger(ModelAdmin):
    """Twelve columns, four filters, a search in three fields, fifty rows a page."""

    model = HandlingRecord
    base_url_path = "ledger"
    list_per_page = 50
    list_display = (
        "number", "kind", "title", "session", "duty", "lead_unit", "stage", "handed_over_on", "due_on", "answered_on",
        "reply_class", "feedback_result",
    )  # fmt: skip
    list_filter = ("kind", "origin", "stage", "duty")
    search_fields = ("title", "incoming_number", "text")
    ordering = ("-session", "kind", "origin", "number")


def opened(query: dict) -> None:
    """The whole page, made by the view itself: no middleware, which the ledger's own page goes through."""
    request = RequestFactory(headers={"host": "127.0.0.1"}).get("/admin/ledger/", query)
    request.user, request.session = get_user_model().objects.get(username="root"), {}
    request._messages = FallbackStorage(request)
    answer = StockLedger().index_view(request)
    answer.render()
    assert answer.status_code == 200, answer.status_code
