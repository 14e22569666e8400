"""Addresses of the portal that are answered live; everything else is pressed."""

from django.conf import settings
from django.urls import include, path, re_path

from publishing import views

urlpatterns = [
    *([path("api/v2/", include(("publishing.api.urls", "api")))] if settings.PUBLISHING_API else []),
    path("search/", views.search, name="search"),
    path("elder/search/", views.search, {"elder": True}, name="elder_search"),
    path("read/<int:page_id>/", views.read, name="read"),
    path("media/<path:path>", views.unpublished_file, name="unpublished_file"),
    re_path(r"^elder/((?:[\w\-]+/)*)$", views.elder_page, name="elder_page"),
]
