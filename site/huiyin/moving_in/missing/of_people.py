"""Whether the loop has its people (人员与角色): every role held, and by enough different ones."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.moving_in.missing import RED, YELLOW, Missing
from huiyin.moving_in.missing.snapshot import Snapshot, can_log_in, listed
from tracking.models import Person, Role
from tracking.wording.local import localised

NEEDED = (Role.OFFICE_CLERK, Role.OFFICE_REVIEWER, Role.LEADER)
"Without these no item gets through the loop."


def nobody_is(roles: Iterable[Role]) -> str:
    """A sentence that names roles which nobody holds."""
    return _("还没有人是：%(roles)s。") % {"roles": "、".join(str(role.label) for role in roles)}


def missing_people(now: Snapshot) -> list[Missing]:
    """What the loop lacks in people."""
    add, people = reverse("moving_in_people"), reverse("people_modeladmin_index")
    found = []
    if unheld := now.unheld(NEEDED):
        found.append(Missing(RED, nobody_is(unheld), _("登记人员"), add))
    clerks = now.holders(Role.OFFICE_CLERK).values()
    if clerks and not any(can_log_in(one) for one in clerks):
        found.append(Missing(RED, localised("{section}经办没有能登录的账号，不能导入、交办。"), _("开通账号"), people))
    if not unheld and (stuck := _whose_drafts_stay(now)):
        found.append(Missing(RED, _stuck_words(now, stuck), _("再登记一位"), add))
    found += _away(now)
    if waiting := [one for one in now.given if one.is_waiting]:
        said = _("有%(n)s项授权待第二个人确认，确认之前不起作用。") % {"n": len(waiting)}
        found.append(Missing(YELLOW, said, _("查看待确认的授权"), reverse("powers")))
    if len(now.holders(Role.ADMIN)) == 1 and len(now.given) > 1:
        said = _("只有一位系统管理员：忘记密码或离任时没有人能办。")
        found.append(Missing(YELLOW, said, _("再指定一位"), people))
    return found


def _whose_drafts_stay(now: Snapshot) -> list[Person]:
    """Those who draft letters that nobody else could review and sign (拟稿、审核、签发分开)."""
    reviewers, signers = now.holders(Role.OFFICE_REVIEWER), now.holders(Role.LEADER)
    drafters = now.holders(Role.UNIT_HANDLER) or now.holders(Role.OFFICE_CLERK)
    enough = 1 if now.rules.is_small else 2
    return [
        person
        for key, person in drafters.items()
        if not reviewers.keys() - {key}
        or not signers.keys() - {key}
        or len((reviewers.keys() | signers.keys()) - {key}) < enough
    ]


def _stuck_words(now: Snapshot, stuck: list[Person]) -> str:
    names = listed((one.name for one in stuck), most=3)
    if now.rules.is_small:
        return _("%(names)s拟的答复没有别人能审核、签发：拟稿人不能审核、签发自己的稿。") % {"names": names}
    return _("%(names)s拟的答复没有另外两人分别审核、签发：拟稿、审核、签发要三个人。") % {"names": names}


def _away(now: Snapshot) -> list[Missing]:
    """Roles whose one holder is away, which their delegations tell, and that nobody stands in for."""
    away = {one.giver_id for one in now.delegations}
    stood_in = {Role(one.role) for one in now.delegations}
    found = []
    for role in (*NEEDED, Role.SUPERVISOR):
        holders = now.holders(role)
        if len(holders) == 1 and holders.keys() <= away and role not in stood_in:
            (one,) = holders.values()
            said = _("%(role)s只有%(name)s一人，现在不在岗，这个角色没有委托别人代理。")
            words = said % {"role": role.label, "name": one.name}
            found.append(Missing(RED, words, _("登记委托代理"), reverse("delegations_modeladmin_create")))
    return found
