"""Addresses of the interface for other front ends, under /api/v2/."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter

from publishing.api import endpoints

router = WagtailAPIRouter("api")
for endpoint in endpoints.ENDPOINTS:
    router.register_endpoint(endpoint.called, endpoint)

patterns, _namespace, _name = router.urls
urlpatterns = [
    path("", endpoints.root, name="root"),
    path("preview/", endpoints.preview, name="preview"),
    path("redirects/", endpoints.redirects, name="redirects"),
    *patterns,
]
