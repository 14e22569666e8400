"""The pressed folder itself (静态页文件夹): whether its files are those that were pressed, and say what is signed."""

import hashlib
import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from publishing.inspection import content
from publishing.inspection.findings import Fault
from publishing.inspection.portal import Inspection
from publishing.models import DISCLOSURE_TYPES
from publishing.press.headers import MEDIA
from publishing.review.screening.files import key_of, read


def check_site(inspection: Inspection) -> Iterator[Fault]:
    """Files altered, missing, put there by others, or no longer what the database would press; and pages unsigned."""
    folder = inspection.folder
    with folder.lock() as held:
        doubtful = held.imprint.is_doubtful
    if doubtful:
        yield Fault("unfinished-press", "/", _("上次印制没有完成，静态页文件夹不可信。"))
    found = folder.look_over(closely=True)
    for url in sorted(found.altered):
        yield Fault("altered-file", url, _("%(url)s 被改动，不是印制时的内容。") % {"url": url})
    for url in sorted(found.missing):
        yield Fault("missing-file", url, _("%(url)s 已印制，现在缺失或不全。") % {"url": url})
    for name in sorted(found.foreign):
        yield Fault("foreign-file", f"/{name}", _("%(name)s 不是印制的文件。") % {"name": name})
    yield from _against_the_portal(inspection, told=found.altered | found.missing)
    yield from _unsigned(inspection)


def _against_the_portal(inspection: Inspection, told: frozenset[str]) -> Iterator[Fault]:
    for url in inspection.plates:
        if url in told:
            continue
        if url not in inspection.addresses:
            yield Fault("missing-file", url, _("%(url)s 已签发，却没有印出。") % {"url": url})
        elif url not in inspection.unchanged:
            yield Fault("stale-file", url, _("%(url)s 与签发的内容不一致。") % {"url": url})
    for url in sorted(inspection.addresses - inspection.plates.keys()):
        yield Fault("foreign-file", url, _("%(url)s 不属于门户，或已经撤下。") % {"url": url})


def _unsigned(inspection: Inspection) -> Iterator[Fault]:
    portal = inspection.portal
    for model in DISCLOSURE_TYPES:
        for page in model.objects.live().descendant_of(portal.home).order_by("path"):
            if page.pk not in portal.pieces:
                words = _("《%(title)s》已发布但签署不全，或与签发的内容不符。")
                yield Fault("unsigned-page", portal.path_of(page), words % {"title": page.title})


def check_files(inspection: Inspection) -> Iterator[Fault]:
    """Personal data and marks of secrecy in files, those that say pages again and those that people brought.

    What a second person answered for before it went out is no finding.
    """
    for url in sorted(inspection.addresses):
        if url.startswith(MEDIA):
            yield from _brought(inspection, url)
        elif url.endswith((".csv", ".json")):
            yield from content.screened(_said(inspection.file(url).read_text(errors="replace")), url, inspection)


def _brought(inspection: Inspection, url: str) -> Iterator[Fault]:
    data = inspection.file(url).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    _outcome, found = read(data, url.rpartition("/")[2], inspection.contacts)
    for one in found:
        if key_of(one, digest) not in inspection.answered_keys:
            yield from content.told(one, url)


def _said(text: str) -> str:
    """JSON with its characters as they are read, not escaped."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text
