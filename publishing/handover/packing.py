"""Packing (制作移交包): the signed text of a page with all that the platform's editor needs, as files of one folder."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.images import get_image_model
from wagtail.models import Page

from publishing.handover import body, metadata, pictures
from publishing.handover.fields import Filled, fill
from publishing.handover.metadata import Metadata, PackedFile
from publishing.handover.platforms import Platform
from publishing.models import Submission
from publishing.papers.kinds.release_slip import release_slip
from publishing.press.pieces import as_signed, bring_facts
from publishing.press.portal import Portal
from publishing.review import Refused
from publishing.review.statement import file_rows
from publishing.review.upper import OnPlatform, on_platform
from tracking import papers

_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
NAME_LENGTH = 40


@dataclass
class Parcel:
    """A signed piece for one platform: its fields, its body, and the files of its folder."""

    portal: Portal
    stand: OnPlatform
    page: Page
    "The page in the words that were signed, with the ledger's facts."
    platform: Platform

    @property
    def submission(self) -> Submission:
        """The text handed in and signed."""
        return self.stand.submission

    @property
    def folder(self) -> str:
        """What its folder is called: its number here and its title."""
        return f"{self.page.pk:04d}-{plain_name(self.page.title)}"

    @cached_property
    def html(self) -> str:
        """正文.html."""
        return body.as_html(self.page.content(self.portal))

    @cached_property
    def words(self) -> str:
        """The body as lines of text."""
        return body.plain(self.html)

    @cached_property
    def fields(self) -> list[Filled]:
        """The platform's fields in its order."""
        return fill(self.page, self.portal.trail(self.page), self.platform)

    @cached_property
    def problems(self) -> list[str]:
        """What the platform will not take as it is, a sentence each."""
        return [one.problem for one in self.fields if one.problem]

    @cached_property
    def attachments(self) -> list[PackedFile]:
        """The files offered or linked to, byte for byte as they were signed."""
        found = [row for (label, _pk), row in file_rows(self.page).items() if label == _label(get_document_model())]
        return [
            PackedFile(f"附件/{place}-{_file_name(row.file.name)}", _bytes_of(row), row.title)
            for place, row in enumerate(found, start=1)
        ]

    @cached_property
    def pictures(self) -> list[PackedFile]:
        """The pictures in it in the order of its words, each with its alternative text, as small as the platform wants them."""
        shown = {one["image"]: one["alt"] for one in self.page.pictures()}
        used = [row for (label, _pk), row in file_rows(self.page).items() if label == _label(get_image_model())]
        found = shown | {row: "" for row in used if row not in shown}
        most = self.platform.file.picture_kb
        return [
            pictures.pack(row, f"图片/{place}", most, words)
            for place, (row, words) in enumerate(found.items(), start=1)
        ]

    def files(self) -> list[PackedFile]:
        """All of its folder."""
        html = PackedFile("正文.html", self.html.encode())
        author = self.page.issuing_body or self.page.source
        word = PackedFile("正文.docx", body.as_word(self.html, title=self.page.title, author=author))
        said = Metadata(
            self.platform, self.page.pk, self.submission.content_sha256, self.submission.agreed()[-1].at,
            self.fields, html, word, self.attachments, self.pictures,
        )  # fmt: skip
        return [
            word,
            html,
            PackedFile("元数据.xlsx", said.as_workbook()),
            PackedFile("元数据.json", said.as_json()),
            PackedFile("元数据.xml", said.as_xml()),
            PackedFile("信息发布审核表.pdf", papers.make(release_slip, self.page, "pdf")),
            *self.attachments,
            *self.pictures,
        ]


def parcels(stands: Iterable[OnPlatform], platform: Platform) -> list[Parcel]:
    """Signed pieces ready to be packed: each in exactly the words that were signed."""
    portal = Portal.now(drafts=True)
    if portal is None:
        raise Refused(_("还没有建立栏目，没有可以移交的稿件；请先在“开始使用”里建立信息公开栏目。"))
    found = []
    for stand in stands:
        words = as_signed(stand.page.specific, stand.submission.revision)
        words.latest_revision_id = stand.submission.revision_id  # papers tell of the text that they are made of
        found.append(Parcel(portal, stand, words, platform))
    bring_facts([one.page for one in found])
    return found


def parcel_of(page: Page, platform: Platform) -> Parcel:
    """One signed piece; a page without a signed text is refused."""
    found = parcels(on_platform([page]), platform)
    if not found:
        raise Refused(
            _("《%(title)s》没有签发的文稿，不能制作移交包：签完全部审级才有；已撤稿或查验没有通过的也没有。")
            % {"title": page.title}
        )
    return found[0]


def zipped(found: Iterable[Parcel], beside: Mapping[str, bytes] | None = None) -> bytes:
    """Pieces, with what lies beside their folders, as one file to be downloaded."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in [*unpacked(found), *(beside or {}).items()]:
            package.writestr(name, data)
    return file.getvalue()


def unpacked(found: Iterable[Parcel]) -> Iterator[tuple[str, bytes]]:
    """The files of many pieces, each with its place below the folder of the package."""
    for piece in found:
        for one in piece.files():
            yield f"{piece.folder}/{one.name}", one.data
    yield from metadata.schema_files().items()


def plain_name(text: str) -> str:
    """A text as the name of a file that every system takes."""
    return _NOT_IN_A_NAME.sub("_", text)[:NAME_LENGTH].strip(" .") or "_"


def _file_name(name: str) -> str:
    """The name of an uploaded file, its suffix kept."""
    file = Path(name)
    return plain_name(file.stem) + file.suffix.lower()


def _label(model: type[Model]) -> str:
    return model._meta.label_lower


def _bytes_of(row: AbstractDocument) -> bytes:
    with row.file.open("rb") as stream:
        return stream.read()
