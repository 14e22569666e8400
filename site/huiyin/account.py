"""A person's own account (账号): logging in, the password and the look; name and roles are kept in 办理人员."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import AccountView, ChangePasswordPanel, ThemeSettingsPanel

from tracking.admin.frame import frame
from tracking.permissions import must_change_password

OWN = (ThemeSettingsPanel, ChangePasswordPanel)


class OwnLoginForm(LoginForm):
    """Wagtail's login, with a label on the password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("密码")


class OwnAccountView(AccountView):
    """Wagtail's account page without what the office decides for a person: name, picture, language."""

    def get_panels(self):
        """Password and theme."""
        return [panel for panel in super().get_panels() if isinstance(panel, OWN)]


class OwnPasswordForm(PasswordChangeForm):
    """Asks for the old password, which somebody else may know, and for a new one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["old_password"].label = _("现在的密码")
        self.fields["new_password1"].label, self.fields["new_password2"].label = _("新密码"), _("再输一遍新密码")
        self.fields["new_password1"].help_text = _(
            "至少 10 个字符，不能全是数字，不能与姓名、账号相近，不能与现在的密码相同。"
        )
        self.fields["new_password2"].help_text = ""

    def clean_new_password1(self) -> str:
        """Refuse the password that was given to the account."""
        password = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise ValidationError(_("新密码不能与现在的密码相同。"))
        return password


@method_decorator(sensitive_post_parameters(), name="dispatch")
class OwnPasswordView(FormView):
    """The one page for an account whose password somebody else set, until its holder has set another."""

    template_name = "huiyin/own_password.html"
    form_class = OwnPasswordForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        page = frame(str(_("修改密码")), icon="key")
        return super().get_context_data(must=must_change_password(self.request.user), **page, **kwargs)

    def form_valid(self, form):
        """Keep it, and stay logged in here alone."""
        update_session_auth_hash(self.request, form.save())
        messages.success(self.request, _("密码已修改。"))
        return redirect("wagtailadmin_home")


own_account = require_admin_access(OwnAccountView.as_view())
own_password = require_admin_access(OwnPasswordView.as_view())
