"""The list of sessions (届次), each with its time limits, definitions of figures and reply classes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.admin.frame import key_in
from tracking.admin.lists.kept import KeptAdmin, KeptCreateView, KeptEditView, papers_link
from tracking.admin.lists.kept_form import KeptForm
from tracking.models import Reply, Session
from tracking.models.session_patterns import PATTERNS, following

SECTIONS = (
    (
        gettext_lazy("哪次会议"),
        gettext_lazy("列表、文书和公开页面按它称呼这一届。人大、政协时限不同的，各登记一届。"),
        ("code", "name", "year", "upper_name"),
    ),
    (
        gettext_lazy("办理通知和起算"),
        gettext_lazy("办理期限从交办会日期起算；通知写明答复日期的，以那一天为准。"),
        ("notice_title", "notice_on", "handed_over_on", "fixed_due_on"),
    ),
    (
        gettext_lazy("承办单位的时限"),
        gettext_lazy("签收、申请退回、会办意见多少天内办；逾期的提醒和亮灯按此计算。"),
        ("sign_for_days", "objection_days", "opinion_days", "opinion_counted", "at_once_days", "meeting_days"),
    ),
    (
        gettext_lazy("答复、公开和办结的时限"),
        gettext_lazy("办法一般规定三个月内答复、最长六个月；公开依照政府信息公开条例，二十个工作日。"),
        (
            "answer_months", "answer_months_most", "redo_months", "publish_days", "unheard_days", "unheard_reminders",
            "yellow_days", "rest_day_rule",
        ),
    ),
    (
        gettext_lazy("办理手续"),
        gettext_lazy("有没有领导批示、上报审核和行文前征求意见这几道手续。"),
        ("uses_instruction", "city_review", "city_reviews_opinions", "consults_drafts"),
    ),
    (
        gettext_lazy("征询意见和答复类别"),
        gettext_lazy("意见表由谁印发；答复分几类、各叫什么，印在答复函和统计里。"),
        ("suggestion_forms", "proposal_forms", "reply_classes"),
    ),
    (
        gettext_lazy("统计口径"),
        gettext_lazy("各地算法不同，每个比率旁边都印出口径；与上级、人大、政协的算法一致即可。"),
        (
            "completion_definition", "satisfaction_definition", "satisfaction_round", "satisfaction_basis",
            "contact_definition",
        ),
    ),
    (
        gettext_lazy("另册"),
        gettext_lazy("涉密件不进系统，只填件数，统计时单独列出。"),
        ("off_ledger_count",),
    ),
)  # fmt: skip
"The form's fields under their headings, each with why it is asked."


class ReplyClassesField(forms.CharField):
    """A field that shows reply classes as lines, one a class: “A 已解决或基本解决”."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{one['code']} {one['label']}" for one in value)
        return value

    def to_python(self, value):
        found = []
        for line in (super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            code, _space, label = line.strip().partition(" ")
            if not label.strip():
                raise ValidationError(_("“%(line)s”缺少名称，请写成“A 已解决或基本解决”。") % {"line": line})
            found.append({"code": code, "label": label.strip()})
        return found

    def in_words(self, value) -> str:
        """The classes as the field shows them."""
        return self.prepare_value(value)

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != data


class SessionForm(KeptForm):
    """The form of a session."""

    reply_classes = ReplyClassesField(
        label=gettext_lazy("答复类别"), help_text=gettext_lazy("每行一类：代码、空格、名称。")
    )

    class Meta:
        model = Session
        fields = [name for _heading, _why, names in SECTIONS for name in names]

    @property
    def sections(self) -> list[tuple]:
        """The fields under their headings: heading, why it is asked, fields."""
        return [(heading, why, [self[name] for name in names]) for heading, why, names in SECTIONS]

    def clean_code(self) -> str:
        """The code; it stands in public addresses once a reply of the session is public (网址不变)."""
        return self._as_published("code", _("已有公开的答复，公开网址里用着代码“%(kept)s”，不能再改。"))

    def clean_year(self) -> int:
        """The year; public lists and tables are named by it."""
        return self._as_published("year", _("已有公开的答复按%(kept)s年列出，不能再改。"))

    def _as_published(self, name: str, refused: str):
        value, kept = self.cleaned_data[name], self.initial.get(name)
        if not self.is_new and value != kept and _is_public(self.instance):
            raise ValidationError(refused % {"kept": kept})
        return value


def _is_public(session: Session) -> bool:
    return Reply.objects.filter(assignment__record__session=session, published_on__isnull=False).exists()


class SessionCreateView(KeptCreateView):
    """The page that enters a session, filled in as the last one was, or after a pattern, where the address says so."""

    template_name = "tracking/admin/lists/session_form.html"

    def get_initial(self):
        like = Session.objects.filter(pk=key_in(self.request.GET.get("like", ""), 0)).first()
        pattern = PATTERNS.get(self.request.GET.get("pattern", ""))
        return super().get_initial() | (following(like) if like else dict(pattern.values) if pattern else {})

    def more_context(self) -> dict:
        return {"last": Session.objects.current(), "patterns": PATTERNS.items()}


class SessionEditView(KeptEditView):
    """The page that changes a session."""

    template_name = "tracking/admin/lists/session_form.html"


class SessionAdmin(KeptAdmin):
    """The list of sessions (届次)."""

    model = Session
    base_url_path = "sessions"
    menu_icon = "calendar-alt"
    form_class = SessionForm
    create_view_class = SessionCreateView
    edit_view_class = SessionEditView
    list_display = ("code", "name", "handed_over_on", "answer_months", "off_ledger_count")
    search_fields = ("code", "name")
    intro = gettext_lazy("时限、口径和答复类别按届次设置；已办件的期限不会因修改而悄悄改变。")
    empty_text = gettext_lazy("还没有届次。请先登记一个届次，再导入交办清单或收文登记。")

    def links_for(self, user):
        return papers_link(user)
