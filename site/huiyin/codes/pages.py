"""The pages of one-time codes: showing one after the password, setting them up, and taking them off for a colleague."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.admin.auth import require_admin_access

from huiyin import lockout
from huiyin.codes import acts
from huiyin.codes.required import asked_of, devices, is_lacking
from tracking import permissions
from tracking.admin.frame import frame, key_in, only, shown
from tracking.loop import Refused
from tracking.models import Role

BEFORE_THE_CODE = {
    "own_code", "own_code_begin", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}  # fmt: skip
"All that is open to a session that has still to show a code."


class CodeForm(forms.Form):
    """Six figures, with or without a space among them."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True, "maxlength": 12}
        ),
        error_messages={"required": gettext_lazy("请输入手机上显示的 6 位数字。")},
    )

    def clean_code(self) -> str:
        """The figures alone."""
        code = "".join(self.cleaned_data["code"].split())
        if not (code.isascii() and code.isdigit() and len(code) == 6):
            raise forms.ValidationError(_("验证码是 6 位数字。"))
        return code


def where_to_show(request: HttpRequest) -> str:
    """The page on which this session shows a code, or sets codes up; it leads back to where the request went."""
    name = "own_code" if devices(request.user).exists() else "own_code_begin"
    back = request.get_full_path() if request.method == "GET" else ""
    return reverse(name) + (f"?{urlencode({'next': back})}" if back else "")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("code")
@require_admin_access
def own_code(request: HttpRequest) -> HttpResponse:
    """Show a code after the password."""
    if not is_lacking(request):
        return redirect("wagtailadmin_home")
    device = devices(request.user).first()
    return redirect(where_to_show(request)) if device is None else _answer(request, device, "huiyin/code.html")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters("code")
@require_admin_access
def own_code_begin(request: HttpRequest) -> HttpResponse:
    """Set codes up: the secret as a drawing, and the first code as the proof that it arrived."""
    if not is_lacking(request):
        return redirect("wagtailadmin_home")
    if devices(request.user).exists():
        return redirect("own_code")
    device = acts.device_to_set_up(request.user)
    drawing = mark_safe(acts.drawing_of(device))  # noqa: S308  (drawn by segno; the account's name is in the figure alone)
    return _answer(request, device, "huiyin/code_begin.html", drawing=drawing, secret=acts.secret_of(device))


def _answer(request: HttpRequest, device, template: str, **context) -> HttpResponse:
    back = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, None) or not back.startswith("/admin/"):
        back = reverse("wagtailadmin_home")
    form = CodeForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            acts.show(request, device, form.cleaned_data["code"])
            return redirect(back)
        except acts.LockedOut:
            return lockout.answer(request, credentials={"username": request.user.get_username()})
        except acts.Wrong as why:
            form.add_error("code", str(why))
    return render(request, template, {"form": form, "next": back, **context}, status=422 if form.errors else 200)


# For administrators ----------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@never_cache
@only(permissions.may_administer)
def codes(request: HttpRequest) -> HttpResponse:
    """Who is asked for codes and has set them up; another's are taken off here when the telephone is lost."""
    if request.method == "POST":
        user = get_user_model().objects.filter(pk=key_in(request.POST.get("user", ""))).first()
        if user is None:
            return _list(request, _("没有这个账号。"))
        try:
            acts.reset(user, request.user, request.POST.get("reason", ""))
        except Refused as why:
            return _list(request, str(why))
        messages.success(request, _("已重置，并告知本人和其他系统管理员；下次登录时重新启用。"))
        return redirect("codes")
    return _list(request)


def _list(request: HttpRequest, refused: str = "") -> HttpResponse:
    has = set(TOTPDevice.objects.filter(confirmed=True).values_list("user", flat=True))
    accounts = get_user_model().objects.filter(is_active=True).select_related("person").order_by("username")
    rows = [
        (user, user.pk in has, acts.why_may_not_reset(user, request.user))
        for user in accounts
        if user.pk in has or asked_of(user)
    ]
    named = [str(role.label) for role in Role if role.name.lower() in settings.CODES_FOR]
    context = {"rows": rows, "roles": named, "refused": refused, "is_on": bool(settings.CODES_FOR)}
    return shown(request, "huiyin/codes.html", context | frame(_("一次性验证码"), icon="key"), bool(refused))
