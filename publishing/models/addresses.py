"""What became of every address that was once public (网址去向): so that none of them ever leads nowhere without a reason."""

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from tracking.models import AppendOnlyQuerySet, Event


class Fate(models.TextChoices):
    """What happened to a page, or to a list or file of it, at an address."""

    PUBLIC = "public", _("公开")
    MOVED = "moved", _("移到别处")
    GONE = "gone", _("撤下")
    HIDDEN = "hidden", _("因涉密或涉隐私撤下")


class PublicAddressQuerySet(AppendOnlyQuerySet):
    """The rows as the press and the acts ask for them."""

    def newest(self):
        """The last row of each address: what it says holds now."""
        later = self.model._base_manager.filter(path=OuterRef("path"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later)).order_by("pk")

    def public(self):
        """Addresses at which something can be read now, as far as was written down."""
        return self.newest().filter(fate=Fate.PUBLIC)

    def own(self):
        """The keys of all pages that were ever public under an address of their own, to be asked for in other queries."""
        return self.model._base_manager.filter(part="").order_by().values("page")

    def ever_public(self, pages):
        """Of these pages the keys of those that were ever public, with the last time that one was taken down; None: never."""
        down = Max("at", filter=Q(fate__in=[Fate.GONE, Fate.HIDDEN]))
        return dict(self.own().filter(page__in=pages).annotate(down=down).values_list("page", "down"))

    def hidden_pages(self):
        """The keys of pages that were last taken down for secrecy or privacy."""
        later = self.model._base_manager.filter(part="", page=OuterRef("page"), pk__gt=OuterRef("pk"))
        hidden = self.filter(~Exists(later), part="", fate=Fate.HIDDEN)
        return hidden.order_by().values_list("page", flat=True)


class PublicAddress(models.Model):
    """One change of what lies at an address: something became public there, moved on, or was taken down.

    Where a reader is led to is not written here: that follows from where the page is when the portal is pressed, so
    that no chain of old addresses ever forms. A page has an address of its own, and parts: its lists and data files,
    named by what follows its address (nd/2024/, figures.csv), and its images and documents, named by their whole address.
    """

    path = models.TextField(_("网址"))
    page = models.ForeignKey(Page, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("页面"))
    part = models.TextField(_("页面的哪一部分"), blank=True)
    fate = models.CharField(_("去向"), max_length=10, choices=Fate.choices)
    at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("办理记录")
    )

    objects = PublicAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("网址去向")
        verbose_name_plural = _("网址去向")
        ordering = ["pk"]
        indexes = [models.Index(fields=["path"], name="address_by_path")]

    def __str__(self) -> str:
        return f"{self.path} {self.get_fate_display()}"


def address_of(part: str, page_path: str) -> str:
    """The address of a part of the page at this address; "" is the page itself."""
    return part if part.startswith("/") else page_path + part
