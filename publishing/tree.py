"""The portal's tree (栏目树): home, 政府信息公开, 建议提案办理 and its four columns; built again, it stays as it is (R101)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from publishing.models import ColumnKind, ColumnPage, PortalHomePage, PortalSettings


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is built: its address, its title, what it holds and what it says of itself."""

    slug: str
    title: str
    kind: ColumnKind
    description: str
    keywords: str = ""
    in_menu: bool = False
    children: tuple["Column", ...] = ()


HANDLING_COLUMNS = (
    Column("zd", _("办理制度"), ColumnKind.RULES, _("建议提案办理的制度和通报。"), _("建议提案，办理制度"), True),
    Column("ztqk", _("总体情况"), ColumnKind.OVERVIEW, _("每年办理工作的总结和办理数据。"), _("建议提案，总结，数据"), True),
    Column("rdjy", _("人大代表建议"), ColumnKind.SUGGESTIONS, _("对人大代表建议的答复和办理进程。"), _("人大代表建议，答复，办理结果"), True),
    Column("zxta", _("政协提案"), ColumnKind.PROPOSALS, _("对政协提案的答复和办理进程。"), _("政协提案，答复，办理结果"), True),
)  # fmt: skip
HANDLING = Column(
    "jytabl", _("建议提案办理"), ColumnKind.GROUP, _("人大代表建议、政协提案办理结果公开。"), _("建议提案，办理结果公开"),
    children=HANDLING_COLUMNS,
)  # fmt: skip
COLUMNS = (
    Column(
        "xxgk",
        _("政府信息公开"),
        ColumnKind.GROUP,
        _("依法主动公开的政府信息。"),
        _("政府信息公开"),
        children=(HANDLING,),
    ),
)


def build_portal(name: str, **settings) -> PortalHomePage:
    """Make or complete the portal's tree; `settings` are fields of PortalSettings, written when first made."""
    with transaction.atomic():
        home = _home(name)
        for column in COLUMNS:
            _column(home, column)
        site = _site(home, name)
        if not PortalSettings.objects.filter(site=site).exists():
            PortalSettings.objects.create(site=site, name=name, **settings)
    return home


def _home(name: str) -> PortalHomePage:
    if (home := PortalHomePage.objects.first()) is not None:
        return home
    root = Page.get_first_root_node()
    home = PortalHomePage(
        title=str(_("建议提案办理结果公开")),
        slug="portal",
        intro=str(_("件件有流程、条条有进展、事事有回音。%(name)s在这里公开人大代表建议、政协提案的办理结果。"))
        % {"name": name},
    )
    root.add_child(instance=home)
    home.save_revision().publish(skip_permission_checks=True)
    return home


def _column(parent: Page, column: Column) -> None:
    page = ColumnPage.objects.child_of(parent).filter(slug=column.slug).first()
    if page is None:
        page = ColumnPage(
            title=str(column.title),
            slug=column.slug,
            kind=column.kind,
            description=str(column.description),
            keywords=str(column.keywords),
            show_in_menus=column.in_menu,
        )
        parent.add_child(instance=page)
        page.save_revision().publish(skip_permission_checks=True)
    for child in column.children:
        _column(page, child)


def _site(home: PortalHomePage, name: str) -> Site:
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != home.pk:
        welcome = site.root_page if site.root_page_id else None
        site.root_page, site.site_name = home, name
        site.save()
        if welcome is not None and type(welcome.specific) is Page and welcome.is_leaf():
            welcome.delete()
    return site
