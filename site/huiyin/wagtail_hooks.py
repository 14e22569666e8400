"""What the project takes out of Wagtail's admin: menu items that a role has no business with."""

from wagtail import hooks

from huiyin import doors

HIDDEN_FROM_ALL = {"help"}
SHOWN_TO = {
    "explorer": doors.writers,
    "images": doors.writers,
    "documents": doors.writers,
    "settings": doors.administrators,
    "reports": doors.superusers,
}


@hooks.register("construct_main_menu", order=1000)
def only_ones_own_menu(request, menu_items) -> None:
    """To each the pages whose doors are open to them (see doors); no help menu."""
    hidden = HIDDEN_FROM_ALL | {name for name, may_open in SHOWN_TO.items() if not may_open(request.user)}
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("construct_settings_menu", order=1000)
def no_accounts_and_sites(request, menu_items) -> None:
    """Accounts are kept in 办理人员, groups follow from the roles given there; there is one site, built with the portal."""
    menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups", "sites"}]
