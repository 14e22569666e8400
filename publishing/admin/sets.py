"""成套送审 in the admin: pages are handed in as one, and signed, sent back and taken back as one."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.models import Page

from publishing import review
from publishing.admin import doors
from publishing.admin.acting import acted
from publishing.admin.doors import opened
from publishing.admin.forms import SetDecideForm, SetForm, WithdrawForm
from publishing.admin.set_file import SetFile
from publishing.models import (
    DISCLOSURE_TYPES,
    AnnualSummaryPage,
    FiguresPage,
    Release,
    ReplyNoticePage,
    SignOffVerdict,
    Submission,
)
from publishing.review import releasing
from tracking.admin.frame import frame
from tracking.models import Session


def _crumbs() -> tuple[tuple[str, str], tuple[str, str]]:
    return (_("起草与送审"), reverse("publishing_desk")), (_("成套送审"), reverse("publishing_sets"))


# 送审 --------------------------------------------------------------------------------------------
@require_GET
@opened
def show_sets(request):
    """成套送审: the sets that wait, and the form by which pages are handed in as one."""
    session = Session.objects.filter(code=request.GET.get("session", "")[:50]).first()
    form = SetForm(pages=_free_pages())
    if session is not None:
        form.initial = {
            "title": _("%(session)s办理结果") % {"session": session.name},
            "pages": list(_free_pages().filter(pk__in=_of_session(session)).values_list("pk", flat=True)),
        }
    return _shown(request, form)


@require_POST
@opened
def submit(request):
    """Hand the pages chosen in as one."""
    form = SetForm(request.POST, pages=_free_pages())
    if form.is_valid():
        done = _("已成套送审，审签期间各页锁定。")
        if release := acted(request, lambda: review.submit_set(account=request.user, **form.cleaned_data), done):
            return redirect("publishing_set", release.pk)
    return _shown(request, form, refused=True)


def _shown(request, form: SetForm, *, refused: bool = False):
    context = frame(_("成套送审"), _crumbs()[0], icon="copy") | {
        "form": form,
        "sets": [SetFile(one, request.user, members) for one, members in releasing.to_tell_of() if one.is_set],
        "may_submit": doors.may_draft(request.user),
        "refused": refused,
    }
    return render(request, "publishing/admin/sets.html", context, status=422 if refused else 200)


def _free_pages():
    """The drafts that nobody has handed in, by title."""
    pages = Page.objects.type(*DISCLOSURE_TYPES).filter(Q(live=False) | Q(has_unpublished_changes=True))
    pages = pages.filter(alias_of=None, latest_revision__isnull=False)
    return pages.exclude(pk__in=Submission.objects.open().values("page")).order_by("path")


def _of_session(session: Session) -> list[int]:
    """The pages of a session: its summary, its figures and the replies to its items."""
    found = [
        model.objects.filter(session=session).values_list("pk", flat=True) for model in (AnnualSummaryPage, FiguresPage)
    ]
    notices = ReplyNoticePage.objects.filter(reply__assignment__record__session=session)
    return [pk for keys in (*found, notices.values_list("pk", flat=True)) for pk in keys]


# 审签 --------------------------------------------------------------------------------------------
def _set(release_id: int) -> Release:
    return get_object_or_404(Release.objects.exclude(title="").select_related("by", "released"), pk=release_id)


@require_GET
@opened
def show_set(request, release_id):
    """成套审签页: all pages of the set, and one press for a level."""
    return _set_page(request, SetFile(_set(release_id), request.user))


def _set_page(request, file: SetFile, *, comment: str = "", refused: bool = False):
    context = frame(file.release.title, *_crumbs(), icon="tasks") | {
        "file": file,
        "withdraw_form": WithdrawForm(),
        "comment": comment,
        "refused": refused,
    }
    return render(request, "publishing/admin/set.html", context, status=422 if refused else 200)


@require_POST
@opened
def decide(request, release_id):
    """同意 of the whole set, or 退回修改 by one of its pages."""
    file, form = SetFile(_set(release_id), request.user), SetDecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有收到审签意见，请刷新后再签。"))
        return redirect("publishing_set", release_id)
    said = form.cleaned_data
    if said["verdict"] == SignOffVerdict.AGREED:
        act, done = _sign(request, file, said)
    else:
        act, done = _send_back(request, file, said)
    if acted(request, act, done) is None:
        return _set_page(request, SetFile(_set(release_id), request.user), comment=said["comment"], refused=True)
    return redirect("publishing_set", release_id)


def _sign(request, file: SetFile, said: dict):
    def done(_signoffs) -> str:
        now = SetFile(_set(file.release.pk), request.user)
        if now.release.is_published:
            return _("已签发公开，整套%(n)s页同时发布。") % {"n": len(now.members)}
        if now.level is None:
            return _("已签署，%(planned)s。") % {"planned": now.planned}
        return _("已签署，现在%(state)s。") % {"state": now.state}

    return (
        lambda: review.sign_set(file.release, account=request.user, seen=said["seen"], comment=said["comment"]),
        done,
    )


def _send_back(request, file: SetFile, said: dict):
    def act():
        page = next((one for one in file.due if one.page_id == said["page"]), None)
        if page is None:
            raise review.Refused(_("请选择要退回哪一页。"))
        return review.reject(page, file.level, account=request.user, comment=said["comment"])

    return act, _("已退回编辑修改，整套收回。")


@require_POST
@opened
def withdraw(request, release_id):
    """撤回 of the whole set."""
    release, form = _set(release_id), WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    members = releasing.members_of(release)
    standing = next((one for one in members if one.is_standing), members[0])
    done = _("整套已撤回，此前的签署作废；修改后可重新送审。")
    acted(request, lambda: review.withdraw(standing, account=request.user, reason=reason), done)
    return redirect("publishing_set", release_id)
