"""Addresses of 开始使用, below /admin/start/; whoever comes from outside, as from an empty portal, logs in first."""

from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from huiyin.moving_in.from_list import ListStartView, ProposalView
from huiyin.moving_in.page import MovingInView, setup_template
from huiyin.moving_in.steps.office_page import OfficeView
from huiyin.moving_in.steps.people_page import PeopleView
from huiyin.moving_in.steps.portal_page import PortalView
from huiyin.moving_in.steps.profile_page import ProfileView
from huiyin.moving_in.steps.sessions_page import SessionsView
from huiyin.moving_in.steps.slips_file import slips_file
from huiyin.moving_in.unit_column import UnitColumnView

_pages = [
    path("", MovingInView.as_view(), name="moving_in"),
    path("template/", setup_template, name="moving_in_template"),
    path("list/", ListStartView.as_view(), name="moving_in_list"),
    path("list/<str:listed>/", ProposalView.as_view(), name="moving_in_proposal"),
    path("units/", UnitColumnView.as_view(), name="moving_in_unit_column"),
    path("office/", OfficeView.as_view(), name="moving_in_office"),
    path("people/", PeopleView.as_view(), name="moving_in_people"),
    path("people/slips/", slips_file, name="moving_in_slips"),
    path("sessions/", SessionsView.as_view(), name="moving_in_sessions"),
    path("portal/", PortalView.as_view(), name="moving_in_portal"),
    path("profile/", ProfileView.as_view(), name="moving_in_profile"),
]
urlpatterns = decorate_urlpatterns(_pages, require_admin_access)
