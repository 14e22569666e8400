"""The pages about open tables (数据开放), and the files that they lead to."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from publishing.contract import linked
from publishing.frame import (
    DataColumn,
    DataPackageContent,
    DataSheet,
    Download,
    Link,
    OpenDataContent,
)
from publishing.models.disclosure import size_in_words
from publishing.opendata.package import DESCRIPTION, DIGESTS, MEDIA_TYPES, NAMES, DataPackage, Publisher, title_of
from publishing.opendata.tables import TABLES, DataTable
from publishing.opendata.writing import FORMS
from publishing.press.answers import ELDER
from publishing.press.datasets import DATA
from publishing.press.own_pages import own_page
from publishing.press.portal import Portal

Plate = Callable[[], bytes]


def data_pages(portal: Portal) -> dict[str, Plate]:
    """The page of the sessions, each session's page, both in both modes, and every file, by address."""
    found: dict[str, Plate] = {}
    for path in portal.datasets.paths:
        found[path] = partial(_page, portal, path)
        found[ELDER + path] = partial(_page, portal, path, elder=True)
    for path in portal.datasets.sessions:
        found |= {path + name: partial(_file, portal, path, name) for name in NAMES}
    return found


def _file(portal: Portal, path: str, name: str) -> bytes:
    return portal.datasets.package(path).file(name)


def _page(portal: Portal, path: str, *, elder: bool = False) -> bytes:
    content: OpenDataContent | DataPackageContent
    if path == DATA:
        template, content = "publishing/open_data.html", _sessions(portal)
        about = _("建议提案办理数据：各届次的数据文件和字段说明。")
    else:
        template, content = "publishing/data_package.html", _session(portal.datasets.package(path))
        about = _("%(title)s：CSV、XLSX 和 JSON 文件。") % {"title": content.title}
    above = None if path == DATA else Link(_("数据开放"), DATA)
    return own_page(portal, path, template, content, about, _described(portal, path, about), above=above, elder=elder)


def _described(portal: Portal, path: str, about: str) -> dict[str, Any]:
    """What a page about tables is for programs: the catalogue of the sessions, or one session's data set."""
    base = portal.base_url
    said = {
        "@type": "DataCatalog" if path == DATA else "Dataset",
        "@id": base + path,
        "url": base + path,
        "description": about,
        "inLanguage": linked.LANGUAGE,
        "publisher": linked.publisher(portal),
    }
    if licence := portal.datasets.publisher.licence:
        said["license"] = licence.url
    if path == DATA:
        sets = [{"@type": "Dataset", "@id": base + one} for one in portal.datasets.sessions]
        return said | {"name": _("数据开放"), "dataset": sets}
    package = portal.datasets.package(path)
    files = (
        linked.download(base + path + name, MEDIA_TYPES[name.rpartition(".")[2]], digest)
        for name, digest in package.digests.items()
    )
    return said | {"name": package.title, "isAccessibleForFree": True, "distribution": list(files)}


def _sessions(portal: Portal) -> OpenDataContent:
    told = portal.datasets
    return OpenDataContent(
        title=_("数据开放"),
        packages=tuple(
            Link(title_of(session), path, note=_("%(number)s份答复") % {"number": told.count(path)})
            for path, session in told.sessions.items()
        ),
        sheets=tuple(_explained(table) for table in TABLES),
        licence=_licence(told.publisher),
        digests=DIGESTS,
        description=DESCRIPTION,
    )


def _explained(table: DataTable) -> DataSheet:
    columns = (
        DataColumn(field.key, str(field.name), str(field.kind_name), field.explained()) for field in table.fields
    )
    return DataSheet(table.key, str(table.name), str(table.about), columns=tuple(columns))


def _session(package: DataPackage) -> DataPackageContent:
    def download(title: str, name: str) -> Download:
        size = size_in_words(len(package.file(name)))
        return Download(
            title, package.path + name, name.rpartition(".")[2].upper(), size, package.digests.get(name, "")
        )

    sheets = (
        DataSheet(
            table.key,
            str(table.name),
            str(table.about),
            rows=len(package.rows[table.key]),
            files=tuple(download(f"{table.key}.{suffix}", f"{table.key}.{suffix}") for suffix in FORMS),
        )
        for table in TABLES
    )
    about = (download(_("数据包说明"), DESCRIPTION), download(_("各文件的 SHA-256"), DIGESTS))
    return DataPackageContent(package.title, tuple(sheets), about, DATA, _licence(package.publisher))


def _licence(publisher: Publisher) -> Link | None:
    licence = publisher.licence
    return Link(str(licence.title), licence.url, note=licence.code) if licence else None
