"""Somebody follows an item from day to day (跟踪人): named, changed and released, and what somebody of the office notes."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import StepForm, TextField, pictures_field, with_pictures
from tracking.loop.engine.taking import Move
from tracking.models import Assignment, Following, Person, Rhythm, Role
from tracking.permissions import Candidate
from tracking.stages import BEFORE_HAND_OVER, OPEN, Stage
from tracking.wording import clauses
from tracking.wording.local import localised

PLACE = 55
WHILE_HANDLED = OPEN - BEFORE_HAND_OVER - {Stage.OBJECTED}
"From the hand-over to the end; not while it is undecided whose business the item is."


def may_have_a_follower(assignment: Assignment) -> bool:
    """Whether the part is one that somebody follows: that of a unit which answers."""
    return assignment.is_answering


def has_a_follower(assignment: Assignment) -> bool:
    """Whether somebody follows the part."""
    return assignment.is_answering and assignment.following is not None


def is_followed_by_the_office(assignment: Assignment) -> bool:
    """Whether somebody of the office follows the part, whose notes are no progress of the unit's."""
    return has_a_follower(assignment) and assignment.following.is_of_office


def is_of_the_office(who) -> bool:
    """Whether a user or person names followers for the office, of any unit and of its own."""
    return permissions.has_any_role(who, permissions.FOLLOWING)


def is_theirs_to_name(assignment: Assignment, *, decider=None) -> str:
    """Refuse a unit to put somebody in the place of whom the office sent itself."""
    now = assignment.following
    if now is None or not now.is_of_office or decider is None or is_of_the_office(decider):
        return ""
    said = localised("跟踪人%(name)s是{section}的，由{section}更换。")
    return said % {"name": now.person.name}


def after_it_was_last_named(assignment: Assignment):
    """The earliest day: that on which the one who follows it now began, or else that of the hand-over."""
    now = assignment.following
    return (now.from_on, _("开始跟踪日期")) if now is not None else (assignment.assigned_on, _("交办日期"))


class FollowerField(forms.TypedChoiceField):
    """One of those who may follow a part; the page of many items asks once for each unit."""

    def __init__(self, **kwargs):
        super().__init__(error_messages={"invalid_choice": _("请在列出的人员中选择跟踪人。")}, **kwargs)

    def offer(self, people: list[Candidate], first: Person | None) -> None:
        """Offer these people; the unit's own stand first, and those of the office are told apart."""
        found = {str(one.person.pk): one.person for one in people}
        office = localised("{section}")
        named = [
            (str(one.person.pk), str(one.person) if one.is_of_unit else f"{office} {one.person}") for one in people
        ]
        self.choices = [("", "———"), *named]
        self.initial = str(first.pk) if first is not None and str(first.pk) in found else None
        self.coerce = found.__getitem__


class NameFollowerForm(StepForm):
    """确定跟踪人: who, and how often a word is asked for."""

    person = FollowerField(label=gettext_lazy("跟踪人"))
    rhythm = forms.ChoiceField(
        label=gettext_lazy("记录节奏"),
        choices=Rhythm.choices,
        initial=Rhythm.NONE,
        help_text=gettext_lazy("办理中到点没有记录的，提示在跟踪人的首页。没有必要时选“不提醒”。"),
    )
    because = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例如更换的原因；可以不填。"),
    )

    def prepare(self) -> None:
        now, people = self.subject.following, permissions.may_follow(self.subject.unit)
        if not is_of_the_office(self.account):
            people = [one for one in people if one.is_of_unit]
            if now is not None and now.rhythm_by_office:
                del self.fields["rhythm"]
        self.fields["person"].offer(people, now.person if now is not None else None)
        if now is not None and "rhythm" in self.fields:
            self.fields["rhythm"].initial = now.rhythm


@step(
    "确定跟踪人",
    help="Name who follows the item from day to day (跟踪人, 一人一事项), or somebody else instead; and how often a word is asked for.",
    sources=WHILE_HANDLED,
    role=Role.OFFICE_CLERK,
    other_roles=[Role.UNIT_HANDLER, Role.SUPERVISOR, Role.OFFICE_REVIEWER],
    form=NameFollowerForm,
    day=gettext_lazy("开始跟踪日期"),
    applies=may_have_a_follower,
    guards=[is_theirs_to_name],
    not_before=after_it_was_last_named,
    leaves_to_workbook=True,
)
def name_follower(assignment, move, *, person, rhythm="", because=""):
    now, by_office = assignment.following, is_of_the_office(move.decider)
    chosen = next((one for one in permissions.may_follow(assignment.unit) if one.person.pk == person.pk), None)
    if chosen is None or not (by_office or chosen.is_of_unit):
        raise ValidationError({"person": _("%(name)s不是%(unit)s的承办人员。") % _of(assignment, person)})
    rhythm = Rhythm(rhythm or (now.rhythm if now is not None else Rhythm.NONE))
    if now is not None and now.rhythm_by_office and not by_office and rhythm != now.rhythm:
        raise ValidationError({"rhythm": localised("记录节奏由{section}确定，本单位不能更改。")})
    if rhythm != Rhythm.NONE and person.user_id is None:
        words = _("%(name)s没有账号，不能在系统中记录；请选“不提醒”，或换有账号的人。")
        raise ValidationError({"rhythm": words % {"name": person.name}})
    is_same = now is not None and now.person_id == person.pk
    if is_same and now.rhythm == rhythm:
        raise ValidationError({"person": _("跟踪人和记录节奏都没有改动。")})
    before = now.person.name if now is not None and not is_same else ""
    move.data |= {"follower": person.pk}
    if is_same:
        now.rhythm, now.rhythm_by_office = rhythm, by_office
        move.keep(now)
    else:
        set_by_office = by_office and rhythm != Rhythm.NONE or (now is not None and now.rhythm_by_office)
        if now is not None:
            end(now, move, because or _("改由%(name)s跟踪") % {"name": person.name})
        begin(assignment, move, chosen, rhythm, set_by_office)
    named = f"{before} → {person.name}" if before else person.name
    return clauses(_("%(named)s，%(rhythm)s") % {"named": named, "rhythm": rhythm.label}, because)


def _of(assignment: Assignment, person: Person) -> dict:
    return {"name": person.name, "unit": assignment.unit}


def end(one: Following, move: Move, because: str) -> None:
    """On this day the person follows the part no more; never before the day on which they began."""
    move.keep(one.end(max(move.on, one.from_on), because))


def begin(
    assignment: Assignment,
    move: Move,
    chosen: Candidate,
    rhythm: Rhythm,
    by_office: bool,
    not_before: date | None = None,
) -> None:
    """From this day the person follows the part."""
    facts = {"rhythm": rhythm, "rhythm_by_office": by_office, "from_on": max(move.on, not_before or move.on)}
    move.keep(Following(assignment=assignment, person=chosen.person, is_of_office=not chosen.is_of_unit, **facts))


class ReleaseFollowerForm(StepForm):
    """取消跟踪."""

    because = forms.CharField(label=gettext_lazy("原因"), max_length=200)


@step(
    "取消跟踪",
    help="Let nobody follow the item any more (取消跟踪), with the reason.",
    sources=WHILE_HANDLED,
    role=Role.OFFICE_CLERK,
    other_roles=[Role.UNIT_HANDLER, Role.SUPERVISOR, Role.OFFICE_REVIEWER],
    form=ReleaseFollowerForm,
    day=gettext_lazy("结束跟踪日期"),
    applies=has_a_follower,
    guards=[is_theirs_to_name],
    not_before=after_it_was_last_named,
    leaves_to_workbook=True,
)
def release_follower(assignment, move, *, because):
    now = assignment.following
    if now.rhythm_by_office and not is_of_the_office(move.decider):
        raise ValidationError(localised("本件的跟踪由{section}要求，本单位可以换人，不能取消。"))
    end(now, move, because)
    return clauses(now.person.name, because)


class FollowUpForm(StepForm):
    """跟踪记录."""

    text = TextField(label=gettext_lazy("情况"), help_text=gettext_lazy("承办单位也看得到。"))
    pictures = pictures_field()


@step(
    "跟踪记录",
    help="Note what somebody of the office who follows the item saw or heard of it (跟踪记录); a unit's own notes are its progress.",
    sources=WHILE_HANDLED,
    role=Role.SUPERVISOR,
    other_roles=[Role.OFFICE_CLERK, Role.OFFICE_REVIEWER],
    form=FollowUpForm,
    applies=is_followed_by_the_office,
    not_before=lambda assignment: (assignment.assigned_on, _("交办日期")),
    leaves_to_workbook=True,
    event_keeps_files=True,
)
def follow_up(assignment, move, *, text, pictures=()):
    move.files += pictures
    return with_pictures(text, pictures)


def pass_on(assignment: Assignment, move: Move, coming: str) -> str:
    """Let whoever comes follow the part in the place of who leaves (交接): the name that it has then; empty where nobody has."""
    now = assignment.following
    known = [one for one in permissions.may_follow(assignment.unit) if one.person.name == coming]
    end(now, move, _("交接给%(name)s") % {"name": coming})
    if len(known) != 1:
        return ""
    rhythm = Rhythm(now.rhythm) if known[0].person.user_id is not None else Rhythm.NONE
    begin(assignment, move, known[0], rhythm, now.rhythm_by_office, now.ended_on)
    return known[0].person.name


def is_followed_by(assignment: Assignment, name: str, decider) -> bool:
    """Whether somebody of this name follows the part, in whose place this decider may put another."""
    now = assignment.following
    return now is not None and now.person.name == name and not is_theirs_to_name(assignment, decider=decider)


def stop_following(assignment: Assignment, move: Move, because: str) -> None:
    """End it with the part itself: the part was given back, withdrawn or passed on."""
    if assignment.following is not None:
        end(assignment.following, move, because)
