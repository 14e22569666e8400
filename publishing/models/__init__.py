"""The portal's tables: page types, signatures, settings, read counts, and what follows when a page is taken down."""

from publishing.models.addresses import Fate, PublicAddress, address_of
from publishing.models.articles import ArticlePage
from publishing.models.columns import COLUMN_OF, DIMENSIONS, ColumnKind, ColumnPage
from publishing.models.counted import CountedMixin
from publishing.models.disclosure import Disclosure, DisclosureMixin, IndexSerial, Validity
from publishing.models.file_screenings import FileScreening
from publishing.models.home import PortalHomePage
from publishing.models.justifications import NEEDS_WORDS, REASONS, Justification, JustificationReason
from publishing.models.papers import PaperAnswer, PaperForm, PaperPage, PaperSignature, PaperVerdict
from publishing.models.public import PublicPage, as_public, in_their_types
from publishing.models.reads import ReadCount, ReaderToday
from publishing.models.releases import Release, Released, ReviewReading
from publishing.models.remarks import Remark, RemarkAnswer
from publishing.models.replies import ReplyNoticePage
from publishing.models.setting_changes import SettingsAnswer, SettingsChange
from publishing.models.settings import Outlet, PortalSettings, ReviewLevels
from publishing.models.signoff import (
    Cause,
    Level,
    OrderWay,
    SignOff,
    SignOffLock,
    SignOffTask,
    SignOffVerdict,
    State,
    Submission,
    TakeDown,
    Withdrawal,
)
from publishing.models.summaries import AnnualSummaryPage, FiguresPage
from publishing.models.take_downs import CopyCleared, Place, TakeDownPaper
from publishing.models.upper import Sighting, UpperLook, UpperPublication, moment_in_words
from publishing.models.waivers import DefinitionAnswer, Waiver, WaiverReason

DISCLOSURE_TYPES = (AnnualSummaryPage, FiguresPage, ReplyNoticePage, ArticlePage)
"The page types that the press writes only with every signature."
