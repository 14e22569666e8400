"""Reply notices (答复公开): the words that were signed, and the facts of the loop that may be public."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from publishing.frame import Entry, PublicOutcome, PublicPoint, PublicPromise, PublicStage, ReplyContent
from publishing.models.articles import paragraphs
from publishing.models.columns import COLUMN_OF
from publishing.models.disclosure import DisclosureMixin
from publishing.models.panels import EvidencePanel, FilledPanel, ScreeningPanel
from publishing.models.story import OutcomesBlock, PointsBlock
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
    WebAddressField,
)
from tracking.stages import Phase
from tracking.wording import mask_personal
from tracking.workdays import Calendar, in_full

TITLE = re.compile("对《(.+)》的答复", re.DOTALL)
"How drafts name their pages; the item's title in it."
PROMISED = ("promise", "promise_due_on", "promise_unit")
"What a letter promises, by the names that ledger and page have in common."


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
    request = models.TextField(
        _("建议提案原文"), blank=True, help_text=_("提出人同意公开、门户设置也公开原文的才显示；每行一段。")
    )
    request_consent = models.CharField(
        _("同意公开原文的依据"),
        max_length=200,
        blank=True,
        help_text=_("提出人何时、以什么方式同意公开原文；不在页面上显示。"),
    )
    assembly_url = WebAddressField(
        _("人大、政协公开原文的网址"),
        max_length=500,
        blank=True,
        help_text=_("人大、政协网站已公布原文的，链接到那里。"),
    )
    points = StreamField(
        PointsBlock(required=False),
        blank=True,
        default=list,
        verbose_name=_("逐条答复"),
        help_text=_("只摘复函里的话。"),
    )
    promise = models.TextField(_("承诺事项"), blank=True)
    promise_due_on = models.DateField(_("承诺时限"), null=True, blank=True)
    promise_unit = models.CharField(_("承诺责任单位"), max_length=100, blank=True)
    outcomes = StreamField(
        OutcomesBlock(required=False),
        blank=True,
        default=list,
        verbose_name=_("落实情况"),
        help_text=_("承办单位逐次登记的落实情况；送审、签发以后才公开。"),
    )
    outcome = models.TextField(
        _("落实情况（未注明日期）"), blank=True, help_text=_("以前写的落实情况；新的请逐次注明日期。每行一段。")
    )

    template = "publishing/reply_notice.html"
    prose = ("title", "points", "letter", "promise", "outcomes", "outcome", "correction")
    details = DisclosureMixin.details | {
        "extent", "proposer", "unit", "request", "request_consent", "assembly_url", "promise_unit",
    }  # fmt: skip
    "The proposer's own text is no statement of the office: its figures are not held against the ledger."
    genre = "函"
    is_creatable = False
    parent_page_types = ["publishing.ColumnPage"]
    subpage_types = []
    search_fields = [
        *Page.search_fields,
        index.SearchField("letter"),
        index.SearchField("points"),
        index.SearchField("promise"),
        index.SearchField("outcomes"),
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
        MultiFieldPanel(
            [FieldPanel(name) for name in ("assembly_url", "request", "request_consent")],
            heading=_("建议提案原文"),
            classname="collapsed",
        ),
        FieldPanel("points"),
        FieldPanel("letter"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("promise", "promise_due_on", "promise_unit")], heading=_("承诺事项")
        ),
        FieldPanel("outcomes"),
        FilledPanel("outcome"),
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
        if self.request and not self.request_consent:
            words = _("公开建议提案原文须经提出人同意，请写明同意的依据，或者删去原文。")
            raise ValidationError({"request_consent": words})
        if self.promise_due_on and not self.promise:
            raise ValidationError({"promise": _("填写了承诺时限的，须写明承诺事项。")})

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
        """Its session's year, its unit, its theme, and the class of the reply."""
        reply_class = self.reply.reply_class
        named = f"{reply_class}类 {self.class_label}".strip() if reply_class else ""
        return {"nd": str(self.year_of_record), "dw": self.unit, "zt": self.theme, "lb": named}

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
        unreviewed = (
            self.outcome, self.correction, self.search_description, self.seo_title, self.migrated_source, self.request,
            self.assembly_url,
        )  # fmt: skip
        if any(words.strip() for words in unreviewed) or len(self.attachments) or len(self.outcomes):
            return False
        words = notice_words(reply)
        if any(getattr(self, name) != words[name] for name in ("title", "proposer", "unit", "extent")):
            return False
        if any(getattr(self, name) not in ("", None, words[name]) for name in PROMISED):
            return False
        answered = [PublicPoint(asked, paragraphs(said)) for asked, said in points_of(reply)]
        if not all(point in answered for point in self.shown_points()):
            return False
        passed = versions.as_of_first(reply, verdict, reply.assignment.record)
        if passed is None or passed.publicity != reply.publicity:
            return False
        if any(getattr(passed, name) != getattr(reply, name) for name in PROMISED):
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

    # The story --------------------------------------------------------------------------------
    @property
    def item_title(self) -> str:
        """The title of the item answered, as far as the page's own tells it."""
        named = TITLE.fullmatch(self.title)
        return named[1] if named else self.title

    def shown_points(self) -> tuple[PublicPoint, ...]:
        """The answer, point by point."""
        return tuple(one.value.shown() for one in self.points)

    def shown_outcomes(self) -> tuple[PublicOutcome, ...]:
        """What came of it, the latest entry first; of one day the one entered last."""
        shown = [one.value.shown() for one in reversed(self.outcomes)]
        return tuple(sorted(shown, key=lambda one: one.on or date.max, reverse=True))

    def promised(self) -> PublicPromise | None:
        """What the letter promised, with whether the latest entry says that it is done."""
        if not self.promise:
            return None
        latest = next(iter(self.shown_outcomes()), None)
        is_kept = latest is not None and latest.is_done
        return PublicPromise(paragraphs(self.promise), self.promise_due_on, self.promise_unit, is_kept)

    def open_promise(self) -> PublicPromise | None:
        """What it promises and nobody signed as done yet."""
        promised = self.promised()
        return promised if promised is not None and not promised.is_kept else None

    def outcome_words(self) -> str:
        """All that it says of what came of it, a paragraph a line, for tables and for the search."""
        entries = (f"{one.on or ''} {one.unit} {one.label}：{' '.join(one.text)}" for one in self.shown_outcomes())
        return "\n".join([*entries, *paragraphs(self.outcome)])

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
            stages=public_stages(
                self.reply, show_satisfaction=portal.settings.show_satisfaction, calendar=portal.calendar
            ),
            letter=paragraphs(self.letter),
            item=_("%(number)s《%(title)s》") % {"number": self.record.number_label, "title": self.item_title},
            request=paragraphs(self.request) if portal.settings.show_request_text else (),
            assembly_url=self.assembly_url,
            points=self.shown_points(),
            promise=self.promised(),
            outcomes=self.shown_outcomes(),
            outcome=paragraphs(self.outcome),
            next_step=next_step(self.reply, self.promised()),
            unit_url=portal.unit_path(self),
            related=portal.related(self),
            downloads=self.downloads(),
        )

    def search_text(self) -> str:
        """The words of the letter, of what it promised and of what came of it."""
        return f"{self.letter} {self.promise} {self.outcome_words()}".strip()

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
        "points": [("point", {"asked": asked, "answered": answered}) for asked, answered in points_of(reply)],
        "promise": mask_personal(reply.promise),
        "promise_due_on": reply.promise_due_on,
        "promise_unit": reply.promise_unit,
    }


def points_of(reply: Reply) -> list[tuple[str, str]]:
    """What the letter answers point by point, masked; nothing where only a summary is public."""
    if reply.publicity == Publicity.SUMMARY:
        return []
    answers = [one for one in reply.ask_answers.select_related("ask").order_by("ask__number") if one.text]
    return [(mask_personal(one.ask.text), mask_personal(one.text)) for one in answers]


def next_step(reply: Reply, promise: PublicPromise | None) -> str:
    """What comes next for who reads the page, told from public facts alone and true on any later day; empty where all is done."""
    if not reply.asked_on and reply.first_opinion is None:
        return str(_("下一步：征询提出人对办理结果的意见。"))
    if reply.first_opinion is None:
        return str(_("下一步：等待提出人反馈意见。"))
    if promise is None or promise.is_kept:
        return ""
    said = {"unit": promise.unit or reply.assignment.unit.name}
    if promise.due_on is None:
        return str(_("下一步：由%(unit)s落实承诺事项。") % said)
    return str(_("下一步：由%(unit)s落实承诺事项，时限为%(on)s前。") % (said | {"on": in_full(promise.due_on)}))


def is_masked_copy(shown: str, original: str) -> bool:
    """Whether a text is the original with nothing done to it but characters masked by * (138****1234)."""
    shown_lines, original_lines = paragraphs(shown), paragraphs(original)
    return len(shown_lines) == len(original_lines) and all(
        len(one) == len(other) and all(a == b or a == "*" for a, b in zip(one, other, strict=True))
        for one, other in zip(shown_lines, original_lines, strict=True)
    )


def public_stages(
    reply: Reply, *, show_satisfaction: bool = False, calendar: Calendar | None = None
) -> tuple[PublicStage, ...]:
    """The six stages as the public may see them (闭环进度).

    Told from this reply's own facts and so never going back: a later round, a return or a review leaves no trace. Only
    the days of 交办 and 行文回复 are printed, with the working days between them; that of 公开 stands in the catalogue.
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
        if phase is Phase.REPLY and on and record.handed_over_on and calendar is not None:
            note = _("交办后%(n)s个工作日") % {"n": calendar.workdays_between(record.handed_over_on, on)}
        found.append(PublicStage(str(phase.label), state, on if done else None, note))
    return tuple(found)
