"""The two submenus of lists: 名录 and 督查督办."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from tracking import permissions
from tracking.admin import paper_templates
from tracking.admin.lists.circulars import CircularAdmin
from tracking.admin.lists.delegations import DelegationAdmin
from tracking.admin.lists.events import EventAdmin
from tracking.admin.lists.holidays import WorkdayOverrideAdmin
from tracking.admin.lists.overprints import OverprintAdmin
from tracking.admin.lists.people import PersonAdmin
from tracking.admin.lists.promises import PromiseAdmin
from tracking.admin.lists.proposers import ProposerAdmin
from tracking.admin.lists.reported import ReportedFigureAdmin
from tracking.admin.lists.series import SeriesAdmin
from tracking.admin.lists.sessions import SessionAdmin
from tracking.admin.lists.supervision import SupervisionAdmin
from tracking.admin.lists.units import UnitAdmin
from tracking.admin.menu import GuardedItem


class SupervisionGroup(ModelAdminGroup):
    """The submenu 督查督办: 到期和逾期, 催办, the acts of supervision, circulars."""

    menu_label = _("督查督办")
    menu_icon = "view"
    menu_order = 150
    items = (SupervisionAdmin, PromiseAdmin, CircularAdmin)

    def get_submenu_items(self):
        """The entries of the two overviews, then those of the lists."""
        overviews = [
            self._overview(_("到期和逾期"), "supervision_due", icon_name="time", order=-2),
            self._overview(_("催办"), "supervision_sheets", icon_name="mail", order=-1),
        ]
        return [*overviews, *super().get_submenu_items()]

    @staticmethod
    def _overview(label, name: str, **look) -> GuardedItem:
        return GuardedItem(label, reverse(name), may_open=permissions.sees_whole_ledger, **look)


class ListsGroup(ModelAdminGroup):
    """The submenu 名录."""

    menu_label = _("名录")
    menu_icon = "folder-open-inverse"
    menu_order = 400
    items = (
        SessionAdmin,
        ReportedFigureAdmin,
        UnitAdmin,
        PersonAdmin,
        DelegationAdmin,
        ProposerAdmin,
        SeriesAdmin,
        OverprintAdmin,
        WorkdayOverrideAdmin,
        EventAdmin,
    )

    def get_submenu_items(self):
        """The entries of the lists, then 文书模板."""
        return [*super().get_submenu_items(), paper_templates.menu_item()]
