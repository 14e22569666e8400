"""Addresses of the portal that are answered live; everything else is pressed."""

from django.conf import settings
from django.urls import include, path, re_path

from publishing import views
from publishing.api import described, handbook

INTERFACE = [
    path("v2/", include(("publishing.api.urls", "api"))),
    path("v1/", include((described.urls(), "api_v1"))),
    path("docs/", handbook.show_handbook, name="api_handbook"),
    path("docs/openapi.json", handbook.show_description, name="api_description"),
]
"The interface for other front ends; each part leaves the database alone as far as it can."
urlpatterns = [
    *([path("api/", include(INTERFACE))] if settings.PUBLISHING_API else []),
    path("search/", views.search, name="search"),
    path("elder/search/", views.search, {"elder": True}, name="elder_search"),
    path("read/<int:page_id>/", views.read, name="read"),
    path("media/<path:path>", views.unpublished_file, name="unpublished_file"),
    re_path(r"^elder/((?:[\w\-]+/)*)$", views.elder_page, name="elder_page"),
]
