"""The chain of events (办理记录): append-only, each bound to the one before and to the versions it wrote."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.conf import settings
from django.db import connections, models, router
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from tracking.models.appending import Appended, AppendOnlyQuerySet
from tracking.models.assignments import Assignment
from tracking.models.files import PrivateFile
from tracking.models.forms import BEFORE_FORMS
from tracking.models.people import Person
from tracking.models.records import HandlingRecord
from tracking.models.statements import ByKeys, WrittenRow


class PageNamed(models.Func):
    """The page that an event's details name, as text; none in most of them. Written as its index is, which no look-up of Django's finds."""

    arity = 1
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """As SQLite says it."""
        return self.as_sql(
            compiler, connection, template="CAST(JSON_EXTRACT(%(expressions)s, '$.page') AS text)", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """As PostgreSQL says it."""
        return self.as_sql(compiler, connection, template="(%(expressions)s ->> 'page')", **context)


class EventQuerySet(AppendOnlyQuerySet):
    """Events as they are asked for."""

    def with_page(self) -> "EventQuerySet":
        """Each with the page that its details name (`page_named`), as text."""
        return self.annotate(page_named=PageNamed("data"))

    def naming(self, pages: Iterable[int]) -> "EventQuerySet":
        """Those whose details name one of these pages, by the index of such events."""
        return self.alias(page_named=PageNamed("data")).filter(page_named__in=[str(page) for page in pages])


class Event(WrittenRow):
    """An act of the record (办理记录): what was decided, by whom, recorded by whom and when, sealed by a digest."""

    number = models.PositiveBigIntegerField(_("序号"), primary_key=True)
    form = models.PositiveSmallIntegerField(_("校验方式"), default=BEFORE_FORMS)
    at = models.DateTimeField(_("记录时间"), db_index=True)
    what = models.CharField(_("事项代码"), max_length=50)
    label = models.CharField(_("事项"), max_length=100)
    summary = models.TextField(_("内容"), blank=True)
    on = models.DateField(_("发生日期"), null=True)
    record = models.ForeignKey(
        HandlingRecord, models.PROTECT, null=True, related_name="events", verbose_name=_("承办件")
    )
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="events", verbose_name=_("分办"))
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("决定人"))
    decider_name = models.CharField(_("决定人姓名职务"), max_length=200, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("记录账号")
    )
    account_name = models.CharField(_("记录人"), max_length=200, blank=True)
    data = models.JSONField(_("细节"), default=dict)
    versions = models.JSONField(_("所写版本"), default=list, help_text=_("[模型, 版本号] 的列表。"))
    versions_digest = models.CharField(_("版本校验值"), max_length=64)
    previous = models.CharField(_("上一条校验值"), max_length=64)
    digest = models.CharField(_("校验值"), max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("办理记录")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["what", "number"], name="event_what"),
            models.Index(PageNamed("data"), name="event_page", condition=models.Q(IsNull(PageNamed("data"), False))),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a new event; refuse to save one that is stored already."""
        if not self._state.adding:
            raise Appended(_("办理记录只增不改。"))
        super().save(*args, force_insert=True, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        """Refuse: events are never deleted."""
        raise Appended(_("办理记录不能删除。"))

    @property
    def on_paper(self) -> bool:
        """Whether the one who recorded it is not the one who decided (代录)."""
        return self.decider is not None and self.decider.user_id != self.account_id


class ChainHeadQuerySet(models.QuerySet["ChainHead"]):
    """Reads or locks the one row of the chain's head."""

    def now(self) -> "ChainHead":
        """The head as it stands; number 0 before the first event."""
        return self.filter(pk=1).first() or self.model()

    def lock(self) -> "ChainHead":
        """The head, locked until the transaction ends, so that nobody else adds an event; made where there is none yet."""
        head = next(iter(_head()), None)
        if head is None:
            self.get_or_create(pk=1)
            head = _head.one()
        return head

    def lock_alone(self) -> None:
        """Let nobody else add an event until the transaction ends; where only one writes at a time (SQLite) nothing is to be locked."""
        if connections[router.db_for_write(self.model)].features.has_select_for_update:
            self.lock()


class ChainHead(WrittenRow):
    """The chain's last number, digest and time: one row, locked while an event is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
    at = models.DateTimeField(_("最后记录时间"), null=True)

    objects = ChainHeadQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="chain_has_one_head")]


_head = ByKeys(ChainHead, lambda: ChainHead.objects.select_for_update(no_key=True).filter(pk=1).order_by())


class Decision(models.Model):
    """A decision made on paper and recorded by a clerk, with its scan (纸质签批代录、代签收)."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="decision", verbose_name=_("办理记录"))
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("代录人")
    )
    on = models.DateField(_("决定日期"))
    wording = models.TextField(_("原话"), blank=True)
    scan = models.ForeignKey(PrivateFile, models.PROTECT, related_name="+", verbose_name=_("扫描件"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("纸质决定")

    def __str__(self) -> str:
        return f"{self.event.label}（{self.decider}）"
