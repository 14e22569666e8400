"""Registrations only: what the ledger adds to the Wagtail admin."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from tracking.admin import frame, home, notices, urls
from tracking.admin.imports import workbooks
from tracking.admin.ledger import exports
from tracking.admin.ledger.records import HandlingRecordAdmin
from tracking.admin.lists import ListsGroup, SupervisionGroup
from tracking.admin.supervising import reports

exports.install()
modeladmin_register(HandlingRecordAdmin)
modeladmin_register(SupervisionGroup)
modeladmin_register(ListsGroup)
hooks.register("register_admin_urls", lambda: urls.urlpatterns)
hooks.register("register_admin_menu_item", home.home_menu_item)
hooks.register("register_admin_menu_item", notices.menu_item)
hooks.register("register_admin_menu_item", workbooks.menu_item)
hooks.register("register_admin_menu_item", reports.menu_item)
hooks.register("insert_global_admin_js", frame.scripts)
hooks.register("construct_homepage_panels", home.show_home)
hooks.register("construct_homepage_summary_items", home.hide_summary)
