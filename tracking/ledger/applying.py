"""Bringing a plan into the ledger (导入): all of it or nothing, in one transaction, each item with its event."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tracking import permissions, versions
from tracking.ledger.holding import bring_in
from tracking.ledger.planning import Plan, RowChange
from tracking.ledger.planning import plan as plan_again
from tracking.loop.bulk.backfill import backfill
from tracking.loop.bulk.batch import uncollected
from tracking.models import Session
from tracking.models.accounts import Account
from tracking.models.locking import locked
from tracking.versions.kinds import BACKFILL, kind_of
from tracking.wording.local import localised


@uncollected()
def apply(plan: Plan, account: Account | None = None, *, update: bool = False) -> dict[str, int]:
    """Import what a plan found: new items, and with `update` the differences too; a plan with errors is refused.

    Without an account the command line is at work. Raises PermissionDenied for anybody but the office's clerks,
    ValueError for a plan with errors, and Stale when the ledger has changed so that the plan no longer holds.
    """
    if account is not None and not permissions.may_enter(account):
        raise PermissionDenied(localised("导入台账由{section}经办办理。"))
    if plan.errors:
        raise ValueError(_("工作簿里还有%(n)s处错误，不能导入。") % {"n": len(plan.errors)})

    def write(plan: Plan) -> None:
        changes = [*plan.creates, *(plan.changes if update else [])]
        people = plan.contact_data if update else []
        if changes or people or plan.session.pk is None:
            _write(plan, changes, people, account)

    done = bring_in(
        plan,
        write,
        plan_again=lambda: plan_again(plan.sheet, plan.session, plan.only),
        writes=lambda plan: [change.record.pk for change in plan.changes],
        lock=lambda: plan.session.pk and locked(Session.objects.all()).get(pk=plan.session.pk),
    )
    return done.summary(update=update)


def _write(plan: Plan, changes: list[RowChange], people: list, account: Account | None) -> None:
    session = plan.session
    rows = [change.entry.facts for change in changes]
    units = [facts.record.lead_unit for facts in rows] + [one.unit for facts in rows for one in facts.partners]
    signers = [one for facts in rows for one in facts.signers]
    newcomers = [one for one in (session, *units, *signers) if one is not None and one.pk is None]
    for person, name, value in people:
        setattr(person, name, value)
    names = {"file": plan.sheet.name, "created": len(plan.creates), "updated": len(changes) - len(plan.creates)}
    opening = versions.EventDraft(
        what=BACKFILL,
        summary=_("据《%(file)s》补录：新增%(created)s件，更新%(updated)s件；同时登记届次、单位和提出人") % names,
        data=names | {"sha256": plan.sheet.sha256},
    )
    backfill(
        session,
        [change.entry for change in changes],
        account=account,
        reason=f"{kind_of(BACKFILL).label}：{plan.sheet.name}",
        opening=opening,
        newcomers=newcomers,
        people=[person for person, _name, _value in people],
    )
