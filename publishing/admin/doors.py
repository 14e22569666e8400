"""Who may open which page of publishing in the admin (信息公开)."""

from publishing.permissions import WRITERS
from tracking import permissions
from tracking.models import Role


def may_open(user) -> bool:
    """Whether the user sees drafts and reviews: those who write, sign and record; administrators only look."""
    return user.is_superuser or bool(permissions.roles_of(user) & {*WRITERS, Role.OFFICE_CLERK})


def may_draft(user) -> bool:
    """Whether the user drafts pages from the ledger (信息公开编辑)."""
    return permissions.has_role(user, Role.EDITOR)
