"""信息公开栏目: where pages become public, what the site says of itself, and who writes and signs them."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from huiyin.moving_in.applying import give_role
from huiyin.moving_in.columns import open_columns
from huiyin.moving_in.missing.of_portal import levels_of
from huiyin.moving_in.missing.snapshot import Snapshot
from huiyin.moving_in.steps.frames import step_frame
from publishing.models import Level, PortalHomePage, PortalSettings
from publishing.models.setting_changes import Subject
from publishing.review import settings_changes
from publishing.review.acts import Refused
from tracking import permissions
from tracking.admin.frame import only, shown
from tracking.models import Person, Role
from tracking.people import powers
from tracking.versions import chained, kinds

WHY = {
    Role.EDITOR: gettext_lazy("从台账起草总结和答复公开稿，送审；写过一页的人不能审它。"),
    Role.FIRST_REVIEWER: gettext_lazy(
        "拟稿科室负责人。单位的信息员也可以任一审，但看得到全部待审页面和已答复的承办件，不限本单位。"
    ),
    Role.SECOND_REVIEWER: gettext_lazy("分管负责人。"),
    Role.FINAL_REVIEWER: gettext_lazy("分管政务信息和保密的领导，最后签发，一并负责保密审查。"),
    Role.DUTY_OFFICER: gettext_lazy("夜间、节假日接到指令可以立即撤稿，至少两人。"),
}


class SiteForm(forms.ModelForm):
    """What the site is and says of itself, as much as is needed to begin."""

    class Meta:
        model = PortalSettings
        fields = (
            "outlet", "name", "is_demonstration", "organiser", "operator", "address", "telephone", "agency_code",
            "site_code", "icp_number", "levels_of_review", "separate_secrecy_review",
        )  # fmt: skip
        widgets = {"outlet": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


class LevelsForm(forms.Form):
    """One more person for each role that writes, signs or takes down."""

    def __init__(self, *args, roles: list[Role], **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for role in roles:
            self.fields[role.value] = forms.ModelChoiceField(
                Person.objects.filter(is_active=True),
                label=_("增加一位%(role)s") % {"role": role.label},
                required=False,
                empty_label=_("不增加"),
                help_text=WHY[role],
            )


def _begun() -> PortalSettings:
    """The settings as they stand; where nothing was ever said, without a name."""
    current = PortalSettings.current()
    if current.pk is None:
        current.name = ""
    return current


def _roles_of(now: Snapshot) -> list[Role]:
    """The roles that write pages, sign them at this office's levels, and take them down."""
    signers = [role for level in levels_of(now) if level is not Level.SECRECY for role in level.roles]
    return [Role.EDITOR, *signers, Role.DUTY_OFFICER]


@method_decorator([never_cache, only(permissions.may_administer)], name="dispatch")
class PortalView(View):
    """The page 信息公开栏目 of 开始使用."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What is set, and who holds what."""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save what the site is, or give a role."""
        return self._give() if "levels" in request.POST else self._save()

    def _save(self) -> HttpResponse:
        form = SiteForm(self.request.POST, instance=PortalSettings.current())
        if not form.is_valid():
            return self._page(site=form, refused=True)
        user = self.request.user
        values = settings_changes.values_of(Subject.PORTAL, form.instance)
        wanted = {name: values[name] for name in form.fields}
        current = PortalSettings.current()
        is_same = all(
            value == settings_changes.values_of(Subject.PORTAL, current)[key] for key, value in wanted.items()
        )
        try:
            with transaction.atomic():
                waits = (
                    not is_same
                    and settings_changes.propose(Subject.PORTAL, wanted, account=user, reason=_("开办")).is_open
                )
                is_opened = not PortalHomePage.objects.exists()
                if is_opened:
                    open_columns(wanted["name"])
        except Refused as why:
            form.add_error(None, str(why))
            return self._page(site=form, refused=True)
        if waits:
            messages.success(self.request, _("已提出，由另一位三审同意后生效。"))
        else:
            messages.success(self.request, _("栏目已建立，设置已保存。") if is_opened else _("已保存。"))
        return redirect("moving_in_portal")

    def _give(self) -> HttpResponse:
        roles = _roles_of(Snapshot.now())
        form = LevelsForm(self.request.POST, roles=roles)
        if not form.is_valid():
            return self._page(levels=form, refused=True)
        user = self.request.user
        chosen = [(role, form.cleaned_data[role.value]) for role in roles if form.cleaned_data[role.value]]
        new = [(role, one) for role, one in chosen if not one.memberships.filter(role=role).exists()]
        said = "、".join(f"{one.name}（{role.label}）" for role, one in new)
        try:
            with chained(kinds.LIST, _("修改名录"), account=user, summary=_("授予审签角色：%(who)s") % {"who": said}):
                for role, one in new:
                    give_role(one, role, None, user)
                    permissions.join_groups(one)
        except ValidationError as problem:
            for sentence in problem.messages:
                form.add_error(None, sentence)
            return self._page(levels=form, refused=True)
        if new:
            words = (
                _("已指定：%(who)s。待第二个人确认后生效的，见“待确认的授权”。")
                if powers.signing_has_begun()
                else _("已指定：%(who)s。")
            )
            messages.success(self.request, words % {"who": said})
        return redirect("moving_in_portal")

    def _page(self, *, site: SiteForm | None = None, levels: LevelsForm | None = None, refused: bool = False):
        now = Snapshot.now()
        roles = _roles_of(now)
        context = {
            "site": site or SiteForm(instance=_begun()),
            "levels": levels or LevelsForm(roles=roles),
            "holders": [
                (role.label, "、".join(one.name for one in now.holders(role).values()), WHY[role]) for role in roles
            ],
            "has_portal": now.has_portal,
            "is_small": now.rules.is_small,
            "needs_agreement": settings_changes.needs_agreement(),
        }
        return shown(self.request, "huiyin/steps/portal.html", context | step_frame("portal", now), refused=refused)
