"""A person's own account (账号): logging in, the password and the look; name and roles are kept in 办理人员."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import AccountView, ChangePasswordPanel, ThemeSettingsPanel

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


own_account = require_admin_access(OwnAccountView.as_view())
