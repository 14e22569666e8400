"""What a 交办清单 proposes, in lines for whoever runs the command (清单建议): nothing is entered."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from huiyin.moving_in.list_proposal import ListProposal, read_proposal
from huiyin.moving_in.unit_guesses import own_place
from tracking import ledger


def proposal_of(path: str, today: date) -> ListProposal | None:
    """What a file proposes where it is a list; None where no table of ours can be read from it."""
    try:
        sheet = ledger.read(path, Path(path).name)
    except ledger.Unreadable:
        return None
    return read_proposal(sheet, today, place=own_place())


def in_lines(proposal: ListProposal) -> Iterator[str]:
    """Sessions, units with the ways in which the list writes them, and what has to be asked."""
    for session in proposal.sessions:
        told = {
            "label": session.label,
            "n": session.count,
            "name": session.session or session.name,
            "code": session.code,
        }
        if session.session is not None:
            yield _("届次：%(label)s%(n)s件，已有%(name)s。") % told
        else:
            yield _("届次：%(label)s%(n)s件，提议%(name)s（代码 %(code)s）。") % told
    for unit in proposal.new_units:
        ways = "、".join(one.name for one in unit.missing if one.name != unit.full)
        written = _("，清单里写作%(ways)s") % {"ways": ways} if ways else ""
        yield f"{_('单位')}：{unit.full}（{unit.kind.label}{written}）{unit.doubt}"
    if proposal.asks_kind:
        yield _("要问：看不出是建议还是提案。")
    for column in proposal.columns:
        told = {"row": column.row, "heading": column.heading, "guess": column.guess}
        yield _("要问：第%(row)s行表头“%(heading)s”像是%(guess)s，读作哪一栏？") % told
    for cell in proposal.together:
        yield _("要问：%(where)s“%(cell)s”几个单位写在一起，谁牵头？") % {"where": cell.where, "cell": cell.cell}
    yield from proposal.told
