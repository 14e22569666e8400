"""What every disclosed piece carries (信息公开要素): its catalogue block, its times, and where it came from."""

from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from publishing.addresses import why_no_slug
from publishing.frame import Download, Entry, Field, Furniture, PublicPromise
from publishing.models.blocks import AttachmentsBlock
from publishing.models.columns import OWN_SEGMENTS
from publishing.models.public import PublicPage
from publishing.models.signoff import Submission
from tracking.models import WebAddressField


class Disclosure(models.TextChoices):
    """How it came to be public (公开方式)."""

    PROACTIVE = "proactive", _("主动公开")
    AFTER_REQUEST = "after_request", _("依申请转主动公开")


class Validity(models.TextChoices):
    """Whether it still holds (有效性)."""

    IN_FORCE = "in_force", _("有效")
    LAPSED = "lapsed", _("失效")
    REPEALED = "repealed", _("废止")


class IndexSerial(models.Model):
    """The last serial number given out in a year (流水号): one row a year, locked while the next is drawn."""

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    last = models.PositiveIntegerField(_("最后流水号"), default=0)

    class Meta:
        verbose_name = _("索引号流水")
        verbose_name_plural = _("索引号流水")

    def __str__(self) -> str:
        return f"{self.year}-{self.last:05d}"

    @classmethod
    def draw(cls, year: int) -> str:
        """The next number of the year, e.g. 2024-00003; each is given out once."""
        with transaction.atomic():
            cls.objects.get_or_create(pk=year)
            serial = cls.objects.select_for_update().get(pk=year)
            serial.last += 1
            serial.save()
        return str(serial)


class DisclosureForm(WagtailAdminPageForm):
    """The page form of a disclosed piece; an address left empty follows from the index number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if slug := self.fields.get("slug"):
            slug.required = False
            slug.help_text = _("网址的最后一段，只用字母、数字和连字符；留空则用索引号。")


class DisclosureMixin(PublicPage, models.Model):
    """公开目录, 来源, 责任编辑 and times of a piece; mixed into page types that need every signature to be pressed."""

    index_number = models.CharField(_("索引号"), max_length=40, blank=True, unique=True, null=True, editable=False)
    theme = models.CharField(_("主题分类"), max_length=100, blank=True)
    issuing_body = models.CharField(_("发文机关"), max_length=100, blank=True)
    issued_on = models.DateField(_("成文日期"), null=True, blank=True)
    doc_number = models.CharField(_("发文字号"), max_length=100, blank=True)
    publicity = models.CharField(_("公开方式"), max_length=20, choices=Disclosure.choices, default=Disclosure.PROACTIVE)
    validity = models.CharField(_("有效性"), max_length=20, choices=Validity.choices, default=Validity.IN_FORCE)
    source = models.CharField(_("来源"), max_length=100, blank=True)
    editor_name = models.CharField(_("责任编辑"), max_length=50, blank=True)
    correction = models.TextField(
        _("更正说明"), blank=True, help_text=_("公开后改动文字的，说明改了什么、为什么改；随更新时间一起公开。")
    )
    attachments = StreamField(AttachmentsBlock(required=False), blank=True, default=list, verbose_name=_("附件"))

    migrated = models.BooleanField(
        _("迁移内容"), default=False, help_text=_("已在别处首次公开、迁入本站的内容；页面会注明原载处和迁入日期。")
    )
    migrated_source = models.CharField(_("原载"), max_length=200, blank=True)
    migrated_url = WebAddressField(_("原网址"), max_length=500, blank=True)
    migrated_at = models.DateTimeField(_("原发布时间"), null=True, blank=True)

    pins = models.JSONField(_("送审时固定的数据"), default=dict, blank=True, editable=False)

    base_form_class = DisclosureForm
    promote_panels = [FieldPanel("slug"), FieldPanel("search_description")]
    exclude_fields_in_copy = ["index_number", "pins"]
    schema_type = "Article"
    is_disclosed = True
    genre = "其他"
    "体裁, as platforms above name it."
    figure_keys: tuple[str, ...] = ()
    "Keys of the figures that the page prints; none unless the type says so."
    details = frozenset(
        {
            "slug", "seo_title", "search_description", "index_number", "theme", "issuing_body", "doc_number", "publicity",
            "validity", "source", "editor_name", "attachments", "migrated_source", "migrated_url",
        }
    )  # fmt: skip
    "Its text fields that the evidence check does not read: they name the piece and where it comes from."

    catalogue_panels = [
        MultiFieldPanel(
            [
                FieldPanel("index_number", read_only=True),
                *(FieldPanel(name) for name in ("theme", "issuing_body", "issued_on", "doc_number")),
                *(FieldPanel(name) for name in ("publicity", "validity")),
            ],
            heading=_("公开目录"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("source", "editor_name", "correction", "attachments")],
            heading=_("来源和附件"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("migrated", "migrated_source", "migrated_url", "migrated_at")],
            heading=_("迁移内容"),
            classname="collapsed",
        ),
    ]

    class Meta:
        abstract = True

    def keywords_of_its_own(self) -> list[str]:
        """Words by which a platform above finds the piece, beside its theme and its column."""
        return []

    # Before it is saved ------------------------------------------------------------------------
    def _set_core_field_defaults(self):
        """Draw the index number, and let an empty address follow from it, once the page has its place in the tree."""
        if self.path and not self.index_number:
            self.index_number = IndexSerial.draw(self.year_of_record)
        if self.path and not self.slug:
            self.slug = self._get_autogenerated_slug(self.index_number)
        super()._set_core_field_defaults()

    def clean(self):
        """Refuse a migrated piece without its source and its original time, and any other with either (R97)."""
        super().clean()
        problems = {}
        if self.slug in OWN_SEGMENTS:
            problems["slug"] = _("这个网址是栏目的列表或订阅源自用的，请换一个。")
        elif self.slug and (problem := why_no_slug(self.slug)):
            problems["slug"] = problem
        if too_long := [file.title for file in self.documents() if len(Path(file.file.name).name.encode()) > 180]:
            problems["attachments"] = _("附件的文件名太长，请改短后重新上传：%(files)s。") % {
                "files": "、".join(too_long)
            }
        if self.migrated:
            if not self.migrated_source:
                problems["migrated_source"] = _("迁移内容须写明原载处。")
            if self.migrated_at is None:
                problems["migrated_at"] = _("迁移内容须写明原发布时间。")
            elif self.migrated_at > timezone.now():
                problems["migrated_at"] = _("原发布时间不能在将来。")
        elif self.migrated_source or self.migrated_url or self.migrated_at:
            problems["migrated"] = _("填写了原载处或原发布时间的，须勾选“迁移内容”。")
        if not problems and (printed := self._printed_time()) and (self.published_at or printed) < printed:
            problems["migrated_at"] = _("本页首次公开的时间已经公布，不能改早。")
        if problems:
            raise ValidationError(problems)

    def _printed_time(self) -> datetime | None:
        """发布时间 as the public has read it; None for a page that was never published."""
        signed = Submission.objects.complete().of(self).select_related("revision").first() if self.pk else None
        if signed is None:
            return None
        words = signed.revision.content
        return parse_datetime(words["migrated_at"]) if words.get("migrated") else self.first_published_at

    # What it says of itself --------------------------------------------------------------------
    @property
    def year_of_record(self) -> int:
        """The year of its index number: that of the paper, else of its first publication, else this one."""
        if self.issued_on:
            return self.issued_on.year
        return timezone.localtime(self.migrated_at or timezone.now()).year

    @property
    def published_at(self) -> datetime | None:
        """发布时间 as printed: the true first publication, which for a migrated piece was elsewhere (R97)."""
        return self.migrated_at if self.migrated else self.first_published_at

    @property
    def updated_at(self) -> datetime | None:
        """更新时间: when its words were published anew; None for a piece published once."""
        return self.last_published_at if self.last_published_at != self.first_published_at else None

    def catalogue(self, portal) -> tuple[Field, ...]:
        """The catalogue block (公开目录)."""
        published = timezone.localtime(self.published_at).date().isoformat() if self.published_at else ""
        return (
            Field(str(_("索引号")), portal.settings.index_number(self.index_number or "")),
            Field(str(_("主题分类")), self.theme),
            Field(str(_("发文机关")), self.issuing_body),
            Field(str(_("成文日期")), self.issued_on.isoformat() if self.issued_on else ""),
            Field(str(_("标题")), self.title),
            Field(str(_("发文字号")), self.doc_number),
            Field(str(_("发布日期")), published),
            Field(str(_("公开方式")), self.get_publicity_display()),
            Field(str(_("有效性")), self.get_validity_display()),
        )

    def furniture(self, portal) -> Furniture:
        """来源, 责任编辑, 发布时间, 浏览次数 and what was migrated or corrected."""
        return Furniture(
            source=self.source,
            editor=self.editor_name,
            published=self.published_at,
            updated=self.updated_at,
            correction=self.correction,
            reads=portal.reads(self.pk),
            migrated_source=self.migrated_source if self.migrated else "",
            migrated_url=self.migrated_url if self.migrated else "",
            came_in=self.first_published_at if self.migrated else None,
        )

    def documents(self) -> list:
        """The files offered beside the page, in order."""
        return [block.value for block in self.attachments if block.value is not None]

    def pictures(self) -> list:
        """The pictures in its words, each with what it shows, in order; none unless the type says so."""
        return []

    def downloads(self) -> tuple[Download, ...]:
        """The files as the page lists them."""
        return tuple(
            Download(file.title, file.file.url, file.file_extension.upper(), size_in_words(file.get_file_size() or 0))
            for file in self.documents()
        )

    def own_tags(self, url: str) -> list[Field]:
        """ArticleTitle, PubDate (the true first publication), ContentSource and what else the piece says of itself."""
        published = self.published_at
        tags = [
            Field("ArticleTitle", self.title),
            Field("PubDate", timezone.localtime(published).strftime("%Y-%m-%d %H:%M") if published else ""),
            Field("ContentSource", self.source or self.issuing_body),
            Field("Keywords", self.theme),
            Field("Author", self.editor_name),
            Field("Description", self.search_description),
            Field("Url", url),
        ]
        return [tag for tag in tags if tag.value]

    @classmethod
    def why_not_added(cls, column: Page) -> str:
        """Refuse columns of answers, which hold nothing else."""
        if column.kind_answered is None:
            return ""
        words = _("“%(column)s”栏目只放答复公开，“%(kind)s”请放到其他栏目。")
        return words % {"column": column.title, "kind": cls.get_verbose_name()}

    # What a change of it touches ---------------------------------------------------------------
    def affected(self, portal) -> set[str]:
        """The addresses that a change to it may touch, whether it is public still or not.

        What came into being or went needs no telling: the press compares the folder with the portal's addresses.
        """
        here = portal.path_of(self)
        found = {"/", here, *(here + name for name in self.data_names())}
        return found.union(*(portal.list_paths(column) for column in portal.trail(self)))

    def sessions_told(self) -> set[int]:
        """The sessions that it is about, or was about when it was signed before: whose tables may name it (数据开放)."""
        return set()

    def texts_signed(self) -> list[dict]:
        """Every text of it that once carried all signatures, as its revision keeps it, newest first."""
        signed = Submission.objects.complete().of(self).select_related("revision")
        return [one.revision.content for one in signed]

    def shows_replies(self, sessions: set[int], themes: set[str]) -> bool:
        """Whether it leads to public replies of these sessions or on these themes."""
        return False

    @classmethod
    def bring_facts(cls, pages: list) -> None:
        """Give pages of this type the rows of the ledger that they speak of, a few queries for all."""

    def entry(self, url: str) -> Entry:
        """Its line in a list."""
        return Entry(self.title, url, timezone.localtime(self.published_at).date() if self.published_at else None)

    def places(self) -> dict[str, str]:
        """Where it belongs on each dimension of a list (年, 单位, 主题, 类别); empty where it does not."""
        return {"nd": str(self.year_of_record), "dw": "", "zt": self.theme, "lb": ""}

    def open_promise(self) -> PublicPromise | None:
        """What it promises and nobody signed as done yet (仍在落实的承诺)."""
        return None

    def numbers_sought(self) -> list[str]:
        """The number of the paper (发文字号)."""
        return [self.doc_number] if self.doc_number else []

    def facts_sought(self) -> list[str]:
        """Its year, theme, issuing body and kind; not its source, which is the same for nearly all."""
        return [
            f"{self.year_of_record}年", self.theme, self.issuing_body, self.kind_sought, self.correction,
        ]  # fmt: skip


def size_in_words(size: int) -> str:
    """A file size as people say it: 820 KB, 1.4 MB."""
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(1, round(size / 1024))} KB"
