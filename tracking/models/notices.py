"""Messages to people (消息): what waits, is close or late; about an item, a page, an account or the system's running."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking.models.people import Person
from tracking.models.records import HandlingRecord


class NoticeKind(models.TextChoices):
    """What a message is about."""

    ASSIGNED = "assigned", _("新交办")
    SIGN_FOR = "sign_for", _("待签收")
    DUE_SOON = "due_soon", _("临近期限")
    OVERDUE = "overdue", _("已逾期")
    RETURNED = "returned", _("退回重新办理")
    DECIDE = "decide", _("待裁定")
    DECIDED = "decided", _("裁定结果")
    NEW_DUE = "new_due", _("期限调整")
    MEET = "meet", _("见面时限")
    REVIEW = "review", _("待审核签发")
    REMINDED = "reminded", _("催办")
    UNHEARD = "unheard", _("征询未反馈")
    PROMISE = "promise", _("承诺到期")
    PUBLISH = "publish", _("公开期限临近")
    PAGE = "page", _("页面审签")
    ACCOUNT = "account", _("账号与角色")
    HOUSE = "house", _("系统运行")


class Notice(models.Model):
    """One message to one person: at most one an item (or other subject), kind and day, however often the timer runs."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices", verbose_name=_("收件人"))
    record = models.ForeignKey(
        HandlingRecord, models.CASCADE, null=True, related_name="notices", verbose_name=_("承办件")
    )
    subject = models.CharField(_("所指"), max_length=100, blank=True, help_text=_("不是承办件的，如 page:12。"))
    url = models.CharField(_("去处"), max_length=300, blank=True, help_text=_("不是承办件的，在后台的地址。"))
    kind = models.CharField(_("事由"), max_length=20, choices=NoticeKind.choices)
    day = models.DateField(_("日期"))
    text = models.TextField(_("内容"))
    at = models.DateTimeField(_("发出时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("邮件时间"), null=True, blank=True)
    hooked_at = models.DateTimeField(_("接口推送时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["person", "read_at"], name="notice_person_read")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "record", "kind", "day"],
                name="notice_once_a_day",
                violation_error_message=_("同一件、同一事由每天只提醒一次。"),
            ),
            models.UniqueConstraint(
                fields=["person", "subject", "kind", "day"],
                condition=models.Q(record__isnull=True),
                name="notice_of_a_subject_once_a_day",
                violation_error_message=_("同一事由每天只提醒一次。"),
            ),
            models.CheckConstraint(
                condition=models.Q(record__isnull=False) | ~models.Q(subject=""),
                name="notice_has_a_subject",
                violation_error_message=_("消息须写明所指。"),
            ),
        ]

    def __str__(self) -> str:
        return self.text
