"""Who may open which of Wagtail's own pages in the admin (后台的门): what is not named here is for superusers alone.

The pages of tracking and publishing ask their own predicates and are not judged here; Wagtail's permissions still hold
behind an open door.
"""

from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from publishing.permissions import WRITERS
from tracking import permissions

Account = AbstractBaseUser | AnonymousUser


def everybody(user: Account) -> bool:
    """Everybody: the view itself sends strangers to the login."""
    return True


def nobody(user: Account) -> bool:
    """Nobody, superusers included: accounts are kept in 办理人员, groups follow from roles, workflow, site and settings from the office's."""
    return False


def superusers(user: Account) -> bool:
    """Those who maintain the software: collections, reports."""
    return user.is_superuser


def writers(user: Account) -> bool:
    """Those who write and sign pages (信息公开编辑、一审、二审、三审)."""
    return user.is_superuser or bool(permissions.roles_of(user) & set(WRITERS))


def administrators(user: Account) -> bool:
    """Those who keep the settings (系统管理员)."""
    return permissions.may_administer(user)


def writers_and_administrators(user: Account) -> bool:
    """Those who choose an image: for a page, or for the portal's settings."""
    return writers(user) or administrators(user)


OWN = (
    "publishing_", "loop_", "import_", "supervision_", "reports_", "notices", "private_file", "paper_", "papers_", "hand_on", "powers",
)  # fmt: skip
"Beginnings of the names of our own pages; modeladmin's are told by their middle."
DOORS: tuple[tuple[Callable[[Account], bool], tuple[str, ...]], ...] = (
    (
        nobody,
        (
            "wagtailadmin_error_test", "wagtailadmin_api:pages:action", "wagtailadmin_workflows:",
            "wagtailusers_", "wagtailsites:", "wagtailsettings:",
        ),
    ),
    (
        everybody,
        (
            "wagtailadmin_home", "guide", "own_account", "own_password", "own_code", "typed", "wagtailadmin_dismissibles",
            "wagtailadmin_login",
            "wagtailadmin_logout", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
            "wagtail_modeladmin:javascript_catalog", "wagtail.admin.views.home.default",
        ),
    ),
    (
        writers,
        (
            "wagtailadmin_pages:", "wagtailadmin_explore", "wagtailadmin_choose_page", "wagtailadmin_tag",
            "wagtailadmin_editing_sessions:", "wagtailadmin_block_preview", "wagtailadmin_api:pages:",
            "wagtail_bulk_action", "wagtailimages:", "wagtaildocs:", "wagtaildocs_chooser:",
        ),
    ),
    (writers_and_administrators, ("wagtailimages_chooser:",)),
    (administrators, ("settings_check", "codes", "moving_in", "our_place")),
)  # fmt: skip
"Predicates with the beginnings of names of pages for which they decide; the first that fits counts."
WHOLE = ("wagtaildocs:", "wagtaildocs_chooser:", "wagtailimages:", "wagtailimages_chooser:")
"""Beginnings of the names of Wagtail's pages whose changes are saved together with what must follow from them, or not at
all: some of them save first and tell afterwards. Where our own pages save, they see to it themselves."""
SHUT_KINDS = {"auth"}
"Apps whose rows no bulk act of Wagtail's may change: accounts and groups are kept in 办理人员."


def is_open(user: Account, name: str, kind: str = "") -> bool:
    """Whether this account may open the page of this name, about this kind of thing; a page not named here is shut."""
    if kind in SHUT_KINDS:
        return False
    if name.startswith(OWN) or "_modeladmin_" in name:
        return True
    for may_open, beginnings in DOORS:
        if name.startswith(beginnings):
            return may_open(user)
    return superusers(user)
