"""The ledger list (承办件台账): columns, filters, search, order and export, all within the rows that the user may see."""

from collections import OrderedDict
from datetime import date

from django.contrib.auth.models import Permission
from django.db.models import Prefetch
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton
from wagtail_modeladmin.helpers import AdminURLHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from tracking import permissions
from tracking.admin.batches.declared import takes_many
from tracking.admin.frame import frame
from tracking.admin.ledger import workbook
from tracking.admin.ledger.filters import LedgerFilters
from tracking.admin.ledger.paging import LedgerListing, LedgerPaginator
from tracking.admin.ledger.record_file import RecordFileView
from tracking.admin.ledger.row_html import row_html
from tracking.admin.ledger.rows import COLUMNS, EXPORTED, ORDERS, LedgerRow, first_signer, signers
from tracking.admin.ledger.selection import selected, too_many
from tracking.admin.ledger.versions import VersionsView
from tracking.admin.lists.kept import ReadOnlyPermissions
from tracking.loop import following
from tracking.models import Assignment, HandlingRecord, Reply, WorkdayOverride
from tracking.time.running import running

ROWS_PER_PAGE = 50
MOST_EXPORTED = 100_000
SELECTION = "selection"
"The parameter by which the ticked rows are downloaded: `selection=xlsx` or `csv`."


class RecordPermissions(ReadOnlyPermissions):
    """Permissions of the list, by the office's roles: even a superuser enters, changes and ends items by steps alone."""

    def user_can_list(self, user):
        return permissions.may_open_ledger(user)

    def user_can_inspect_obj(self, user, obj):
        return permissions.may_see_record(user, obj)


class LedgerUrls(AdminURLHelper):
    """Addresses of the list's pages; where an item's number is expected, anything else is not found."""

    def _get_object_specific_action_url_pattern(self, action):
        return rf"^{self.base_url_path}/{action}/(?P<instance_pk>\d+)/$"


class LedgerView(IndexView):
    """The list: it reads one count and one page of rows."""

    paginator_class = LedgerPaginator
    list_export = EXPORTED

    def dispatch(self, request, *args, **kwargs):
        """Show the list, or download the rows ticked in it (导出所选)."""
        if self.permission_helper.user_can_list(request.user) and request.GET.get(SELECTION) in self.FORMATS:
            self.is_export, self.export_format = True, request.GET[SELECTION]
            self.list_export = EXPORTED
            found = self.get_queryset(request)
            back = too_many(request, found.count(), MOST_EXPORTED)
            return back or self.as_spreadsheet(found, self.export_format)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self, request=None):
        """The rows that the user may see, filtered, searched, ticked and ordered as the address says."""
        request = request or self.request
        self.filters = LedgerFilters(request.GET, user=request.user)
        self.order = request.GET.get(self.ORDER_VAR, "")
        if SELECTION in request.GET:
            found = selected(request.GET, request.user)
        else:
            found = self.filters.apply(permissions.visible_records(request.user))
        self.listing = LedgerListing(found, self.filters, self._chosen_order())
        return found.order_by(*self.listing.ordering)

    def _chosen_order(self) -> tuple:
        """The column by which the rows are ordered instead of the list's own order."""
        wanted, backwards = self.order.lstrip("-"), self.order.startswith("-")
        if wanted not in ORDERS:
            self.order = ""
            return ()
        expressions = [
            order.desc(nulls_last=True) if backwards else order.asc(nulls_last=True) for order in ORDERS[wanted]
        ]
        return (*expressions, "pk")

    def _read(self, page):
        """The rows of one page: their keys first, in the list's order, and then those whole."""
        start = (page.number - 1) * ROWS_PER_PAGE
        wanted = self.listing.keys(start, min(start + ROWS_PER_PAGE, page.paginator.count))
        found = {one.pk: one for one in self.with_parts(HandlingRecord.objects.filter(pk__in=wanted).order_by())}
        return [found[pk] for pk in wanted if pk in found]

    def with_parts(self, records):
        """The records with what their rows show besides: session, first signer, units and who follows it; three queries."""
        units = Assignment.objects.standing().select_related("unit").order_by("duty", "pk")
        mine = permissions.own_units(self.request.user)
        if permissions.sees_the_inside(self.request.user):
            follows = following.read()
            follows = follows.filter(assignment__unit__in=mine) if mine else follows
            units = units.prefetch_related(Prefetch("followings", follows))
        if mine:
            units = units.prefetch_related(Prefetch("replies", Reply.objects.defer("body").prefetch_related("reviews")))
        return (
            records.select_related("session")
            .annotate(first_signer=first_signer(), signers=signers())
            .defer("text", "handling_proposal", "instruction", "remark")
            .prefetch_related(Prefetch("assignments", units))
        )

    def get_context_data(self, **kwargs):
        user = self.request.user
        today = timezone.localdate()
        may_enter = permissions.may_enter(user)
        paginator = self.paginator_class(self.listing, ROWS_PER_PAGE)
        page = paginator.get_page(self.page_num or 1)
        rows = self._rows(self._read(page), today)
        context = {
            "view": self,
            "columns": self._columns(),
            "filters": self.filters,
            "order": self.order,
            "rows": [row_html(row, shows_session=self.filters.one_session is None) for row in rows],
            "paginator": paginator,
            "page": page,
            "pages": paginator.get_elided_page_range(page.number),
            "address": self._address(),
            "may_enter": may_enter,
            "may_batch": takes_many(user),
            "may_remind": permissions.may_remind(user),
        }
        return context | frame(_("承办件台账"), icon="list-ul", buttons=self._buttons(may_enter)) | kwargs

    def _rows(self, records, today: date) -> list[LedgerRow]:
        """The rows to show; a unit's with its own part and the clock that runs for it."""
        mine = permissions.own_units(self.request.user)
        if not mine:
            inside = permissions.sees_the_inside(self.request.user)
            return [LedgerRow(record, today, shows_followers=inside) for record in records]
        calendar = WorkdayOverride.objects.calendar()
        rows = []
        for record in records:
            part = next((one for one in record.assignments.all() if one.unit_id in mine), None)
            if part is not None:
                part.record = record
            clock = running(part, today, calendar) if part is not None else None
            rows.append(LedgerRow(record, today, part, clock, shows_followers=True))
        return rows

    def _columns(self) -> list[dict]:
        """The column headings, each with the address that orders by it."""
        heads = []
        for key, label in COLUMNS.items():
            head = {"key": key, "label": label, "sort": "", "url": ""}
            if key in ORDERS:
                now = {key: "ascending", f"-{key}": "descending"}.get(self.order, "")
                head |= {"sort": now, "url": self._address(o=f"-{key}" if now == "ascending" else key)}
            heads.append(head)
        return heads

    def _address(self, **changes) -> str:
        """This page's address with these parameters changed."""
        params = self.request.GET.copy()
        for name in (self.PAGE_VAR, self.EXPORT_VAR):
            params.pop(name, None)
        for name, value in changes.items():
            params[name] = value
        return f"?{params.urlencode()}"

    def _buttons(self, may_enter: bool) -> list:
        buttons = []
        if may_enter:
            buttons.append(HeaderButton(_("收文登记"), url=reverse("loop_register"), icon_name="plus", priority=10))
        if (session := self.filters.one_session) is not None and permissions.sees_the_inside(self.request.user):
            url = reverse("papers_of_session", args=[session.code])
            buttons.append(HeaderButton(_("文书"), url=url, icon_name="doc-full", priority=15))
        exports = [
            Button(_("下载 Excel（xlsx）"), url=self.xlsx_export_url, icon_name="download", priority=10),
            Button(_("下载 CSV"), url=self.csv_export_url, icon_name="download", priority=20),
        ]
        attrs = {"aria-label": _("导出")}
        buttons.append(
            ButtonWithDropdown(
                buttons=exports, icon_name="download", attrs=attrs, classname="w-h-slim-header", priority=20
            )
        )
        return buttons

    # Export ------------------------------------------------------------------------------------
    def as_spreadsheet(self, queryset, spreadsheet_format):
        """The exported file of all rows found, which are read in portions so that a large ledger fits into memory."""
        self.list_export = list(EXPORTED)
        return super().as_spreadsheet(self.with_parts(queryset).iterator(chunk_size=500), spreadsheet_format)

    def write_xlsx(self, queryset, output):
        """Write a workbook that looks like the office's others."""
        workbook.write(
            {field: str(label) for field, label in EXPORTED.items()}, map(self.to_row_dict, queryset), output
        )

    def get_filename(self):
        name = self.filters.one_session.code if self.filters.one_session else _("全部届次")
        return f"{_('承办件台账')}-{name}-{timezone.localdate():%Y%m%d}"

    def get_heading(self, queryset, field):
        return str(EXPORTED[field])

    def to_row_dict(self, item):
        row = self._rows([item], timezone.localdate())[0]
        return OrderedDict((field, row.exported(field)) for field in EXPORTED)

    def stream_csv(self, queryset):
        """A CSV file that begins with a byte order mark, without which Excel garbles Chinese."""
        yield b"\xef\xbb\xbf"
        yield from super().stream_csv(queryset)

    def write_csv_response(self, queryset):
        response = StreamingHttpResponse(self.stream_csv(queryset), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, f"{self.get_filename()}.csv")
        return response


class HandlingRecordAdmin(ModelAdmin):
    """The ledger (承办件台账): the list, an item's file and its versions; modeladmin's own forms are closed to everybody."""

    model = HandlingRecord
    base_url_path = "ledger"
    menu_label = gettext_lazy("承办件台账")
    menu_icon = "list-ul"
    menu_order = 100
    permission_helper_class = RecordPermissions
    url_helper_class = LedgerUrls
    index_view_class = LedgerView
    index_template_name = "tracking/admin/record_list.html"
    inspect_view_enabled = True
    inspect_view_class = RecordFileView
    inspect_template_name = "tracking/admin/record_file.html"
    history_view_class = VersionsView
    history_template_name = "tracking/admin/versions.html"

    def get_permissions_for_registration(self):
        """None: the office's roles decide, so that groups have no permissions to tick."""
        return Permission.objects.none()

    def register_indexing(self):
        """Keep items out of Wagtail's reference index: they refer to no page, image or document."""
