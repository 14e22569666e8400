"""Addresses of the project: the admin, the portal's few live views, and Wagtail's pages behind the press."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

from huiyin import views
from huiyin.account import own_account, own_password
from huiyin.codes.pages import codes, own_code, own_code_begin
from huiyin.example.page import OurPlaceView
from huiyin.guides.pages import show_guide
from huiyin.typed import typed
from huiyin.watching.metrics import metrics
from huiyin.watching.page import settings_check
from publishing.admin.link_window import external_link

handler404 = "huiyin.views.not_found"
handler500 = "huiyin.views.server_error"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("admin/account/", own_account, name="own_account"),
    path("admin/account/password/", own_password, name="own_password"),
    path("admin/account/code/", own_code, name="own_code"),
    path("admin/account/code/begin/", own_code_begin, name="own_code_begin"),
    path("admin/codes/", codes, name="codes"),
    path("admin/settings-check/", settings_check, name="settings_check"),
    path("admin/our-place/", OurPlaceView.as_view(), name="our_place"),
    path("admin/help/", show_guide, name="guide"),
    path("admin/help/<slug:slug>/", show_guide, name="guide_page"),
    path("admin/start/", include("huiyin.moving_in.urls")),
    path("admin/typed/", typed, name="typed"),
    path("admin/choose-external-link/", external_link, name="wagtailadmin_choose_page_external_link"),
    path("admin/", include(wagtailadmin_urls)),
    *([path("", include("tracking.feedback.urls"))] if settings.TRACKING_FEEDBACK_LINKS else []),
    path("", include("publishing.urls")),
    re_path(serve_pattern, serve, name="wagtail_serve"),
]
