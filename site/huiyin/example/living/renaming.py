"""换成我们县: the visitor's own place and units give the living session its names; everything stays marked as an example."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.example.living.people import does_of, kind_of, short_of
from huiyin.example.living.session import is_demonstration, living_session, living_units
from tracking.loop import Refused
from tracking.models import OfficeSettings, Session, Unit, UnitAlias, UnitKind
from tracking.versions import chained, keep, kinds
from tracking.wording import clean_line, personal_numbers
from tracking.wording.names import without_padding

MARK = "（示例）"
SECOND_MARK = "（示例届次）"
"Where a unit of another session bears the name with the first mark already."
LONGEST = 60
MOST_LINES = 200


@dataclass
class Renamed:
    """What was renamed, and what of the list or of the units was left over."""

    session: Session
    units: list[tuple[str, str]] = field(default_factory=list)
    "Old and new name of each unit."
    unused: list[str] = field(default_factory=list)
    "Names of the list for which there was no unit."
    kept: list[str] = field(default_factory=list)
    "Units for which the list had no name: they keep theirs."


def why_not_rename() -> str:
    """Why names can't be put in here; empty in a demonstration with a living session."""
    if not is_demonstration() or living_session() is None:
        return _("只有演示可以换成本地的名称。")
    return ""


def names_in(text: str) -> list[str]:
    """The names of a pasted list, one a line; raises ValidationError with a sentence that says which line is wrong."""
    lines = [(place, _plain(line)) for place, line in enumerate(text.splitlines(), start=1)]
    lines = [(place, name) for place, name in lines if name]
    if len(lines) > MOST_LINES:
        raise ValidationError(_("最多贴%(most)s行，现在有%(n)s行。") % {"most": MOST_LINES, "n": len(lines)})
    problems, seen = [], {}
    for place, name in lines:
        if problem := _problem(name, seen.get(name)):
            problems.append(
                _("第%(place)s行“%(name)s”：%(problem)s") % {"place": place, "name": name[:LONGEST], "problem": problem}
            )
        seen.setdefault(name, place)
    if problems:
        raise ValidationError(problems)
    return list(seen)


def _plain(line: str) -> str:
    """A line's name without spaces set between its characters, and without the mark that it gets anyway."""
    cells = [without_padding(clean_line(cell).strip()) for cell in line.split("\t")]
    return "\t".join(cells).strip().removesuffix(MARK).removesuffix(SECOND_MARK)


def _problem(name: str, before: int | None) -> str:
    if before is not None:
        return _("与第%(line)s行重复，请删去一行。") % {"line": before}
    if len(name) > LONGEST:
        return _("太长，单位名称不超过%(most)s个字。") % {"most": LONGEST}
    if len(name) < 2 or not any("\u3400" <= letter <= "\u9fff" for letter in name):
        return _("不像单位名称，请写全称，一行一个。")
    if personal_numbers(name) or "\t" in name:
        return _("一行只写一个单位名称，不要电话和其他栏目。")
    return ""


def rename(place: str, level: str, names: list[str], *, account: object) -> Renamed:
    """Give the living session and its units these names, each as a new version, all under one event; raises Refused."""
    with transaction.atomic():
        if reason := why_not_rename():
            raise Refused(reason)
        session = Session.objects.select_for_update().get(pk=living_session().pk)
        said = _("换成本地名称（演示）：%(place)s") % {"place": place}
        with chained(kinds.LIST, said, account=account, summary=said):
            _rename_office(place, level, account)
            session.name = f"{place}{session.year}年“两会”{SECOND_MARK}"
            session.notice_title = f"{place}人民政府办公室关于做好{session.year}年建议提案办理工作的通知{MARK}"
            keep(session, user=account, reason=said)
            done = Renamed(session)
            units = living_units()
            found = dict(_matched(units, names))
            for unit in units:
                if unit.pk in found:
                    _rename_unit(unit, found[unit.pk], done, account, said)
                else:
                    done.kept.append(unit.name)
            done.unused = [name for name in names if name not in found.values()]
    return done


def _rename_office(place: str, level: str, account: object) -> None:
    settings = OfficeSettings.current()
    if (settings.place, settings.level) != (place, level):
        settings.place, settings.level = place, level
        keep(settings, user=account, reason=_("换成本地名称（演示）"))


def _rename_unit(unit: Unit, name: str, done: Renamed, account: object, reason: str) -> None:
    before = unit.name
    others = set(Unit.objects.exclude(pk=unit.pk).values_list("name", flat=True))
    marked = name + (SECOND_MARK if name + MARK in others else MARK)
    if marked in others:
        raise Refused(_("“%(name)s”已是别的单位的名称，请换一个。") % {"name": marked})
    if before != marked:
        unit.name, unit.kind = marked, kind_of(name)
        keep(unit, user=account, reason=reason)
    done.units.append((before, marked))
    # So that the visitor's own list of items is understood.
    if name not in Unit.objects.by_any_name():
        keep(UnitAlias(unit=unit, name=name), user=account, reason=reason)


def _matched(units: list[Unit], names: list[str]) -> Iterator[tuple[int, str]]:
    """Which unit gets which name: first by what it does, then townships to townships, then in the order of the list."""
    left, waiting = list(names), list(enumerate(units))
    for fits in (_does_the_same, _is_of_its_kind, lambda place, name: True):
        rest = []
        for place, unit in waiting:
            name = next((one for one in left if fits(place, one)), None)
            if name is None:
                rest.append((place, unit))
            else:
                left.remove(name)
                yield unit.pk, name
        waiting = rest


def _does_the_same(place: int, name: str) -> bool:
    does, short = does_of(place), short_of(place)
    return kind_of(does) == UnitKind.DEPARTMENT == kind_of(name) and (does[:2] in name or short[:2] in name)


def _is_of_its_kind(place: int, name: str) -> bool:
    return kind_of(does_of(place)) == kind_of(name) == UnitKind.TOWNSHIP
