"""The portal's nouns."""

from publishing.models.articles import ArticlePage
from publishing.models.columns import DIMENSIONS, ColumnKind, ColumnPage
from publishing.models.counted import CountedMixin
from publishing.models.disclosure import Disclosure, DisclosureMixin, IndexSerial, Validity
from publishing.models.home import PortalHomePage
from publishing.models.public import PublicPage
from publishing.models.reads import ReadCount
from publishing.models.replies import ReplyNoticePage
from publishing.models.settings import PortalSettings, ReviewLevels
from publishing.models.signoff import (
    Level,
    SignOff,
    SignOffLock,
    SignOffTask,
    State,
    Submission,
    TakeDown,
    Verdict,
    Withdrawal,
)
from publishing.models.summaries import AnnualSummaryPage, FiguresPage
from publishing.models.waivers import DefinitionAnswer, Waiver, WaiverReason

DISCLOSURE_TYPES = (AnnualSummaryPage, FiguresPage, ReplyNoticePage, ArticlePage)
"The page types that the press writes only with every signature."

__all__ = [
    "DIMENSIONS", "DISCLOSURE_TYPES", "AnnualSummaryPage", "ArticlePage", "ColumnKind", "ColumnPage", "CountedMixin",
    "DefinitionAnswer", "Disclosure", "DisclosureMixin", "FiguresPage", "IndexSerial", "Level", "PortalHomePage", "PortalSettings",
    "PublicPage", "ReadCount", "ReplyNoticePage", "ReviewLevels", "SignOff", "SignOffLock", "SignOffTask", "State",
    "Submission", "TakeDown", "Validity", "Verdict", "Waiver", "WaiverReason",
    "Withdrawal",
]  # fmt: skip
