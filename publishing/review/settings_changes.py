"""Changing settings (设置变更): they decide how pages are reviewed or are printed on them, so 三审 has to agree, as to a page.

Until the first publication of an installation nobody has to: there is no reader yet, and often no 三审. Nor has anybody
to agree to how the place's organs and leaders are called (地名与称谓), or to the lists of reasons for sending back.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models import PortalSettings, SettingsAnswer, SettingsChange, Submission
from publishing.models.setting_changes import Subject
from publishing.review import kinds, telling
from publishing.review.acts import Refused, acting
from tracking import permissions, versions
from tracking.models import Event, OfficeSettings, Person, Role
from tracking.models.accounts import Account

FIELDS: dict[str, tuple[str, ...]] = {
    Subject.PORTAL: tuple(
        field.name for field in PortalSettings._meta.concrete_fields if field.name not in {"id", "site"}
    ),
    Subject.OFFICE: tuple(
        field.name for field in OfficeSettings._meta.concrete_fields if field.name not in {"id", "version"}
    ),
}
"What may be changed of each: every field, so that one added later is covered without anybody remembering it."
WORDS = frozenset({"place", "level", "above", "leaders_word", "upper_office_word", "section"})
"How the place's organs are called."
FREE = WORDS | {"letter_reasons", "proposal_reasons"}
"What takes no guard away, so that nobody has to agree to it: words, and the lists from which a reason is chosen."


def model_of(subject: str) -> type[PortalSettings] | type[OfficeSettings]:
    """The settings that a change is about."""
    return PortalSettings if subject == Subject.PORTAL else OfficeSettings


def _attribute(instance: PortalSettings | OfficeSettings, name: str) -> str:
    return next(field.attname for field in instance._meta.concrete_fields if field.name == name)


def values_of(subject: str, instance: PortalSettings | OfficeSettings) -> dict:
    """The settings as they are kept with a change: plain values by field, a picture by its key."""
    found = {}
    for name in FIELDS[subject]:
        value = getattr(instance, _attribute(instance, name))
        found[name] = value if value is None or isinstance(value, bool | int) else str(value)
    return found


def in_words(change: SettingsChange) -> list[tuple[str, str, str]]:
    """Each field of a change: what it is called, what it was, what it shall be."""
    model = model_of(change.subject)
    labels = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields}
    return [
        (
            labels[name],
            versions.worded(model, name, change.before[name]),
            versions.worded(model, name, change.after[name]),
        )
        for name in FIELDS[change.subject]
        if name in change.after
    ]


def needs_agreement() -> bool:
    """Whether 三审 has to agree: from the first publication on."""
    return Submission.objects.complete().exists()


# 提出 --------------------------------------------------------------------------------------------
def why_not_propose(account: Account) -> str:
    """Why this account may not propose other settings; empty when it may."""
    return "" if permissions.may_administer(account) else _("设置变更由系统管理员提出。")


def propose(subject: str, wanted: Mapping, *, account: Account, reason: str = "") -> SettingsChange:
    """Propose other settings, or change them at once where nobody has to agree; an event with before and after."""
    with transaction.atomic():
        instance = _locked(subject)
        before, after = values_of(subject, instance), dict(wanted)
        changed = {name: value for name, value in after.items() if name in before and value != before[name]}
        if sentence := why_not_propose(account) or ("" if changed else _("没有改动，不需要保存。")):
            raise Refused(sentence)
        change = SettingsChange(
            subject=subject,
            before={name: before[name] for name in changed},
            after=changed,
            reason=reason.strip(),
            needs_agreement=bool(changed.keys() - FREE) and needs_agreement(),
            recorded_by=account,
        )
        if change.needs_agreement:
            change.event = _event(kinds.SETTINGS_PROPOSED, change, account)
            change.save()
            telling.settings_proposed(change, permissions.person_of(account))
        else:
            change.event = _apply(change, instance, account)
            change.save()
    return change


def _event(
    what: str,
    change: SettingsChange,
    account: Account,
    *,
    decider: Person | None = None,
    written: versions.Written | None = None,
    comment: str = "",
) -> Event:
    said = "；".join(f"{label}：{old} → {new}" for label, old, new in in_words(change))
    return versions.append(
        what=what, summary=f"{change}：{said}", account=account, decider=decider, versions=written,
        on=timezone.localdate(),
        data={
            "subject": str(change.subject), "before": change.before, "after": change.after, "why": change.reason,
            "change": change.pk, "comment": comment,
        },
    )  # fmt: skip


def _locked(subject: str) -> PortalSettings | OfficeSettings:
    """The settings as they stand, their row locked, so that two changes wait in turn."""
    current = model_of(subject).current()
    if current.pk is not None:
        model_of(subject).objects.select_for_update().filter(pk=current.pk).first()
        current = model_of(subject).current()
    return current


def _apply(
    change: SettingsChange,
    instance: PortalSettings | OfficeSettings,
    account: Account,
    *,
    decider: Person | None = None,
    comment: str = "",
) -> Event:
    """Write what was wanted, as an event with before and after; what the settings refuse is said in words."""
    for name, value in change.after.items():
        setattr(instance, _attribute(instance, name), value)
    try:
        with versions.collecting() as written:
            if isinstance(instance, OfficeSettings):
                versions.keep(instance, user=account, reason=str(_("设置变更")))
            else:
                instance.full_clean()
                instance.save()
    except ValidationError as problem:
        raise Refused("".join(problem.messages)) from problem
    return _event(kinds.SETTINGS_CHANGED, change, account, decider=decider, written=written, comment=comment)


# 审定 --------------------------------------------------------------------------------------------
def why_not_answer(change: SettingsChange, account: Account) -> str:
    """Why this account may not decide on a change; empty when it may: 三审, and not who proposed it."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_role(person, Role.FINAL_REVIEWER):
        return _("设置变更由三审审定。")
    if change.recorded_by_id == account.pk:
        return _("提出人不能审定自己提出的设置变更，须由另一位三审审定。")
    return "" if change.is_open else _("这项设置变更已经审定。")


def answer(change: SettingsChange, *, account: Account, is_agreed: bool, comment: str = "") -> SettingsAnswer:
    """Agree to a change, and it holds at once, or refuse it."""
    with transaction.atomic():
        instance = _locked(change.subject)
        change = SettingsChange.objects.select_related("recorded_by__person").get(pk=change.pk)
        if sentence := why_not_answer(change, account):
            raise Refused(sentence)
        person, comment = acting(account), comment.strip()
        now = values_of(change.subject, instance)
        if is_agreed and any(now[name] != value for name, value in change.before.items()):
            raise Refused(_("提出之后这些设置已另有改动，请退回，由提出人重新提出。"))
        if is_agreed:
            event = _apply(change, instance, account, decider=person, comment=comment)
        else:
            event = _event(kinds.SETTINGS_REFUSED, change, account, decider=person, comment=comment)
        found = SettingsAnswer.objects.create(
            change=change, by=person, is_agreed=is_agreed, comment=comment, recorded_by=account, event=event
        )
        telling.settings_answered(change, is_agreed=is_agreed)
    return found


def open_changes() -> list[SettingsChange]:
    """The changes that wait for 三审, the oldest first."""
    waiting = SettingsChange.objects.filter(needs_agreement=True, answer=None)
    rows = waiting.select_related("recorded_by__person", "answer")
    return list(rows.order_by("pk"))
