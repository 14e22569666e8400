"""Registrations of publishing with Wagtail's admin: menu, addresses, the editor's buttons, and what is refused there."""

import re

from django.core.exceptions import PermissionDenied
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from publishing.admin import editor, home, placing, urls
from publishing.admin.menu import PublishingMenuItem
from publishing.models import Submission
from tracking import permissions
from tracking.admin.menu import GuardedItem


@hooks.register("register_admin_urls")
def register_urls():
    """The pages of publishing, under /admin/."""
    return [path("", include(urls))]


@hooks.register("register_admin_menu_item")
def register_menu():
    """信息公开."""
    return PublishingMenuItem()


@hooks.register("register_admin_menu_item")
def register_unit_summary():
    """起草本单位总结, for the units."""
    return GuardedItem(
        _("起草本单位总结"),
        reverse("publishing_unit_summary"),
        name="unit-summary",
        icon_name="doc-full",
        order=160,
        may_open=permissions.units_of,
    )


@hooks.register("construct_homepage_panels", order=100)
def add_home_panel(request, panels):
    """等我审的, on the first page after login."""
    panels.append(home.WaitingPanel(request))


@hooks.register("insert_global_admin_css")
def add_css():
    """The look of our own pages."""
    return format_html('<link rel="stylesheet" href="{}">', static("publishing/admin.css"))


@hooks.register("insert_editor_js")
def add_figure_picker():
    """The value and definition beside every figure that is picked."""
    return format_html('<script src="{}"></script>', static("publishing/figure_picker.js"))


@hooks.register("construct_page_action_menu")
def offer_review(menu_items, request, context):
    """In the editor: 送审 and the way to the review page in the place of Wagtail's publishing and workflow buttons."""
    menu_items[:] = editor.action_menu(menu_items, context)


@hooks.register("after_edit_page")
@hooks.register("after_create_page")
def hand_in(request, page):
    """送审 or 遮盖, when the editor's button of that name was pressed; what was found, in any case."""
    editor.tell_findings(request, page)
    return editor.mask(request, page) or editor.hand_in(request, page)


@hooks.register("before_edit_page")
def keep_what_was_handed_in(request, page):
    """No save may overwrite a revision that was handed in, as autosave does with its own."""
    overwritten = request.POST.get("overwrite_revision_id", "")
    if re.fullmatch("[0-9]{1,18}", overwritten) and Submission.objects.filter(revision_id=int(overwritten)).exists():
        raise PermissionDenied


hooks.register("before_move_page", placing.before_move)
hooks.register("before_create_page", placing.before_add)
hooks.register("before_copy_page", placing.before_copy)


@hooks.register("register_page_listing_more_buttons")
def offer_review_in_lists(page, user, next_url=None, **kwargs):
    """审签 beside each page of a list that has words to read."""
    yield from editor.listing_buttons(page, user)


@hooks.register("construct_settings_menu")
def hide_workflow_settings(request, menu_items):
    """The levels of review are the office's, not a workflow that somebody assembles."""
    hidden = {reverse("wagtailadmin_workflows:index"), reverse("wagtailadmin_workflows:task_index")}
    menu_items[:] = [item for item in menu_items if item.url not in hidden]
