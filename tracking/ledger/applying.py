"""Bringing a plan into the ledger (导入): all of it or nothing, in one transaction, each item with its event."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracking import permissions, versions
from tracking.ledger.planning import Change, Plan
from tracking.ledger.planning import plan as plan_again
from tracking.locking import lock_items, locked
from tracking.models import Session
from tracking.steps.backfill import CODE, LABEL, backfill
from tracking.steps.batch import uncollected
from tracking.steps.engine import Stale


@uncollected()
def apply(plan: Plan, account=None, *, update: bool = False) -> dict[str, int]:
    """Import what a plan found: new items, and with `update` the differences too; a plan with errors is refused.

    Without an account the command line is at work. Raises PermissionDenied for anybody but the office's clerks,
    ValueError for a plan with errors, and Stale when the ledger has changed so that the plan no longer holds.
    """
    if account is not None and not permissions.may_import(account):
        raise PermissionDenied(_("导入台账由政府办经办办理。"))
    if plan.errors:
        raise ValueError(_("工作簿里还有%(n)s处错误，不能导入。") % {"n": len(plan.errors)})
    try:
        with transaction.atomic():
            plan = _still_holding(plan)
            changes = [*plan.creates, *(plan.changes if update else [])]
            people = plan.contact_data if update else []
            if changes or people or plan.session.pk is None:
                _write(plan, changes, people, account)
    except IntegrityError as problem:
        raise Stale(_("导入期间台账又有了新的内容，没有导入。请重新预览后再导入。")) from problem
    return plan.summary(update=update)


def _still_holding(plan: Plan) -> Plan:
    """Lock what the plan is about, and make sure that it would say the same now: nothing is imported unseen."""
    session = plan.session
    if session.pk is not None:
        locked(Session.objects.all()).get(pk=session.pk)
    lock_items(change.record.pk for change in plan.changes)
    head = versions.locked_head()
    if head.number == plan.seen:
        return plan
    again = plan_again(plan.sheet, session)
    if again.errors or _said(again) != _said(plan):
        raise Stale(_("预览之后台账又有变动，没有导入。请重新预览后再导入。"))
    return again


def _said(plan: Plan) -> tuple:
    """What a plan showed to the one who confirmed it."""
    creates = [(one.sheet, one.row, one.record.number_label, one.stage) for one in plan.creates]
    return creates, plan.updates, plan.unchanged


def _write(plan: Plan, changes: list[Change], people: list, account) -> None:
    session = plan.session
    rows = [change.entry.facts for change in changes]
    units = [facts.record.lead_unit for facts in rows] + [one.unit for facts in rows for one in facts.partners]
    signers = [one for facts in rows for one in facts.signers]
    newcomers = [one for one in (session, *units, *signers) if one is not None and one.pk is None]
    for person, name, value in people:
        setattr(person, name, value)
    names = {"file": plan.sheet.name, "created": len(plan.creates), "updated": len(changes) - len(plan.creates)}
    opening = versions.Draft(
        what=CODE,
        label=str(LABEL),
        summary=_("据《%(file)s》补录：新增%(created)s件，更新%(updated)s件；同时登记届次、单位和提出人") % names,
        data=names | {"sha256": plan.sheet.sha256},
    )
    backfill(
        session,
        [change.entry for change in changes],
        account=account,
        reason=f"{LABEL}：{plan.sheet.name}",
        opening=opening,
        newcomers=newcomers,
        people=[person for person, _name, _value in people],
    )
