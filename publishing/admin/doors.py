"""Who may open which page of publishing in the admin (信息公开)."""

from publishing.permissions import WRITERS, may_see_drafts
from tracking import permissions
from tracking.admin.frame import only
from tracking.models import Role

may_open = may_see_drafts


def may_watch(user) -> bool:
    """Whether the user sees which signatures on paper nobody vouched for: those above, and administrators."""
    return may_open(user) or permissions.may_administer(user)


def may_see_settings(user) -> bool:
    """Whether the user sees the settings: administrators, who propose others, and 三审, who agree to them."""
    return permissions.may_administer(user) or permissions.has_role(user, Role.FINAL_REVIEWER)


def may_inspect(user) -> bool:
    """Whether the user sees what the self-inspection found: writers, the office's reviewer, 督查室 and administrators."""
    if user.is_superuser or permissions.may_administer(user):
        return True
    return bool(permissions.roles_of(user) & {*WRITERS, Role.OFFICE_REVIEWER, Role.SUPERVISOR})


def may_draft(user) -> bool:
    """Whether the user drafts pages from the ledger (信息公开编辑)."""
    return permissions.has_role(user, Role.EDITOR)


opened = only(may_open)
"Lets in only those who write, sign or record."
inspected = only(may_inspect)
"Lets in only those who see what the self-inspection found."
