"""The list of promises made in replies (承诺跟踪), each followed until it is found kept."""

from django.contrib.admin import SimpleListFilter
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.admin.frame import record_url
from tracking.admin.lists.kept import KeptAdmin, ReadOnlyPermissions, column
from tracking.loop import promises
from tracking.models import PromiseResult, Reply


class PromiseState(SimpleListFilter):
    """The filter: promises due for a look back (回头看), overdue, or kept."""

    title = gettext_lazy("兑现情况")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("due", _("到期待查看")),
            ("late", _("逾期未兑现")),
            ("kept", _("已兑现")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "due":
                return promises.due(queryset, today)
            case "late":
                return promises.late(queryset, today)
            case "kept":
                return promises.kept(queryset)
        return queryset


class PromiseAdmin(KeptAdmin):
    """The list of promises (承诺跟踪) of all sessions, the next due first."""

    model = Reply
    base_url_path = "promises"
    menu_label = gettext_lazy("承诺跟踪")
    menu_icon = "calendar-check"
    permission_helper_class = ReadOnlyPermissions
    list_display = ("session", "item", "unit", "promise", "promise_unit", "promise_due_on", "last_look", "state")
    search_fields = ("promise", "assignment__record__title", "assignment__unit__name", "promise_unit")
    list_filter = (PromiseState,)
    ordering = ("promise_due_on", "pk")
    intro = gettext_lazy("B类答复承诺的事项，逐年跟踪到兑现。回头看在承办件的“一件一档”中登记；兑现后再次答复提出人。")
    empty_text = gettext_lazy("没有这样的承诺。")

    def get_queryset(self, request):
        found = promises.promises().select_related("assignment__record__session", "assignment__unit")
        return found.order_by(*self.ordering)

    @column(gettext_lazy("届次"))
    def session(self, reply):
        """The column of the session."""
        return reply.assignment.record.session.code

    @column(gettext_lazy("承办件"))
    def item(self, reply):
        """The column of the item, with a link to its file."""
        record = reply.assignment.record
        return format_html('<a href="{}">{}</a>', record_url(record), record)

    @column(gettext_lazy("承办单位"))
    def unit(self, reply):
        """The column of the unit that answered."""
        return reply.assignment.unit.name

    @column(gettext_lazy("最近回头看"))
    def last_look(self, reply):
        """The column of the latest look back and its result."""
        if reply.looked_on is None:
            return _("还没有")
        return f"{reply.looked_on:%Y-%m-%d} {PromiseResult(reply.looked_result).label}"

    @column(gettext_lazy("情况"))
    def state(self, reply):
        """The column of its state: kept, overdue, due for a look back, or the day of the next one."""
        today = timezone.localdate()
        if reply.looked_result == PromiseResult.KEPT:
            return _("已兑现")
        words = [_("逾期未兑现")] if reply.promise_due_on < today else []
        if reply.look_on <= today:
            return "，".join([*words, _("该回头看")])
        return "，".join([*words, _("%(on)s查看") % {"on": reply.look_on}])
