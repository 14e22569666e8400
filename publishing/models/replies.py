"""Reply notices (答复公开): the words that were signed, and the facts of the loop that may be public."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from publishing.frame import Entry, PublicStage, ReplyContent
from publishing.models.articles import paragraphs
from publishing.models.columns import COLUMN_OF
from publishing.models.disclosure import DisclosureMixin
from publishing.models.panels import EvidencePanel, ScreeningPanel
from tracking import versions
from tracking.models import (
    ANSWERING_DUTIES,
    Delivery,
    HandlingRecord,
    Kind,
    Publicity,
    Reply,
    ReplyKind,
    ReviewVerdict,
    Session,
)
from tracking.stages import Phase
from tracking.wording import mask_personal


class ReplyNoticePage(DisclosureMixin, Page):
    """One answer to a suggestion or proposal, in full or as a summary (答复公开); drafted from the ledger only."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="+", verbose_name=_("答复"))
    extent = models.CharField(
        _("公开属性"),
        max_length=20,
        choices=[(one.value, one.label) for one in Publicity if one.is_proactive],
        default=Publicity.FULL,
    )
    proposer = models.CharField(_("提出人"), max_length=200, help_text=_("公开的称呼，不写单位、职务和联系方式。"))
    unit = models.CharField(_("承办单位"), max_length=200)
    letter = models.TextField(_("公开的正文"), help_text=_("复函全文或摘要；每行一段。"))
    outcome = models.TextField(_("落实情况"), blank=True, help_text=_("答复以后办成了什么；每行一段。"))

    template = "publishing/reply_notice.html"
    prose = ("title", "letter", "outcome", "correction")
    details = DisclosureMixin.details | {"extent", "proposer", "unit"}
    genre = "函"
    is_creatable = False
    parent_page_types = ["publishing.ColumnPage"]
    subpage_types = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("letter"),
        index.SearchField("outcome"),
        index.SearchField("proposer"),
        index.SearchField("unit"),
    ]
    content_panels = [
        FieldPanel("title", classname="title"),
        MultiFieldPanel(
            [FieldPanel("reply", read_only=True), *(FieldPanel(name) for name in ("extent", "proposer", "unit"))],
            heading=_("办理"),
        ),
        FieldPanel("letter"),
        FieldPanel("outcome"),
        EvidencePanel(),
        ScreeningPanel(),
        *DisclosureMixin.catalogue_panels,
    ]

    class Meta:
        verbose_name = _("答复公开")
        verbose_name_plural = _("答复公开")

    def clean(self):
        """Refuse what is no answer to be published, a greater extent than was decided, another column, a second page."""
        super().clean()
        reply = self.reply
        problem = ""
        if reply.kind != ReplyKind.ANSWER or self.record.duty not in ANSWERING_DUTIES:
            problem = _("会办意见不对外公开，只有主办、独办、分办件的答复可以公开。")
        elif reply.publicity not in (Publicity.FULL, Publicity.SUMMARY):
            problem = _("这份答复的公开属性不是主动公开。")
        elif reply.publicity == Publicity.SUMMARY and self.extent == Publicity.FULL:
            problem = _("这份答复只能公开摘要，不能公开全文。")
        elif type(self).objects.filter(reply=reply).exclude(pk=self.pk).exists():
            problem = _("这份答复已有公开页面，请修改原来的页面。")
        elif self.path and self.why_not_in(self.get_parent().specific):
            problem = _("建议的答复放在“人大代表建议”栏目，提案的答复放在“政协提案”栏目。")
        if problem:
            raise ValidationError(problem)

    def keywords_of_its_own(self) -> list[str]:
        """The unit that answered."""
        return [self.unit]

    @property
    def record(self) -> HandlingRecord:
        """The item answered."""
        return self.reply.assignment.record

    @property
    def kind_label(self) -> str:
        """建议 or 提案."""
        return self.record.get_kind_display()

    @property
    def year_of_record(self) -> int:
        """The session's year."""
        return self.record.session.year

    @property
    def class_label(self) -> str:
        """What its class is called, in the words that stood when the page was handed in; now, for a draft."""
        classes = self.pins.get("classes", self.record.session.reply_classes)
        return next((one["label"] for one in classes if one["code"] == self.reply.reply_class), "")

    def places(self) -> dict[str, str]:
        """Its session's year, its unit and its theme."""
        return {"nd": str(self.year_of_record), "dw": self.unit, "zt": self.theme}

    def entry(self, url: str) -> Entry:
        """Its line in a list."""
        line = super().entry(url)
        return Entry(line.title, url, line.on, self.kind_label, self.unit, self.reply.reply_class)

    # What review, tree and press ask -----------------------------------------------------------
    @property
    def answered_reply(self) -> Reply | None:
        """The reply, unless a script took it away."""
        return self.reply

    @property
    def about_session(self) -> Session | None:
        """The session of the item answered."""
        return self.record.session if self.reply_id else None

    def words_to_pin(self) -> dict:
        """The names of the session's classes of reply."""
        return {"classes": self.record.session.reply_classes}

    def was_reviewed_with_its_publicity(self) -> bool:
        """Whether it says, but for masking, what the office passed together with the publicity, and nothing more (R92)."""
        reply = self.reply
        verdict = reply.verdict
        if verdict is None or verdict.verdict != ReviewVerdict.PASSED or not reply.publicity:
            return False
        unreviewed = (self.outcome, self.correction, self.search_description, self.seo_title, self.migrated_source)
        if any(words.strip() for words in unreviewed) or len(self.attachments):
            return False
        words = notice_words(reply)
        if any(getattr(self, name) != words[name] for name in ("title", "proposer", "unit", "extent")):
            return False
        passed = versions.as_of_first(reply, verdict, reply.assignment.record)
        if passed is None or passed.publicity != reply.publicity:
            return False
        return is_masked_copy(self.letter, passed.public_summary if self.extent == Publicity.SUMMARY else passed.body)

    def why_single(self) -> str:
        """Why there is no copy: a reply has one public page."""
        return str(_("一份答复只有一个公开页面，不能复制；要改内容的，请修改原来的页面。"))

    @classmethod
    def why_not_added(cls, column: Page) -> str:
        """Nothing by type alone: the column depends on the reply."""
        return ""

    def why_not_in(self, column: Page) -> str:
        """Refuse any column but that of the reply's kind: suggestions and proposals have one each."""
        if column.kind_answered == self.record.kind:
            return ""
        words = _("这是%(kind)s的答复，只能放在“%(column)s”栏目。")
        return words % {"kind": self.kind_label, "column": COLUMN_OF[Kind(self.record.kind)].label}

    def affected(self, portal) -> set[str]:
        """Also the pages that lead to it: its session's summary and figures, replies on its theme, as they are or once were."""
        themes = {self.theme, *(text.get("theme", "") for text in self.texts_signed())} - {""}
        sessions = self.sessions_told()
        beside = {one.path for one in portal.pieces.values() if one.page.shows_replies(sessions, themes)}
        return super().affected(portal) | beside

    def sessions_told(self) -> set[int]:
        """Those of the items that it answers or once answered."""
        replies = {self.reply_id, *(text.get("reply") for text in self.texts_signed())}
        return set(Reply.objects.filter(pk__in=replies).values_list("assignment__record__session", flat=True))

    def shows_replies(self, sessions: set[int], themes: set[str]) -> bool:
        """Whether it is on one of the themes: replies on one theme lead to each other."""
        return self.theme in themes

    @classmethod
    def bring_facts(cls, pages: list) -> None:
        """Give the pages their replies, with the item and the opinions that they print."""
        deliveries = Prefetch("deliveries", Delivery.objects.select_related("signature", "feedback"))
        rows = (
            Reply.objects.select_related("assignment__record__session")
            .prefetch_related(deliveries)
            .in_bulk({page.reply_id for page in pages})
        )
        for page in pages:
            page.reply = rows[page.reply_id]

    def content(self, portal, listing: str = "") -> ReplyContent:
        """The words signed, with the facts of the loop that may change on a signed page: class, stages, publication."""
        return ReplyContent(
            title=self.title,
            furniture=self.furniture(portal),
            catalogue=self.catalogue(portal),
            kind=self.kind_label,
            proposer=self.proposer,
            unit=self.unit,
            reply_class=self.reply.reply_class,
            reply_class_label=self.class_label,
            publicity=self.get_extent_display(),
            stages=public_stages(self.reply, show_satisfaction=portal.settings.show_satisfaction),
            letter=paragraphs(self.letter),
            outcome=paragraphs(self.outcome),
            related=portal.related(self),
            downloads=self.downloads(),
        )

    def search_text(self) -> str:
        """The words of the letter and of what came of it."""
        return f"{self.letter} {self.outcome}"

    @property
    def kind_sought(self) -> str:
        """建议 or 提案."""
        return self.kind_label

    def numbers_sought(self) -> list[str]:
        """Also the number of the item."""
        item = _("第%(number)s号%(kind)s") % {"number": self.record.number, "kind": self.kind_label}
        return [*super().numbers_sought(), item]

    def facts_sought(self) -> list[str]:
        """Also who asked, who answered, in which session, and how it was answered."""
        code = self.reply.reply_class
        classes = [f"{code}类", self.class_label] if code else []
        return [self.unit, self.proposer, *classes, str(self.record.session), *super().facts_sought()]


def notice_words(reply: Reply) -> dict[str, str]:
    """The words of a reply's notice as the ledger gives them: its title, proposer, unit and letter, masked."""
    record = reply.assignment.record
    signers = sorted(record.signatures.select_related("proposer"), key=lambda signature: signature.order)
    total = record.signers_total or len(signers)
    proposer = signers[0].proposer.styled if signers else ""
    return {
        "title": mask_personal(_("对《%(title)s》的答复") % {"title": record.title.strip("《》")}),
        "proposer": _("%(name)s等%(total)s人") % {"name": proposer, "total": total} if total > 1 else proposer,
        "unit": reply.assignment.unit.name,
        "letter": mask_personal(reply.public_summary if reply.publicity == Publicity.SUMMARY else reply.body),
        "extent": reply.publicity,
    }


def is_masked_copy(shown: str, original: str) -> bool:
    """Whether a text is the original with nothing done to it but characters masked by * (138****1234)."""
    shown_lines, original_lines = paragraphs(shown), paragraphs(original)
    return len(shown_lines) == len(original_lines) and all(
        len(one) == len(other) and all(a == b or a == "*" for a, b in zip(one, other, strict=True))
        for one, other in zip(shown_lines, original_lines, strict=True)
    )


def public_stages(reply: Reply, *, show_satisfaction: bool = False) -> tuple[PublicStage, ...]:
    """The six stages as the public may see them (闭环进度).

    Told from this reply's own facts and so never going back: a later round, a return or a review leaves no trace. Only
    the days of 交办 and 行文回复 are printed; that of 公开 stands in the catalogue.
    """
    assignment = reply.assignment
    record = assignment.record
    opinion = reply.first_opinion
    reached: dict[Phase, tuple[bool, date | None]] = {
        Phase.HAND_OVER: (bool(record.handed_over_on), record.handed_over_on),
        Phase.SIGN_FOR: (bool(assignment.signed_for_on), None),
        Phase.HANDLE: (bool(reply.submitted_on or reply.issued_on), None),
        Phase.REPLY: (bool(reply.delivered_on), reply.issued_on),
        Phase.ASK: (bool(reply.asked_on or opinion), None),
        Phase.FEEDBACK: (opinion is not None, None),
    }
    current = next((phase for phase, (done, _on) in reached.items() if not done), None)
    found = []
    for phase, (done, on) in reached.items():
        state = "done" if done else "now" if phase is current else "to-come"
        note = opinion.get_result_display() if show_satisfaction and opinion and phase is Phase.FEEDBACK else ""
        found.append(PublicStage(str(phase.label), state, on if done else None, note))
    return tuple(found)
