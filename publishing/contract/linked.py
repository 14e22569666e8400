"""What a page is, in the words of schema.org (JSON-LD): for search engines and programs, beside the page's own words.

It stands in the page as data of the type application/ld+json, which no browser runs. It says nothing that the page
does not; a demonstration is no government's.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from publishing.contract.pages import Surroundings
from publishing.contract.words import moment
from publishing.frame import Furniture, Link

CONTEXT = "https://schema.org"
LANGUAGE = "zh-Hans"
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}
"What could end the block that the data stands in, or be read otherwise by a browser."
Said = dict[str, Any]


def as_block(*things: Said) -> SafeString:
    """What several things are, as it stands between the tags of a page."""
    said = {"@context": CONTEXT, "@graph": list(things)}
    text = json.dumps(said, ensure_ascii=False, cls=DjangoJSONEncoder, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308


def of_page(page: Any, content: Any, portal: Surroundings, *, title: str, description: str) -> Said:
    """A page of the portal; `content` is what its template is given."""
    said: Said = {
        "@type": page.schema_type,
        "@id": page_url(page, portal),
        "url": page_url(page, portal),
        "name": title,
        "inLanguage": LANGUAGE,
        "publisher": publisher(portal),
    }
    if description:
        said["description"] = description
    furniture = getattr(content, "furniture", None)
    return said | (_of_piece(page, furniture, portal) if isinstance(furniture, Furniture) else {})


def _of_piece(page: Any, furniture: Furniture, portal: Surroundings) -> Said:
    """What a disclosed piece says besides."""
    said: Said = {"headline": page.title, "isAccessibleForFree": True}
    days: dict[str, datetime | None] = {"datePublished": furniture.published, "dateModified": furniture.updated}
    said |= {name: moment(at) for name, at in days.items() if at is not None}
    if page.theme:
        said["keywords"] = page.theme
    if page.issuing_body:
        said["author"] = {"@type": "Organization", "name": page.issuing_body}
    if names := page.data_names():
        said["distribution"] = [download(page_url(page, portal) + name) for name in names]
    return said


def page_url(page: Any, portal: Surroundings) -> str:
    """A page's whole web address."""
    return portal.base_url + portal.path_of(page)


def publisher(portal: Surroundings) -> Said:
    """Who publishes the portal."""
    kind = "Organization" if portal.settings.is_demonstration else "GovernmentOrganization"
    said: Said = {"@type": kind, "name": portal.settings.name, "url": f"{portal.base_url}/"}
    if portal.settings.is_demonstration:
        said["description"] = _("演示数据·非政府网站")
    return said


def trail(crumbs: Iterable[Link], here: str, base_url: str) -> Said:
    """The reader's place (当前位置); `here` is the page's own address."""
    places = [
        {"@type": "ListItem", "position": place, "name": link.title, "item": base_url + (link.url or here)}
        for place, link in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": places}


def download(url: str, media_type: str = "", sha256: str = "") -> Said:
    """A file of a data set."""
    said = {"@type": "DataDownload", "contentUrl": url, "encodingFormat": media_type or url.rpartition(".")[2]}
    return said | ({"sha256": sha256} if sha256 else {})
