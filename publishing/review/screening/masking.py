"""Masks by one click (一键遮盖): put into a draft's words, and into files that are made anew and take the old ones' place.

The old file stays where it was, behind the login: the press takes only the files of what is signed.
"""

import re
from collections.abc import Collection, Sequence
from itertools import chain, count
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from publishing.contacts import contacts_of_office
from publishing.models import Submission
from publishing.review.acts import Refused, locked
from publishing.review.screening import files, texts
from publishing.review.screening.documents import take_the_place
from publishing.review.screening.files import FileOfPage
from publishing.review.screening.findings import kept
from publishing.review.screening.looking import look_through, passages_of
from publishing.screening import Contacts, ScreenFinding, masked
from publishing.screening.files import Unscreenable, cleaned
from publishing.screening.passages import screen_passages
from tracking import permissions
from tracking.models import Role
from tracking.models.accounts import Account

MASKED = "_遮盖"
"What the name of a masked file ends with."
_MASKED_BEFORE = re.compile(rf"{MASKED}(?:[0-9]{{1,3}}|_[A-Za-z0-9]{{7}})?$")


def why_not_mask(page: Page, account: Account) -> str:
    """Why this account may not put masks into the page's draft; empty when it may."""
    if not permissions.has_role(account, Role.EDITOR):
        return _("遮盖由信息公开编辑办理。")
    if Submission.objects.open().of(page).exists():
        return _("本页正在审签，不能修改；请先撤回或由审签人退回，再遮盖。")
    if page.latest_revision_id is None or not page.permissions_for_user(account).can_edit():
        return _("您不能修改本页。")
    return ""


def mask(page: Page, *, account: Account, keys: Collection[str] = ()) -> int:
    """Apply the masks of some findings, or of all that can be masked, to the newest draft; returns how many.

    The words become a new revision of this editor's; a file becomes a new document, which the draft then uses.
    """
    with transaction.atomic():
        page = locked(page)
        if reason := why_not_mask(page, account):
            raise Refused(reason)
        draft = page.get_latest_revision_as_object()
        wanted = {one.key for one in look_through(draft).maskable if not keys or one.key in keys}
        if not wanted and keys:
            raise Refused(_("文字有改动，这一处已经没有，或换了位置；请看按现在文字筛查的结果，再遮盖。"))
        if not wanted:
            raise Refused(_("这一稿里没有可以遮盖的内容，请刷新后再看。"))
        contacts = contacts_of_office()
        used = files.files_of(draft)
        in_words, in_names = _in_words(draft, used, wanted, contacts)
        texts.mask(draft, texts.texts_of(draft), in_words)
        others = {}
        for number, file in enumerate(used):
            if (made := _made_anew(file, in_names[number], wanted, contacts, account)) is not None:
                others[file.row.pk] = made.pk
        take_the_place(draft, others)
        draft.save_revision(user=account, log_action=True, clean=False)
    return len(wanted)


def _in_words(
    draft: Page, used: Sequence[FileOfPage], wanted: set[str], contacts: Contacts
) -> tuple[list[ScreenFinding], list[tuple[list[ScreenFinding], list[ScreenFinding]]]]:
    """What is to be masked in the page's texts, and of each file in its title and its name."""
    passages = passages_of(draft, used)
    own = len(passages) - 2 * len(used)
    found = [one for one in screen_passages(passages, contacts) if kept(one, one.passage, True).key in wanted]
    of_texts = [[one for one in found if one.passage == number] for number in range(len(passages))]
    titles, names_masked = of_texts[own::2], of_texts[own + 1 :: 2]
    return [one for text in of_texts[:own] for one in text], list(zip(titles, names_masked, strict=True))


def _made_anew(
    file: FileOfPage,
    in_names: tuple[list[ScreenFinding], list[ScreenFinding]],
    wanted: set[str],
    contacts: Contacts,
    account: Account,
) -> AbstractDocument | None:
    """The document that takes a file's place; None where nothing in it is to be masked."""
    in_title, in_name = in_names
    chosen = {one.key for one in files.findings_in([file], contacts)} & wanted
    if not chosen and not in_title and not in_name:
        return None
    if not isinstance(file.row, AbstractDocument):
        raise Refused(_("%(file)s须另行上传改好的图片。") % {"file": file.called})
    made = get_document_model()(
        title=masked(file.row.title, in_title),
        collection=file.row.collection,
        uploaded_by_user=account,
    )
    name = _name_of(made, Path(masked(file.name, in_name)), MASKED if chosen else "")
    made.file.save(name, ContentFile(_bytes(file, chosen, contacts)))
    return made


def _name_of(made: AbstractDocument, before: Path, mark: str) -> str:
    """A plain name that no other file has: 附件_遮盖.docx, then 附件_遮盖2.docx; storage would add signs at random."""
    field, stem = made.file.field, _MASKED_BEFORE.sub("", before.stem)
    names = (f"{stem}{mark or '_'}{number}{before.suffix}" for number in count(2))
    return next(
        name
        for name in chain([f"{stem}{mark}{before.suffix}"], names)
        if not field.storage.exists(field.generate_filename(made, name))
    )


def _bytes(file: FileOfPage, chosen: set[str], contacts: Contacts) -> bytes:
    """A file with the masks chosen and without its properties; as it is where only its title or name is masked."""
    outcome, _findings = files.read(file.data(), file.name, contacts)
    if outcome is None or not chosen:
        return file.data()
    try:
        if outcome.can_mask:
            return outcome.masked(lambda one: files.key_of(one, file.sha256) in chosen)
        return cleaned(outcome.data)
    except Unscreenable as why:
        raise Refused(f"{file.called}：{why}") from why
