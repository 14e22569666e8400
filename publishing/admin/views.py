"""The pages of publishing in the admin (信息公开): each gets its object, asks for permission, calls one act and answers."""

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.models import Page

from publishing import review
from publishing.admin import desk, doors, queue
from publishing.admin.acting import acted
from publishing.admin.doors import opened
from publishing.admin.editor import masked_in_words
from publishing.admin.forms import (
    DecideForm,
    DefinitionForm,
    JustifyForm,
    MaskForm,
    OrderForm,
    SubmitForm,
    TakeDownForm,
    WaiveForm,
    WithdrawForm,
)
from publishing.admin.review_file import ReviewFile
from publishing.admin.set_file import SetFile
from publishing.drafting import (
    NotDrafted,
    draft_figures,
    draft_reply_notice,
    draft_reply_notices,
    draft_summary,
    figures_of,
    summary_of,
)
from publishing.models import (
    Justification,
    PaperForm,
    PublicPage,
    SignOff,
    SignOffVerdict,
    Submission,
    TakeDown,
    TakeDownPaper,
    Waiver,
    WaiverReason,
)
from publishing.press.run import why_still_public
from publishing.review import on_call, releasing
from tracking.admin.frame import frame
from tracking.models import Reply, Session

SCANNED = {
    "signoff": SignOff, "take-down": TakeDown, "take-down-paper": TakeDownPaper, "waiver": Waiver, "paper": PaperForm,
    "justification": Justification,
}  # fmt: skip
"What has a scan to show, by its part of the address."


def _desk_crumb() -> tuple[str, str]:
    return _("起草与送审"), reverse("publishing_desk")


# Lists -----------------------------------------------------------------------------------------
@require_GET
@opened
def show_desk(request):
    """起草与送审: one-click drafts of every session, and where each unfinished page stands."""
    sessions = desk.sessions()
    code = request.GET.get("session")
    chosen = next((one for one in sessions if one.code == code), sessions[0] if sessions else None)
    context = frame(_("起草与送审"), icon="doc-full") | {
        "sessions": sessions,
        "desk": desk.session_desk(chosen, request.user) if chosen else None,
        "unfinished": desk.unfinished(),
        "releases": [SetFile(one, request.user, members) for one, members in releasing.to_tell_of()],
        "may_draft": doors.may_draft(request.user),
        "may_answer": not review.why_not_answer_definition(request.user),
    }
    return render(request, "publishing/admin/desk.html", context)


@require_GET
@opened
def show_queue(request):
    """等我审的: what waits for my signature, and everything else that is under review."""
    mine = queue.waiting_for(request.user)
    pks = {one.submission.pk for one in mine}
    rest = [one for one in queue.to_sign() if one.submission.pk not in pks]
    context = frame(_("等我审的"), icon="tasks") | {"mine": mine, "others": rest}
    return render(request, "publishing/admin/queue.html", context)


# The review page -------------------------------------------------------------------------------
@require_GET
@opened
def show_review(request, page_id):
    """The review page (审签页) of one page: its text, figures and signatures, and what I may do."""
    return _review_page(request, _page(page_id))


def _page(page_id) -> Page:
    page = get_object_or_404(Page, pk=page_id).specific
    if page.latest_revision_id is None or not isinstance(page, PublicPage):
        raise Http404
    return page


def _review_page(request, page, **forms):
    file = ReviewFile(page, request.user)
    context = frame(file.text.title, _desk_crumb(), icon="tasks") | {"file": file, "page": page}
    context["offers_data"] = settings.PUBLISHING_API
    context |= {
        "submit_form": forms.get("submit") or SubmitForm(),
        "withdraw_form": forms.get("withdraw") or WithdrawForm(),
        "take_down_form": forms.get("take_down") or TakeDownForm(),
        "refused": forms.get("answer"),
    }
    if file.level is not None:
        seen = {"seen": file.submission.content_sha256}
        file.note_reading()
        context["waiver_reasons"] = WaiverReason.choices
        context["sign_form"] = forms.get("sign") or DecideForm(level=file.level, initial=seen)
        context["paper_form"] = forms.get("paper") or DecideForm(
            level=file.level, on_paper=True, initial=seen, prefix="paper"
        )
    if not file.why_not_on_call:
        context["order_form"] = OrderForm()
    if file.may_record_take_down:
        context["take_down_form"] = forms.get("take_down") or TakeDownForm(on_paper=True)
    return render(request, "publishing/admin/review.html", context, status=422 if forms else 200)


def _act(request, page, done: str, act, *, but=str):
    acted(request, act, done, but=but)
    return redirect("publishing_review", page.pk)


def _open_submission(page: Page) -> Submission | None:
    return Submission.objects.to_sign().of(page).first()


def _nothing_to_decide(request, page):
    messages.error(request, _("本页没有待审签的送审稿。"))
    return redirect("publishing_review", page.pk)


@require_POST
@opened
def submit(request, page_id):
    """送审."""
    page, form = _page(page_id), SubmitForm(request.POST)
    if not form.is_valid():
        return _review_page(request, page, submit=form)
    said = form.cleaned_data
    return _act(
        request,
        page,
        _("已送审，审签期间本页锁定。"),
        lambda: review.submit_planned(page, account=request.user, **said),
    )


@require_POST
@opened
def decide(request, page_id):
    """同意 or 退回修改, by the reviewer or, with its scan, recorded for one who decided on paper."""
    page = _page(page_id)
    submission = _open_submission(page)
    if submission is None:
        return _nothing_to_decide(request, page)
    on_paper = "paper-verdict" in request.POST
    form = DecideForm(
        request.POST,
        request.FILES,
        level=submission.next_level,
        on_paper=on_paper,
        prefix="paper" if on_paper else None,
    )
    if not form.is_valid():
        return _review_page(request, page, **{"paper" if on_paper else "sign": form})
    agreed = form.cleaned_data["verdict"] == SignOffVerdict.AGREED
    act = review.sign if agreed else review.reject
    level = submission.next_level
    last = agreed and level == submission.needed[-1]
    waits = last and not releasing.is_due(submission.release) if submission.release else False
    done = _("已签署，到定好的时间发布。") if waits else _("已签发公开。") if last else _("已签署%(level)s。")
    done = done if agreed else _("已退回编辑修改。")
    return _act(
        request,
        page,
        done % {"level": level.label} if agreed and not last else done,
        lambda: act(submission, level, account=request.user, **form.decision()),
    )


@require_POST
@opened
def waive(request, page_id):
    """放行 of one contradiction, in one press; on paper, with its scan."""
    return _answered(request, page_id, WaiveForm, review.waive, _("已放行这处矛盾，理由与审签记录一并保存。"))


@require_POST
@opened
def justify(request, page_id):
    """说明理由 of one finding of the screening, by the second person; on paper, with its scan."""
    return _answered(request, page_id, JustifyForm, review.justify, _("已说明理由，与审签记录一并保存。"))


def _answered(request, page_id, form_class, act, done: str):
    page = _page(page_id)
    submission = _open_submission(page)
    if submission is None:
        return _nothing_to_decide(request, page)
    on_paper = "on-paper" in request.POST
    form = form_class(request.POST, request.FILES, level=submission.next_level, on_paper=on_paper)
    if not form.is_valid():
        messages.error(request, form.problem)
    elif acted(request, lambda: act(submission, account=request.user, **form.cleaned_data), done):
        return redirect("publishing_review", page.pk)
    # What was typed for this finding stands in its form again.
    return _review_page(request, page, answer=form.data)


@require_POST
@opened
def mask(request, page_id):
    """遮盖 of one finding in the draft, or of all, in one press."""
    page, form = _page(page_id), MaskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有可以遮盖的内容，请刷新后再看。"))
        return redirect("publishing_review", page.pk)
    acted(request, lambda: review.mask(page, account=request.user, keys=form.keys()), masked_in_words)
    return redirect("publishing_review", page.pk)


@require_POST
@opened
def answer_definition(request, session_id):
    """口径确认 for a session, or its withdrawal."""
    session, form = get_object_or_404(Session, pk=session_id), DefinitionForm(request.POST)
    desk_of_session = f"{reverse('publishing_desk')}?session={session.code}"
    if not form.is_valid():
        messages.error(request, _("没有可以确认或撤销的口径，请刷新后再看。"))
        return redirect(desk_of_session)
    confirm, page = form.cleaned_data["confirm"], form.cleaned_data["page"]
    acted(
        request,
        lambda: review.answer_definition(
            session, form.cleaned_data["definition"], account=request.user, confirm=confirm
        ),
        _("口径已确认，本届各页都按此核对。") if confirm else _("口径确认已撤销。"),
    )
    return redirect(reverse("publishing_review", args=[page]) if page else desk_of_session)


@require_POST
@opened
def withdraw(request, page_id):
    """撤回."""
    page, form = _page(page_id), WithdrawForm(request.POST)
    submission = Submission.objects.open().of(page).first()
    if submission is None or not form.is_valid():
        messages.error(request, _("本页没有可以撤回的送审稿。"))
        return redirect("publishing_review", page.pk)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        page,
        _("已撤回，此前的签署作废；修改后可重新送审。"),
        lambda: review.withdraw(submission, account=request.user, reason=reason),
    )


@require_POST
@opened
def take_down(request, page_id):
    """撤稿 and 紧急撤稿."""
    page = _page(page_id)
    form = TakeDownForm(request.POST, request.FILES, on_paper=ReviewFile(page, request.user).may_record_take_down)
    if not form.is_valid():
        return _review_page(request, page, take_down=form)
    return _act(
        request,
        page,
        _("已撤稿，公开页面已经撤下。"),
        lambda: review.take_down(page, account=request.user, **form.cleaned_data),
        but=lambda: why_still_public(page) or on_call.still_elsewhere(page),
    )


@require_GET
@opened
def show_text(request, submission_id):
    """The very text handed in, as the portal would show it."""
    submission = get_object_or_404(Submission.objects.select_related("revision__content_type"), pk=submission_id)
    page = submission.revision.as_object()
    return page.make_preview_request(request, page.default_preview_mode)


@require_GET
@opened
def show_scan(request, kind, pk):
    """The scan of a decision made on paper."""
    model = SCANNED.get(kind)
    row = get_object_or_404(model, pk=pk) if model else None
    if row is None or row.scan is None:
        raise Http404
    try:
        content = row.scan.open()
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, filename=row.scan.name, content_type=row.scan.content_type)


# Drafting --------------------------------------------------------------------------------------
def _draft(request, act, session):
    try:
        pages = act()
    except NotDrafted as reason:
        messages.error(request, str(reason))
        pages = []
    else:
        if len(pages) == 1:
            messages.success(request, _("已起草：%(name)s。请核对修改后送审。") % {"name": pages[0].title})
        elif pages:
            messages.success(request, _("已起草答复公开%(n)s篇，请逐篇核对修改后送审。") % {"n": len(pages)})
        else:
            messages.warning(request, _("没有需要起草的答复公开。"))
    if len(pages) == 1:
        return redirect("wagtailadmin_pages:edit", pages[0].pk)
    return redirect(f"{reverse('publishing_desk')}?session={session.code}")


def _draft_of_session(request, session_id, page_of, draft):
    """A session has one such page: where it is there already, it is shown instead."""
    session = get_object_or_404(Session, pk=session_id)
    if (there := page_of(session)) is not None:
        return redirect("publishing_review", there.pk)
    return _draft(request, lambda: [draft(session, request.user)], session)


@require_POST
@opened
def draft_the_summary(request, session_id):
    """起草年度总结."""
    return _draft_of_session(request, session_id, summary_of, draft_summary)


@require_POST
@opened
def draft_the_figures(request, session_id):
    """起草办理数据."""
    return _draft_of_session(request, session_id, figures_of, draft_figures)


@require_POST
@opened
def draft_the_notice(request, reply_id):
    """起草一份答复公开."""
    reply = get_object_or_404(Reply.objects.select_related("assignment__record__session"), pk=reply_id)
    return _draft(request, lambda: [draft_reply_notice(reply, request.user)], reply.assignment.record.session)


@require_POST
@opened
def draft_the_notices(request, session_id):
    """起草本届全部答复公开."""
    session = get_object_or_404(Session, pk=session_id)
    return _draft(request, lambda: draft_reply_notices(session, request.user), session)
