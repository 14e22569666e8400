"""The lists themselves: 届次、承办单位、办理人员、提出人、地方节假日、通报、督查督办、办理记录."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import HeaderButton

from tracking import permissions, promises
from tracking.admin.circular_pages import frozen
from tracking.admin.frame import record_url
from tracking.admin.lists.forms import (
    CircularForm,
    DelegationForm,
    PersonForm,
    ProposerForm,
    ReportedFigureForm,
    SessionForm,
    UnitForm,
    WorkdayOverrideForm,
)
from tracking.admin.lists.kept import KeptAdmin, KeptEditView, ListPermissions, ReadOnlyPermissions
from tracking.figures import FIGURES
from tracking.models import (
    Circular,
    Delegation,
    Event,
    Person,
    PromiseResult,
    Proposer,
    Reply,
    ReportedFigure,
    Role,
    Session,
    Supervision,
    Unit,
    WorkdayOverride,
)


def column(label):
    """Name a method's column."""

    def named(method):
        method.short_description = label
        return method

    return named


class PersonPermissions(ListPermissions):
    """People and their roles are kept by administrators."""

    def user_can_list(self, user):
        return permissions.may_administer(user)

    user_can_create = user_can_list


class SupervisorsLists(ListPermissions):
    """Circulars are kept by supervisors and clerks."""

    def user_can_list(self, user):
        return permissions.may_supervise(user)

    user_can_create = user_can_list


class SessionAdmin(KeptAdmin):
    """届次."""

    model = Session
    base_url_path = "sessions"
    menu_label = _("届次")
    menu_icon = "calendar-alt"
    form_class = SessionForm
    list_display = ("code", "name", "handed_over_on", "answer_months", "off_ledger_count")
    search_fields = ("code", "name")
    intro = _("时限、口径和答复类别按届次设置；已办件的期限不会因修改而悄悄改变。")
    empty_text = _("还没有届次。请先登记一个届次，再导入交办清单或收文登记。")


class ReportedPermissions(ListPermissions):
    """What was reported upwards is entered by clerks."""

    def user_can_list(self, user):
        return permissions.has_role(user, Role.OFFICE_CLERK)

    user_can_create = user_can_list


class ReportedFigureAdmin(KeptAdmin):
    """上报口径."""

    model = ReportedFigure
    base_url_path = "reported"
    menu_label = _("上报口径")
    menu_icon = "upload"
    form_class = ReportedFigureForm
    permission_helper_class = ReportedPermissions
    list_display = ("session", "label", "said", "on", "to", "reason")
    list_select_related = ("session",)
    search_fields = ("session__name", "reason", "to")
    intro = _("已经上报、与台账统计数不同的数字登记在这里；公开页面仍印统计数，并注明上报数和差异原因。")
    empty_text = _("没有登记上报口径。")

    @column(_("指标"))
    def label(self, row):
        """The figure's name."""
        return str(FIGURES[row.figure].label) if row.figure in FIGURES else row.figure

    @column(_("上报数值"))
    def said(self, row):
        """The number with its unit."""
        return f"{row.value.normalize():f}{FIGURES[row.figure].unit(row.session) if row.figure in FIGURES else ''}"


class UnitAdmin(KeptAdmin):
    """承办单位."""

    model = Unit
    base_url_path = "units"
    menu_label = _("承办单位")
    menu_icon = "group"
    form_class = UnitForm
    list_display = ("name", "kind", "short_names", "district_leader", "is_active")
    search_fields = ("name", "aliases__name")
    list_filter = ("kind", "is_active")
    intro = _("导入台账时按名称和简称识别单位；市级单位没有账号，由政府办代为登记来函。")
    empty_text = _("还没有承办单位。请先登记单位和简称。")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("aliases")

    @column(_("简称"))
    def short_names(self, unit):
        """Its other names."""
        return "、".join(alias.name for alias in unit.aliases.all()) or "—"


class PersonAdmin(KeptAdmin):
    """办理人员."""

    model = Person
    base_url_path = "people"
    menu_label = _("办理人员")
    menu_icon = "user"
    form_class = PersonForm
    permission_helper_class = PersonPermissions
    list_display = ("name", "post", "roles", "account", "is_active")
    search_fields = ("name", "post", "user__username")
    intro = _("决定人登记在这里；在纸上签批的领导不需要账号，由政府办代录并附扫描件。")
    empty_text = _("还没有办理人员。")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").prefetch_related("memberships__unit")

    @column(_("角色"))
    def roles(self, person):
        """The roles held."""
        return "、".join(str(one) for one in person.memberships.all()) or "—"

    @column(_("账号"))
    def account(self, person):
        """The account's name."""
        return person.user.get_username() if person.user_id else _("无（纸质签批）")


class ProposerAdmin(KeptAdmin):
    """提出人."""

    model = Proposer
    base_url_path = "proposers"
    menu_label = _("提出人")
    menu_icon = "user"
    form_class = ProposerForm
    list_display = ("name", "kind", "delegation", "post")
    search_fields = ("name", "delegation")
    list_filter = ("kind",)
    intro = _("联系电话只供办理时联系，不公开。")
    empty_text = _("还没有提出人；导入交办清单或收文登记时会自动登记。")


class DelegationPermissions(ListPermissions):
    """Kept like the other lists; what was decided under one stays in the list for good."""

    def user_can_delete_obj(self, user, obj):
        return False


class DelegationAdmin(KeptAdmin):
    """委托代理."""

    model = Delegation
    base_url_path = "delegations"
    menu_label = _("委托代理")
    menu_icon = "user"
    form_class = DelegationForm
    permission_helper_class = DelegationPermissions
    list_display = ("giver", "receiver", "role", "unit", "from_on", "to_on", "agreed_by", "standing")
    list_select_related = ("giver", "receiver", "unit")
    search_fields = ("giver__name", "receiver__name")
    intro = _(
        "代理期间，代理人可以按这个角色办理，办理记录同时写明两人；不能再转委托，拟稿、审核、签发仍须是不同的人。"
    )
    empty_text = _("没有登记委托代理。领导或经办人外出时，在这里登记由谁代理、从哪天到哪天、谁同意的。")

    def get_queryset(self, request):
        running = permissions.running_delegations().filter(pk=OuterRef("pk"))
        return super().get_queryset(request).annotate(runs=Exists(running))

    @column(_("现在"))
    def standing(self, delegation):
        """Whether it holds today."""
        if delegation.runs:
            return _("代理中")
        if delegation.ended_on:
            return _("已提前终止")
        return _("未到期") if delegation.from_on > timezone.localdate() else _("不生效")


class WorkdayOverrideAdmin(KeptAdmin):
    """地方节假日."""

    model = WorkdayOverride
    base_url_path = "holidays"
    menu_label = _("地方节假日")
    menu_icon = "calendar"
    form_class = WorkdayOverrideForm
    list_display = ("day", "name", "is_workday", "source")
    search_fields = ("name",)
    intro = _(
        "国务院公布的节假日和调休已内置；这里只登记本地的，如藏历新年、雪顿节；登记后请到“期限复核”查看在办件的期限是否有变化。"
    )
    empty_text = _("没有登记地方节假日。")

    def links_for(self, user):
        if not permissions.has_role(user, Role.OFFICE_CLERK):
            return []
        return [(str(_("期限复核")), reverse("loop_recount"), "date")]


class CircularEditView(KeptEditView):
    """The text beside the figures that it stands on, which nobody types."""

    template_name = "tracking/admin/supervising/circular.html"

    def more_context(self) -> dict:
        url = reverse("supervision_circular", args=[self.instance.pk])
        paper = HeaderButton(_("打印"), url=url, icon_name="doc-full", attrs={"target": "_blank"})
        return super().more_context() | {"frozen": frozen(self.instance), "header_buttons": [paper]}


class CircularAdmin(KeptAdmin):
    """通报."""

    edit_view_class = CircularEditView

    model = Circular
    base_url_path = "circulars"
    menu_label = _("通报")
    menu_icon = "clipboard-list"
    form_class = CircularForm
    permission_helper_class = SupervisorsLists
    list_display = ("title", "session", "on", "as_of")
    list_select_related = ("session",)
    search_fields = ("title", "body")
    intro = _("“起草通报”按台账写出初稿并定格当日数据；此后只改正文，数据不再变动。")
    empty_text = _("还没有通报。点“起草通报”按台账写出初稿。")

    def links_for(self, user):
        return [(_now("起草通报"), reverse("supervision_draft"), "draft")]


class SupervisionAdmin(KeptAdmin):
    """督查督办: entered on an item's file by the step 督办; here as one list."""

    model = Supervision
    base_url_path = "supervision"
    menu_label = _("督查督办")
    menu_icon = "view"
    permission_helper_class = ReadOnlyPermissions
    list_display = ("on", "kind", "record", "unit", "text", "answered_on", "laid_down_on")
    list_select_related = ("record", "unit")
    search_fields = ("text", "record__title", "unit__name")
    list_filter = ("kind",)
    intro = _("在承办件的“一件一档”中登记督办，这里汇总查看。")
    empty_text = _("还没有督办。督查室可在承办件的“一件一档”中登记催办、实地调研、专项督办和回头看。")


class PromiseState(SimpleListFilter):
    """Which promises: to be looked at by today, past their day, kept."""

    title = _("兑现情况")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("due", _("到期待查看")), ("late", _("逾期未兑现")), ("kept", _("已兑现"))]

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
    """承诺跟踪: what replies promised, over every session, the next due first."""

    model = Reply
    base_url_path = "promises"
    title = _("承诺跟踪")
    menu_label = _("承诺跟踪")
    menu_icon = "calendar-check"
    permission_helper_class = ReadOnlyPermissions
    list_display = ("session", "item", "unit", "promise", "promise_unit", "promise_due_on", "last_look", "state")
    search_fields = ("promise", "assignment__record__title", "assignment__unit__name", "promise_unit")
    list_filter = (PromiseState,)
    ordering = ("promise_due_on", "pk")
    intro = _("B类答复承诺的事项，逐年跟踪到兑现。回头看在承办件的“一件一档”中登记；兑现后再次答复提出人。")
    empty_text = _("没有这样的承诺。")

    def get_queryset(self, request):
        found = promises.promises().select_related("assignment__record__session", "assignment__unit")
        return found.order_by(*self.ordering)

    @column(_("届次"))
    def session(self, reply):
        """The session it comes from."""
        return reply.assignment.record.session.code

    @column(_("承办件"))
    def item(self, reply):
        """The item, as the way to its file."""
        record = reply.assignment.record
        return format_html('<a href="{}">{}</a>', record_url(record), record)

    @column(_("承办单位"))
    def unit(self, reply):
        """The unit that answered."""
        return reply.assignment.unit.name

    @column(_("最近回头看"))
    def last_look(self, reply):
        """The latest look back, and what it found."""
        if reply.looked_on is None:
            return _now("还没有")
        return f"{reply.looked_on:%Y-%m-%d} {PromiseResult(reply.looked_result).label}"

    @column(_("情况"))
    def state(self, reply):
        """Kept, late, to be looked at, or when to look."""
        today = timezone.localdate()
        if reply.looked_result == PromiseResult.KEPT:
            return _now("已兑现")
        words = [_now("逾期未兑现")] if reply.promise_due_on < today else []
        if reply.look_on <= today:
            return "，".join([*words, _now("该回头看")])
        return "，".join([*words, _now("%(on)s查看") % {"on": reply.look_on}])


class EventAdmin(KeptAdmin):
    """办理记录: the chain, newest first."""

    model = Event
    base_url_path = "events"
    menu_label = _("办理记录")
    menu_icon = "history"
    permission_helper_class = ReadOnlyPermissions
    list_display = ("number", "moment", "label", "record", "summary", "decider_name", "account_name", "seal")
    list_select_related = ("record",)
    search_fields = ("label", "summary", "record__title", "decider_name")
    ordering = ("-number",)
    intro = _("办理记录只增不改，每条以校验值与上一条衔接；系统管理员可用 verify_history 命令核验全链。")
    empty_text = _("还没有办理记录。")

    @column(_("记录时间"))
    def moment(self, event):
        """When it was recorded."""
        return timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M")

    @column(_("校验值"))
    def seal(self, event):
        """The head of its digest."""
        return event.digest[:12]
