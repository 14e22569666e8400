"""What goes with the body (元数据): the platform's fields as JSON, XML and a workbook, each by the same facts.

`metadata.schema.json` and `metadata.xsd` beside this module say what the first two look like; every package has both.
"""

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.handover.fields import Filled
from publishing.handover.platforms import Platform
from tracking.ledger.text import escaped

FORM = 1
SCHEMAS = {"元数据.schema.json": "metadata.schema.json", "元数据.xsd": "metadata.xsd"}
"What the schemas are called in a package, and beside this module."
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of the package: where it lies in it, and what it is called for people (附件的标题、图片的替代文字)."""

    name: str
    data: bytes
    words: str = ""

    def as_json(self, key: str = "") -> dict[str, Any]:
        """As the metadata name it."""
        said: dict[str, Any] = {key: self.words} if key else {}
        digest = hashlib.sha256(self.data).hexdigest()
        return said | {"name": self.name, "bytes": len(self.data), "sha256": digest}


@dataclass(frozen=True, slots=True)
class Metadata:
    """Everything that goes with the body of one piece."""

    platform: Platform
    page: int
    sha256: str
    signed_at: datetime
    fields: Sequence[Filled]
    html: PackedFile
    word: PackedFile
    attachments: Sequence[PackedFile]
    pictures: Sequence[PackedFile]

    def said(self) -> dict[str, Any]:
        """As data, the fields in the platform's order."""
        return {
            "form": FORM,
            "platform": {"code": self.platform.code, "name": self.platform.name},
            "page": self.page,
            "sha256": self.sha256,
            "signed_at": timezone.localtime(self.signed_at).isoformat(timespec="seconds"),
            "fields": {one.key: {"name": one.name, "value": _plain(one.value)} for one in self.fields},
            "body": {"html": self.html.as_json(), "word": self.word.as_json()},
            "attachments": [one.as_json("title") for one in self.attachments],
            "pictures": [one.as_json("alt") for one in self.pictures],
        }

    def as_json(self) -> bytes:
        """元数据.json."""
        return (json.dumps(self.said(), ensure_ascii=False, indent=2) + "\n").encode()

    def as_xml(self) -> bytes:
        """元数据.xml."""
        from lxml import etree

        said = self.said()
        root = etree.Element("handover", _texts({name: said[name] for name in ("form", "page", "sha256", "signed_at")}))
        etree.SubElement(root, "platform", code=self.platform.code).text = self.platform.name
        fields = etree.SubElement(root, "fields")
        for key, field in said["fields"].items():
            etree.SubElement(fields, key, name=field["name"]).text = field["value"]
        body = etree.SubElement(root, "body")
        for name, file in said["body"].items():
            etree.SubElement(body, name, _texts(file))
        for many, one in (("attachments", "attachment"), ("pictures", "picture")):
            above = etree.SubElement(root, many)
            for file in said[many]:
                etree.SubElement(above, one, _texts(file))
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)

    def as_workbook(self) -> bytes:
        """元数据.xlsx: the platform's names in the first row, the values below, as platforms import them."""
        from openpyxl import Workbook

        workbook = Workbook()
        sheet = workbook.active
        sheet.title = _("元数据")
        sheet.append([one.name for one in self.fields])
        sheet.append([escaped(_plain(one.value)) for one in self.fields])
        for cell in sheet[2]:
            cell.number_format = "@"
        file = io.BytesIO()
        workbook.save(file)
        return file.getvalue()


def schema_files() -> dict[str, bytes]:
    """Both schemas by the names that they have in a package."""
    return {name: Path(__file__).with_name(file).read_bytes() for name, file in SCHEMAS.items()}


def _plain(text: str) -> str:
    """A text without what XML can't hold."""
    return _NOT_IN_XML.sub("", text)


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: _plain(str(value)) for name, value in said.items()}
