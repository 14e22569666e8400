"""What the project takes out of Wagtail's admin, menu items that a role has no business with, and the script it adds."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale

from huiyin import doors
from huiyin.example.page import show_demonstration
from huiyin.guides.pages import HelpItem
from huiyin.moving_in.page import show_panel
from tracking.admin.menu import GuardedItem

_header_title = WagtailAdminTemplateMixin.get_header_title


def full_width_title(view) -> str:
    """The title of a page, with the colon that Chinese has."""
    return _header_title(view).replace(": ", "：")


WagtailAdminTemplateMixin.get_header_title = full_width_title


class OneLanguage:
    """Pages are in one language (WAGTAIL_I18N_ENABLED): no page of the admin asks the database which others there are."""

    objects = Locale.objects.none()


wagtailadmin_tags.Locale = OneLanguage
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
    """Show in the menu only pages that the account may open (see doors), and no help menu."""
    hidden = HIDDEN_FROM_ALL | {name for name, may_open in SHOWN_TO.items() if not may_open(request.user)}
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("construct_settings_menu", order=1000)
def no_accounts_and_sites(request, menu_items) -> None:
    """Hide accounts, groups and sites from the settings menu: accounts are kept in 办理人员, and there is one site."""
    menu_items[:] = [item for item in menu_items if item.name not in {"users", "groups", "sites"}]


@hooks.register("register_settings_menu_item")
def settings_check_item() -> GuardedItem:
    """设置检查, for administrators."""
    return GuardedItem(
        _("设置检查"),
        reverse("settings_check"),
        name="settings-check",
        icon_name="cog",
        order=10,
        may_open=doors.administrators,
    )


@hooks.register("register_settings_menu_item")
def codes_item() -> GuardedItem:
    """一次性验证码, for administrators of an office that asks for them."""
    return GuardedItem(
        _("一次性验证码"),
        reverse("codes"),
        name="codes",
        icon_name="key",
        order=20,
        may_open=lambda user: bool(settings.CODES_FOR) and doors.administrators(user),
    )


@hooks.register("insert_global_admin_js")
def fill_in_again() -> str:
    """What was typed before the session ended goes back into its form (see typed)."""
    return format_html('<script src="{}"></script>', static("huiyin/typed.js"))


@hooks.register("register_settings_menu_item")
def moving_in_item() -> GuardedItem:
    """开始使用, for administrators."""
    return GuardedItem(
        _("开始使用"), reverse("moving_in"), name="moving-in", icon_name="tick", order=5, may_open=doors.administrators
    )


@hooks.register("register_admin_menu_item")
def help_item() -> HelpItem:
    """帮助, for everybody, from every page."""
    return HelpItem(_("帮助"), reverse("guide"), name="guide", icon_name="help", order=20000)


hooks.register("construct_homepage_panels", show_panel, order=1000)
hooks.register("construct_homepage_panels", show_demonstration, order=1010)
