"""Reply notices (答复公开): the words that were signed, and the facts of the loop that may be public."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from publishing.frame import Entry, PublicStage, ReplyContent
from publishing.models.articles import paragraphs
from publishing.models.columns import ColumnKind, ColumnPage
from publishing.models.disclosure import DisclosureMixin
from publishing.models.evidence_panel import EvidencePanel
from publishing.models.public import PublicPage
from tracking.models import ANSWERING_DUTIES, HandlingRecord, Kind, Publicity, Reply, ReplyKind
from tracking.stages import Phase

COLUMN_OF = {Kind.SUGGESTION: ColumnKind.SUGGESTIONS, Kind.PROPOSAL: ColumnKind.PROPOSALS}


class ReplyNoticePage(PublicPage, DisclosureMixin, Page):
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
        *DisclosureMixin.catalogue_panels,
    ]

    class Meta:
        verbose_name = _("答复公开")
        verbose_name_plural = _("答复公开")

    def clean(self):
        """Only an answer that is to be published, to no greater extent than was decided, in its own column, once."""
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
        elif self.path and self._is_in_another_column():
            problem = _("建议的答复放在“人大代表建议”栏目，提案的答复放在“政协提案”栏目。")
        if problem:
            raise ValidationError(problem)

    def _is_in_another_column(self) -> bool:
        column = self.get_parent().specific
        return isinstance(column, ColumnPage) and column.kind != COLUMN_OF[Kind(self.record.kind)]

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

    def content(self, portal) -> ReplyContent:
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


def public_stages(reply: Reply, *, show_satisfaction: bool = False) -> tuple[PublicStage, ...]:
    """The six stages as the public may see them (闭环进度).

    Told from this reply's own facts and so never going back: a later round, a return or a review leaves no trace. Only
    the days of 交办 and 行文回复 are printed; that of 公开 stands in the catalogue.
    """
    assignment = reply.assignment
    record = assignment.record
    opinion = first_opinion(reply)
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


def first_opinion(reply: Reply):
    """The first signer's opinion of this reply, or None."""
    opinions = [
        delivery.feedback
        for delivery in reply.deliveries.all()
        if delivery.signature.is_first and hasattr(delivery, "feedback")
    ]
    return next(iter(opinions), None)
