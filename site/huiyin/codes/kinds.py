"""The kinds of events that one-time codes bring (事项), as `tracking.versions.kinds` registers them."""

from django.utils.translation import gettext_lazy as _

from tracking.versions.kinds import Readers, register

CODE_BEGUN = register("code_begun", _("启用验证码"), "An account's holder set up one-time codes.", Readers.OFFICE)
CODE_RESET = register(
    "code_reset", _("重置验证码"), "Another administrator took an account's one-time codes off.", Readers.OFFICE
)
