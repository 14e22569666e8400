"""What a whole inspection looks at (自查的对象): the pressed folder, the portal as the database has it, and a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from publishing.contacts import contacts_of_office
from publishing.inspection.reading import PagePlace, PageRead
from publishing.models import Justification, Submission
from publishing.press.answers import ELDER, Answers
from publishing.press.files import PressedFolder, names_of
from publishing.press.portal import Portal
from publishing.press.render import Sheet, sheets
from publishing.press.run import Plate, plates
from publishing.review.screening.standing import answered_wordings, justifications_of
from publishing.screening import Contacts


@dataclass
class Inspection:
    """One inspection: everything that a check may ask, read once."""

    portal: Portal
    folder: PressedFolder
    day: date

    @classmethod
    def of(cls, portal: Portal, day: date | None = None) -> "Inspection":
        """An inspection of what is pressed of this portal, as of a day."""
        return cls(portal, PressedFolder(settings.PRESSED_DIR), day or timezone.localdate())

    @property
    def is_real(self) -> bool:
        """Whether it is a real site rather than a demonstration: only that carries official marks."""
        return not self.portal.settings.is_demonstration

    @cached_property
    def host(self) -> str:
        """The portal's own host, with its port."""
        return urlsplit(self.portal.base_url).netloc

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address that lies in the folder."""
        return frozenset(self.folder.paths())

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """Every page of the portal by its address, in the standard mode."""
        return sheets(self.portal)

    @cached_property
    def pieces(self) -> dict[str, object]:
        """The disclosed pieces by address."""
        return {piece.path: piece for piece in self.portal.pieces.values()}

    @cached_property
    def plates(self) -> dict[str, Plate]:
        """What the press would write now, by address."""
        return plates(self.portal)

    @cached_property
    def unchanged(self) -> frozenset[str]:
        """The addresses at which lies what the press would write now, byte for byte."""
        there = (url for url in self.plates if url in self.addresses)
        return frozenset(url for url in there if self.file(url).read_bytes() == self.plates[url]())

    @cached_property
    def answers(self) -> Answers:
        """What is answered where nothing is pressed."""
        return Answers.beside(self.folder.root)

    @cached_property
    def contacts(self) -> Contacts:
        """Whose a telephone or mailbox is."""
        return contacts_of_office()

    @cached_property
    def _answered(self) -> list[Submission]:
        """Texts under review or published of which somebody answered for a finding of the screening."""
        counted = Q(pk__in=Submission.objects.open()) | Q(pk__in=Submission.objects.complete())
        with_answers = Submission.objects.filter(counted, pk__in=Justification.objects.values("submission"))
        return list(with_answers.select_related("revision__content_type").prefetch_related("justifications"))

    @cached_property
    def answered_keys(self) -> frozenset[str]:
        """The findings of files that a second person answered for."""
        return frozenset(key for submission in self._answered for key in justifications_of(submission))

    @cached_property
    def answered_wordings(self) -> frozenset[str]:
        """The very words that a second person answered for."""
        return answered_wordings(self._answered)

    def place(self, url: str) -> PagePlace:
        """What lies at an address in the standard mode."""
        sheet = self.sheets.get(url)
        if sheet is None:
            return PagePlace()
        tags = {tag.label: tag.value for tag in sheet.frame.meta}
        return PagePlace(sheet.page, self.pieces.get(url), sheet.page.column_in(self.portal), tags)

    def file(self, address: str) -> Path:
        """Where an address lies on the disk."""
        paths = [self.folder.root / name for name in names_of(address)]
        return next((path for path in paths if path.exists()), paths[0])

    def pages(self) -> Iterator[PageRead]:
        """Every page of HTML in the folder, in both modes, in the order of the addresses; signposts are none."""
        for address in sorted(self.addresses - self.answers.moved.keys()):
            if address.endswith("/") and self.file(address).suffix == ".html":
                yield self.read(address)

    def read(self, url: str) -> PageRead:
        """The page at an address, in either mode."""
        standard = url.removeprefix(ELDER) if url.startswith(f"{ELDER}/") else url
        return PageRead(url, self.file(url).read_bytes(), self.place(standard))

    @cached_property
    def footer(self) -> str:
        """The words of the home page's footer, which every page repeats."""
        return self.read("/").footer if "/" in self.addresses else ""

    def says_the_same(self, page: PageRead) -> bool:
        """Whether a page is the elder form of one that is inspected, unchanged since both were printed from one content."""
        return page.url != page.standard and page.url in self.unchanged
