"""How signed pages become public (发布安排): several as one set, at a moment that was planned, and until another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from publishing.models.signoff import Submission
from tracking.models import AppendOnly, AppendOnlyQuerySet, Person


class ReleaseQuerySet(AppendOnlyQuerySet):
    """Releases as timers and lists ask for them."""

    def standing(self):
        """Neither published nor taken back: waiting for signatures or for their moment."""
        open_ones = Submission.objects.open().filter(release=models.OuterRef("pk"))
        return self.filter(models.Exists(open_ones))


class Release(AppendOnly):
    """What is handed in to become public together (成套送审), at a moment that was planned (定时发布): all at once or not at all.

    A set has a title and at least two pages; a page that was only given a moment has none.
    """

    title = models.CharField(_("套名"), max_length=100, blank=True)
    publish_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    expire_at = models.DateTimeField(_("到期撤下"), null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("送审人"))
    note = models.TextField(_("送审说明"), blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("发布安排")
        verbose_name_plural = _("发布安排")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_at=None) | Q(expire_at=None) | Q(expire_at__gt=F("publish_at")),
                name="release_expires_after",
                violation_error_message=_("到期撤下的时间须晚于发布时间。"),
            )
        ]

    def __str__(self) -> str:
        return self.title or str(_("定时发布"))

    @property
    def is_set(self) -> bool:
        """Whether several pages are signed and published as one."""
        return bool(self.title)

    @property
    def is_published(self) -> bool:
        """Whether its pages were made public."""
        return hasattr(self, "released")


class Released(AppendOnly):
    """That all pages of a release were made public, at its own time (按安排发布)."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="released", verbose_name=_("发布安排"))

    class Meta:
        verbose_name = _("按安排发布")
        verbose_name_plural = _("按安排发布")

    def __str__(self) -> str:
        return str(self.release)


class ReviewReading(models.Model):
    """That somebody opened a text that is under review (已打开): a set is signed by whom each of its pages was opened by."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="readings", verbose_name=_("送审"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("审签人"))
    at = models.DateTimeField(_("打开时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("已打开的送审稿")
        verbose_name_plural = _("已打开的送审稿")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "person"],
                name="reading_once",
                violation_error_message=_("这一稿已经记过。"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.submission_id}"
