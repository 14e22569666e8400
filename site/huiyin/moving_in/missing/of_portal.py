"""Whether pages can be published (信息公开栏目): the columns, their identity, and enough people for every level."""

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.moving_in.missing import RED, YELLOW, Missing
from huiyin.moving_in.missing.of_people import nobody_is
from huiyin.moving_in.missing.snapshot import Snapshot
from publishing.models import Level, ReviewLevels
from publishing.review import on_call
from tracking.models import Role


def levels_of(now: Snapshot) -> list[Level]:
    """The levels that an ordinary page of this office needs."""
    is_two = now.rules.is_small or now.portal.levels_of_review == ReviewLevels.TWO
    secrecy = [Level.SECRECY] if now.portal.separate_secrecy_review else []
    return [Level.FIRST, *([] if is_two else [Level.SECOND]), *secrecy, Level.FINAL]


def missing_portal(now: Snapshot) -> list[Missing]:
    """What the office lacks to publish, here or on the platform above."""
    here = reverse("moving_in_portal")
    if not now.has_portal:
        return [Missing(YELLOW, _("还没有公开栏目；先办件、后公开的可以以后再建。"), _("建立栏目"), here)]
    found = []
    levels = levels_of(now)
    needed = [Role.EDITOR, *(role for level in levels if level is not Level.SECRECY for role in level.roles)]
    if unheld := now.unheld(needed):
        found.append(Missing(RED, nobody_is(unheld), _("指定审签人"), here))
    elif not _can_be_signed(now, levels):
        said = _("%(n)s级审签要%(n)s位不同的人，编写人不在其内，现在人手不够。") % {"n": len(levels)}
        found.append(Missing(RED, said, _("再指定一位"), here))
    if not now.portal.is_demonstration:
        blank = [
            str(now.portal._meta.get_field(name).verbose_name)
            for name in ("organiser", "agency_code", *(("site_code",) if now.portal.has_columns else ()))
            if not getattr(now.portal, name)
        ]
        if blank:
            said = _("正式网站还没有填：%(names)s。") % {"names": "、".join(blank)}
            found.append(Missing(YELLOW, said, _("填写网站资料"), reverse("publishing_settings")))
        if said := on_call.too_few_on_duty():
            found.append(Missing(YELLOW, said, _("指定值班撤稿人"), reverse("people_modeladmin_index")))
    return found


def _can_be_signed(now: Snapshot, levels: list[Level]) -> bool:
    """Whether, for one editor at least, every level finds somebody else."""
    signers = [set(now.holders(*level.roles)) for level in levels]
    return any(_all_find_one([one - {editor} for one in signers]) for editor in now.holders(Role.EDITOR))


def _all_find_one(choices: list[set[int]]) -> bool:
    """Whether each set can give a member of its own (各有其人)."""
    if not choices:
        return True
    return any(_all_find_one([one - {chosen} for one in choices[1:]]) for chosen in choices[0])
