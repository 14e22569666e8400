"""Letters that are not sent in yet (暂存): every saving is a row of its own, and the files that go with a letter."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracking.models.assignments import Assignment
from tracking.models.files import PrivateFile
from tracking.models.people import Person
from tracking.models.replies import Reply
from tracking.models.versioned import Versioned


class DraftSave(models.Model):
    """One saving of a letter (暂存): what its fields said, whose hand it was, and when.

    Savings are only added, and never changed: an earlier one can be read and taken up again. They are no versions of
    the ledger and stand in no event, since nothing was done yet; what is sent in (送审) is the letter, with both.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="draft_saves", verbose_name=_("分办"))
    round = models.PositiveSmallIntegerField(_("轮次"))
    on_paper = models.BooleanField(_("代录"), default=False)
    "Typed by the clerk who records from paper: the unit's own draft is the unit's until it is sent in."
    number = models.PositiveIntegerField(_("稿次"))
    based_on = models.PositiveIntegerField(_("所据稿次"), default=0)
    is_aside = models.BooleanField(_("另存"), default=False)
    "Whether somebody else had saved meanwhile: this one was put aside, and the other's stands."
    is_automatic = models.BooleanField(_("自动暂存"), default=False)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("暂存人"))
    at = models.DateTimeField(_("暂存时间"), auto_now_add=True)
    said = models.JSONField(_("内容"), default=dict)
    "By the name of the field: its words."
    length = models.PositiveIntegerField(_("正文字数"), default=0)
    files = models.ManyToManyField(PrivateFile, related_name="+", verbose_name=_("附件"))

    class Meta:
        verbose_name = verbose_name_plural = _("暂存稿")
        ordering = ["assignment_id", "round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "round", "on_paper", "number"],
                name="draft_save_number_once",
                violation_error_message=_("同一稿次只能暂存一次。"),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(round__gte=1),
                name="draft_save_from_one",
                violation_error_message=_("稿次和轮次从 1 开始。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} · 第{self.round}轮第{self.number}稿"


class WordDraft(models.Model):
    """A Word file read in as the text of a letter (Word 稿): the original, what was read of it, and what was left out.

    Like a saving it is the unit's alone until the letter is sent in; then it goes with its round to whoever reviews it.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="word_drafts", verbose_name=_("分办"))
    round = models.PositiveSmallIntegerField(_("轮次"))
    on_paper = models.BooleanField(_("代录"), default=False)
    file = models.ForeignKey(PrivateFile, models.PROTECT, related_name="+", verbose_name=_("原件"))
    text = models.TextField(_("读入的正文"))
    dropped = models.JSONField(_("没有读入的"), default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("读入人"))
    at = models.DateTimeField(_("读入时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("Word 稿")
        ordering = ["assignment_id", "pk"]

    def __str__(self) -> str:
        return f"{self.assignment} · 第{self.round}轮 {self.file}"


class EditedDraft(Versioned):
    """The text of a round as the office sent it back (审改稿): what it changed itself, for the unit to read and take over.

    It is a version of the ledger, written by the event that sent the letter back; a Word file that it came as stays with it.
    """

    reply = models.OneToOneField(Reply, models.CASCADE, related_name="edited", verbose_name=_("答复"))
    text = models.TextField(_("审改后的正文"))
    file = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Word 原件")
    )
    dropped = models.JSONField(_("没有读入的"), default=list, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("审改人"))
    on = models.DateField(_("审改日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("审改稿")
        ordering = ["reply_id"]

    def __str__(self) -> str:
        return f"{self.reply} · 审改稿"


class ReplyFile(Versioned):
    """A file that goes with one round's letter (附件) to its review and into the item's file; public by no setting of its own."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="files", verbose_name=_("答复"))
    file = models.ForeignKey(PrivateFile, models.PROTECT, related_name="+", verbose_name=_("文件"))
    number = models.PositiveSmallIntegerField(_("序号"))

    class Meta:
        verbose_name = verbose_name_plural = _("答复附件")
        ordering = ["reply_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "number"],
                name="reply_file_number_once",
                violation_error_message=_("同一份答复的附件序号不能重复。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}．{self.file}"
