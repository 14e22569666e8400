"""The list of sessions (届次), each with its time limits, definitions of figures and reply classes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.admin.lists.kept import KeptAdmin, papers_link
from tracking.admin.lists.kept_form import KeptForm
from tracking.models import Reply, Session


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
        fields = [
            "code", "name", "year", "upper_name", "notice_on", "notice_title", "handed_over_on", "fixed_due_on",
            "sign_for_days", "objection_days", "opinion_days", "opinion_counted", "at_once_days", "meeting_days",
            "answer_months", "answer_months_most", "redo_months", "publish_days", "unheard_days", "unheard_reminders",
            "yellow_days", "rest_day_rule", "uses_instruction", "city_review", "city_reviews_opinions",
            "consults_drafts", "suggestion_forms", "proposal_forms", "reply_classes", "completion_definition", "satisfaction_definition",
            "satisfaction_round", "satisfaction_basis", "contact_definition", "off_ledger_count",
        ]  # fmt: skip

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


class SessionAdmin(KeptAdmin):
    """The list of sessions (届次)."""

    model = Session
    base_url_path = "sessions"
    menu_icon = "calendar-alt"
    form_class = SessionForm
    list_display = ("code", "name", "handed_over_on", "answer_months", "off_ledger_count")
    search_fields = ("code", "name")
    intro = gettext_lazy("时限、口径和答复类别按届次设置；已办件的期限不会因修改而悄悄改变。")
    empty_text = gettext_lazy("还没有届次。请先登记一个届次，再导入交办清单或收文登记。")

    def links_for(self, user):
        return papers_link(user)
