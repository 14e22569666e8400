"""The evidence of approval (审签记录): who asked, who signed which text, who withdrew it and who took it down.

All rows are added to, never changed or deleted. A signature binds to the digest of one revision: see
`publishing.review.statement` for what that digest covers.
"""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import Page, Revision, Task, TaskState

from tracking.models import AppendOnly, AppendOnlyQuerySet, Person, PrivateFile, Role


class Level(models.TextChoices):
    """The levels of review (三审), in their order; 保密审查 is one of its own only where the office says so."""

    FIRST = "first", _("一审")
    SECOND = "second", _("二审")
    SECRECY = "secrecy", _("保密审查")
    FINAL = "final", _("三审")

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles whose holders sign this level; the secrecy review is any reviewer's who signs no other level."""
        return _ROLES[self]

    def signers(self) -> QuerySet[Person]:
        """The people who hold one of them, for choosing one on a form."""
        return Person.objects.filter(is_active=True, memberships__role__in=self.roles).distinct()


_ROLES = {
    Level.FIRST: (Role.FIRST_REVIEWER,),
    Level.SECOND: (Role.SECOND_REVIEWER,),
    Level.SECRECY: (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER),
    Level.FINAL: (Role.FINAL_REVIEWER,),
}


class SignOffVerdict(models.TextChoices):
    """What a reviewer decided."""

    AGREED = "agreed", _("同意")
    REJECTED = "rejected", _("退回修改")


class State(models.TextChoices):
    """Where a submission stands; derived from its rows, never stored."""

    OPEN = "open", _("审签中")
    SIGNED = "signed", _("已签署，待发布")
    REJECTED = "rejected", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")
    PUBLISHED = "published", _("已签发")


class SubmissionQuerySet(AppendOnlyQuerySet):
    """Submissions as the reviewers ask for them."""

    def signed(self):
        """Signed at the last level: published, or waiting for the rest of its set or for its moment."""
        return self.filter(signoffs__level=Level.FINAL, signoffs__verdict=SignOffVerdict.AGREED)

    def complete(self):
        """Signed at the last level and published: with that signature, or as its release was planned."""
        return self.signed().filter(Q(release=None) | Q(release__released__isnull=False))

    def open(self):
        """Not withdrawn, sent back or published: waiting for a signature, or signed and waiting for its release."""
        return (
            self.filter(withdrawal__isnull=True)
            .exclude(signoffs__verdict=SignOffVerdict.REJECTED)
            .exclude(pk__in=self.model.objects.complete().order_by().values("pk"))
        )

    def to_sign(self):
        """Waiting for a signature."""
        last = SignOff.objects.filter(level=Level.FINAL, verdict=SignOffVerdict.AGREED)
        return self.open().exclude(signoffs__in=last)

    def returned(self):
        """Sent back to the editor and not handed in again since."""
        later = self.model.objects.filter(page=models.OuterRef("page"), pk__gt=models.OuterRef("pk"))
        return self.filter(signoffs__verdict=SignOffVerdict.REJECTED).exclude(models.Exists(later))

    def of(self, page: Page):
        """The submissions of one page, newest first."""
        return self.filter(page_id=page.pk).order_by("-pk")


class Submission(AppendOnly):
    """A revision handed in for signature (送审): the one text that the signatures after it are about."""

    written_by: set[int] | None = None
    "Primary keys of the accounts that wrote its page, where a list read them for all of its rows."

    page = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name=_("页面"))
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="+", verbose_name=_("送审稿"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("送审人"))
    levels = models.JSONField(_("须经审级"))
    levels_because = models.CharField(_("审级说明"), max_length=200, blank=True)
    content_sha256 = models.CharField(_("送审稿校验值"), max_length=64)
    form = models.PositiveSmallIntegerField(_("校验方式"), default=1, editable=False)
    files = models.JSONField(_("所用图片和附件"), default=list)
    note = models.TextField(_("送审说明"), blank=True)
    release = models.ForeignKey(
        "publishing.Release",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("发布安排"),
    )
    report = models.JSONField(_("数据核对结果"), default=dict, help_text=_("送审之时对正文数据的核对结果。"))
    screening = models.JSONField(
        _("内容筛查结果"), default=dict, help_text=_("送审之时对正文和附件的筛查结果，个人信息已遮盖。")
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("送审")
        verbose_name_plural = _("送审")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.revision.object_str

    @property
    def needed(self) -> list[Level]:
        """The levels that must sign, in order."""
        return [Level(level) for level in self.levels]

    def agreed(self) -> list["SignOff"]:
        """The signatures given, in order."""
        return [one for one in self.signoffs.all() if one.verdict == SignOffVerdict.AGREED]

    @property
    def is_standing(self) -> bool:
        """Whether it can still be taken back: it waits for a signature, or for its release."""
        return self.get_state() in {State.OPEN, State.SIGNED}

    @property
    def rejection(self) -> "SignOff | None":
        """The row that sent it back, or None."""
        return next((one for one in self.signoffs.all() if one.verdict == SignOffVerdict.REJECTED), None)

    @property
    def next_level(self) -> Level | None:
        """The level whose turn it is; None once all have signed."""
        signed = {one.level for one in self.agreed()}
        return next((level for level in self.needed if level not in signed), None)

    def get_state(self) -> State:
        """Where it stands."""
        if hasattr(self, "withdrawal"):
            return State.WITHDRAWN
        if self.rejection is not None:
            return State.REJECTED
        if self.next_level is not None:
            return State.OPEN
        return State.PUBLISHED if self.release is None or self.release.is_published else State.SIGNED

    @property
    def is_open(self) -> bool:
        """Whether it waits for a signature."""
        return self.get_state() is State.OPEN


class SignOff(AppendOnly):
    """One level's decision on one text (审签): by whom, recorded by whom, with its scan when it was made on paper."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="signoffs", verbose_name=_("送审"))
    page = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name=_("页面"))
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name=_("送审稿"))
    level = models.CharField(_("审级"), max_length=10, choices=Level.choices)
    verdict = models.CharField(_("决定"), max_length=10, choices=SignOffVerdict.choices)
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    content_sha256 = models.CharField(_("校验值"), max_length=64)
    comment = models.TextField(_("意见"), blank=True)
    on = models.DateField(_("审签日期"))
    scan = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("纸质件扫描件")
    )
    paper = models.ForeignKey(
        "publishing.PaperSignature",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signoffs",
        verbose_name=_("纸质签名"),
    )

    class Meta:
        verbose_name = _("审签")
        verbose_name_plural = _("审签")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "content_sha256", "level"],
                condition=Q(verdict=SignOffVerdict.AGREED),
                name="signoff_level_once",
                violation_error_message=_("这一审级已经签过这一稿。"),
            ),
            models.UniqueConstraint(
                fields=["submission", "decider"],
                name="signoff_different_deciders",
                violation_error_message=_("各审级须由不同的人审签。"),
            ),
            models.CheckConstraint(
                condition=Q(verdict=SignOffVerdict.AGREED) | ~Q(comment=""),
                name="signoff_rejected_with_reason",
                violation_error_message=_("退回须写明理由。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}{self.get_verdict_display()}（{self.decider}）"

    @property
    def on_paper(self) -> bool:
        """Whether it was decided on paper and recorded by another hand (纸质审签代录)."""
        return self.decider.user_id != self.recorded_by_id


class Withdrawal(AppendOnly):
    """A submission taken back (撤回): its signatures count no more."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="withdrawal", verbose_name=_("送审"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人"))
    reason = models.TextField(_("撤回理由"), blank=True)

    class Meta:
        verbose_name = _("撤回")
        verbose_name_plural = _("撤回")

    def __str__(self) -> str:
        return str(self.submission)


class OrderWay(models.TextChoices):
    """How the order to take a page down came to the person on duty (方式)."""

    CALL = "call", _("电话")
    IN_PERSON = "in_person", _("当面")


class Cause(models.TextChoices):
    """Why a page is taken down (撤稿原因), as far as readers of its address are concerned."""

    CONTENT = "content", _("内容有误、过时或其他")
    SECRECY = "secrecy", _("涉及国家秘密、工作秘密")
    PRIVACY = "privacy", _("涉及个人隐私、个人信息")


class TakeDown(AppendOnly):
    """A live page taken off the portal (撤稿), at once (紧急撤稿) or in the ordinary way, with its reason.

    The person on duty (值班撤稿人) acts on somebody's order by call or in person; the paper follows.
    """

    page = models.ForeignKey(Page, models.PROTECT, related_name="+", verbose_name=_("页面"))
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+", verbose_name=_("撤下的稿件"))
    is_urgent = models.BooleanField(_("紧急撤稿"), default=False)
    decider = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    cause = models.CharField(_("撤稿原因"), max_length=10, choices=Cause.choices, default=Cause.CONTENT)
    reason = models.TextField(_("撤稿理由"))
    ordered_by = models.CharField(_("指令人"), max_length=100, blank=True)
    ordered_at = models.DateTimeField(_("指令时间"), null=True, blank=True)
    way = models.CharField(_("指令方式"), max_length=10, choices=OrderWay.choices, blank=True)
    scan = models.ForeignKey(
        PrivateFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("纸质件扫描件")
    )

    class Meta:
        verbose_name = _("撤稿")
        verbose_name_plural = _("撤稿")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="take_down_with_reason",
                violation_error_message=_("撤稿须写明理由。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.reason}"

    @property
    def hides(self) -> bool:
        """Whether even that there was a page is not told: its address answers as one that never was (404, not 410)."""
        return self.cause in {Cause.SECRECY, Cause.PRIVACY}

    @property
    def on_call(self) -> bool:
        """Whether the person on duty took it down on somebody's order, before there was any paper."""
        return bool(self.ordered_by)


# Wagtail's workflow is the surface on which all this shows: status, lock, history, reports. It decides nothing.
class SignOffLock(WorkflowLock):
    """A page under review is locked for everyone, its reviewers and administrators included."""

    def for_user(self, user) -> bool:
        """Locked for everyone."""
        return True

    def get_message(self, user) -> str:
        """What the editor says above the locked form."""
        return _("本页正在审签，任何人都不能修改；需要修改的，请先撤回或由审签人退回。")

    def get_locked_by(self, user, can_lock=False) -> str:
        """The short word beside the lock."""
        return _("审签中锁定")

    def get_description(self, user, can_lock=False) -> str:
        """The longer word beside the lock."""
        return self.get_message(user)


class SignOffTask(Task):
    """One level of review (审级) as a task of Wagtail's workflow; it is signed on the review page only."""

    level = models.CharField(_("审级"), max_length=10, choices=Level.choices, unique=True)

    lock_class = SignOffLock
    admin_form_fields = ["name"]

    class Meta:
        verbose_name = _("审签")
        verbose_name_plural = _("审签")

    def start(self, workflow_state, user=None):
        """Begin the level of a submission; one that it does not need is skipped. Nothing begins without one."""
        submission = Submission.objects.open().of(workflow_state.content_object).first()
        if submission is None:
            raise PermissionDenied(_("请用“送审”提交，数据才会固定。"))
        task_state = super().start(workflow_state, user=user)
        if self.level not in submission.levels:
            task_state.status = TaskState.STATUS_SKIPPED
            task_state.save()
        return task_state

    def locked_for_user(self, obj, user) -> bool:
        """Locked for everyone."""
        return True

    def get_actions(self, obj, user) -> list:
        """None here: signatures are given on the review page, where the text is read."""
        return []

    def on_action(self, task_state, user, action_name, **kwargs):
        """Refused: a press of Wagtail's own buttons is no signature."""
        raise PermissionDenied(_("请在审签页上签署。"))

    @classmethod
    def get_description(cls) -> str:
        """What administrators read when they look at the workflow."""
        return _("由持有该审级角色的人在审签页上签署，不能在此处改动。")
