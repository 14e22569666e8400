"""What every page of the ledger has around it in the admin: title, crumbs and buttons, as Wagtail's own pages have."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

Crumb = tuple[str, str]
"A crumb: its label and address."


def frame(title: str, *crumbs: Crumb, icon: str = "list-ul", buttons=()) -> dict:
    """The template context of Wagtail's slim header; the page's own title becomes the last crumb."""
    items = [{"url": reverse("wagtailadmin_home"), "label": _("首页")}]
    items += [{"url": url, "label": label} for label, url in crumbs]
    return {
        "header_title": title,
        "header_icon": icon,
        "header_buttons": sorted(buttons),
        "breadcrumbs_items": [*items, {"url": "", "label": title}],
    }


def scripts() -> str:
    """The script of every admin page: before somebody leaves a form in which they typed, it asks."""
    return format_html('<script src="{}"></script>', static("tracking/unsaved.js"))


def shown(request, template: str, context: dict, refused: bool = False, status: int = HTTPStatus.UNPROCESSABLE_ENTITY):
    """Render a page, with this status where its form was refused: the title then begins with 有误, for screen readers."""
    return render(request, template, {"refused": refused} | context, status=status if refused else HTTPStatus.OK)


def only(may: Callable):
    """Let in the accounts for which this predicate holds; the others are refused."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def key_in(text: str, otherwise: int | None = None) -> int | None:
    """A row's key as an address or a button gives it; `otherwise` where the text is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def ledger_crumb() -> Crumb:
    """The crumb that leads back to the ledger list."""
    return _("承办件台账"), reverse("ledger_modeladmin_index")


def record_crumb(record) -> Crumb:
    """The crumb that leads back to an item's file."""
    return record.number_label, record_url(record)


def step_url(step, subject, *, on_paper: bool = False, place: str = "loop_step") -> str:
    """The address of a step's page; on paper, a clerk records somebody else's decision there (代录)."""
    args = [subject.record_id, step.code, subject.pk] if step.is_of_assignment else [subject.pk, step.code]
    return reverse(place, args=args) + ("?paper=1" if on_paper else "")


def record_url(record) -> str:
    """The address of an item's file (一件一档)."""
    return reverse("ledger_modeladmin_inspect", args=[record.pk])
