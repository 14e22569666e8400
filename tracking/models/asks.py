"""The requests of an item (所提事项) and each reply's answer to them (条条有进展; R11, R83)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracking.models.records import HandlingRecord
from tracking.models.replies import Reply
from tracking.models.versioned import Versioned


class Ask(Versioned):
    """One numbered request of a suggestion or proposal (所提事项)."""

    record = models.ForeignKey(HandlingRecord, models.CASCADE, related_name="asks", verbose_name=_("承办件"))
    number = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("事项"))

    class Meta:
        verbose_name = verbose_name_plural = _("所提事项")
        ordering = ["record_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "number"],
                name="ask_number_once",
                violation_error_message=_("同一件的事项序号不能重复。"),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(text=""),
                name="ask_says_something",
                violation_error_message=_("事项从 1 编号，内容不能为空。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}．{self.text}"


class AskAnswer(Versioned):
    """What one round's reply says to one request, or why it says nothing."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="ask_answers", verbose_name=_("答复"))
    ask = models.ForeignKey(Ask, models.CASCADE, related_name="answers", verbose_name=_("所提事项"))
    text = models.TextField(_("答复要点"), blank=True)
    reason = models.CharField(_("未答复的理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("逐条答复")
        ordering = ["reply_id", "ask__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "ask"],
                name="ask_answered_once",
                violation_error_message=_("同一轮答复对同一事项只能答复一次。"),
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(reason=""),
                name="ask_answered_or_reasoned",
                violation_error_message=_("每条事项须写明答复要点，或未答复的理由。"),
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.reason
