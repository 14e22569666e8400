"""The review by the city office (报市政府办审核、审核通过、市政府办退回), before or after the seal by the session's setting."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking.loop.editing import EditingForm, keep_edits
from tracking.loop.engine.declaring import step
from tracking.loop.engine.fields import StepForm, TextField
from tracking.loop.sending_back import worded
from tracking.models import Assignment, CityResult, CityReview, Reply, Role
from tracking.stages import Stage
from tracking.wording.local import local, localised

PLACE = 80


def goes_to_the_city(assignment: Assignment) -> bool:
    """Whether the city office reviews the letter: on upper-level items, where the session says so; a 会办意见 by a setting of its own (R22)."""
    record = assignment.record
    if not assignment.is_answering or record.is_own or record.session.city_review == CityReview.NONE:
        return False
    return not record.is_joint or record.session.city_reviews_opinions


def is_with_the_city(assignment: Assignment) -> bool:
    """Whether the city office reviews the letter, or has it already although the session's setting was changed since."""
    return assignment.stage == Stage.REPORTED or goes_to_the_city(assignment)


def awaits_the_city(assignment: Assignment) -> bool:
    """Whether this round's letter still needs the city office's approval before it is delivered."""
    reply, review = assignment.reply, assignment.record.session.city_review
    if reply is None or reply.city_result == CityResult.PASSED or not goes_to_the_city(assignment):
        return False
    # A number that came in with a workbook proves what the session lets come before the number.
    return review == CityReview.AFTER_SEAL or reply.signed_on is not None


def after_signing(assignment: Assignment):
    """The earliest day: that of the letter where it is sealed already, else that of the leader's signature."""
    reply = assignment.reply
    if reply and reply.issued_on:
        return reply.issued_on, _("成文日期")
    return (reply.signed_on if reply else None), _("签发日期")


def after_report(assignment: Assignment):
    """The earliest day: that on which the letter was sent to the city office."""
    return (assignment.reply.reported_on if assignment.reply else None), _("报送日期")


def after_clearance(assignment: Assignment):
    """The earliest day: that of the city office's answer where it reviews before the seal, else as `after_signing`."""
    reply = assignment.reply
    if reply and reply.city_result_on:
        return reply.city_result_on, localised("{upper_office}审核日期")
    return after_signing(assignment)


def comes_before_the_seal(assignment: Assignment, *, decider=None) -> str:
    """Refuse to report before the seal where the session reviews after it, and after the seal where it reviews before it."""
    after = assignment.record.session.city_review == CityReview.AFTER_SEAL and not assignment.record.is_joint
    if after and assignment.stage == Stage.SIGNED:
        return localised("本届先正式行文，再报{upper_office}审核。")
    if assignment.stage == Stage.NUMBERED and not awaits_the_city(assignment):
        return localised("已经正式行文，不再报{upper_office}审核。")
    return ""


@step(
    local("报{upper_office}审核"),
    help="Send the signed draft to the city office for review (统一报市政府办公室建议提案与信息科审核).",
    sources=[Stage.SIGNED, Stage.NUMBERED],
    target=Stage.REPORTED,
    role=Role.OFFICE_CLERK,
    day=gettext_lazy("报送日期"),
    applies=goes_to_the_city,
    guards=[comes_before_the_seal],
    not_before=after_signing,
)
def report(assignment, move):
    reply = assignment.reply
    reply.reported_on = move.on
    move.keep(reply)
    return str(assignment.record.session.upper_name)


class CityPassForm(StepForm):
    """市政府办审核通过."""

    comment = TextField(label=local("{upper_office}审核意见"), required=False, rows=2)


@step(
    local("{upper_office}审核通过"),
    help="Register that the city office passed it (市政府办审核通过).",
    sources=[Stage.REPORTED],
    target=Stage.CLEARED,
    role=Role.OFFICE_CLERK,
    form=CityPassForm,
    day=gettext_lazy("审核日期"),
    applies=is_with_the_city,
    not_before=after_report,
)
def city_passes(assignment, move, *, comment=""):
    return _city_said(assignment.reply, move, CityResult.PASSED, comment)


class CityReturnForm(EditingForm):
    """市政府办退回."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["comment"].label = localised("{upper_office}审核意见")


@step(
    local("{upper_office}退回"),
    help="Register that the city office returned it (市政府办退回): it goes back to the unit for a new round, and its number is free again.",
    sources=[Stage.REPORTED],
    target=Stage.HANDLING,
    role=Role.OFFICE_CLERK,
    form=CityReturnForm,
    day=gettext_lazy("退回日期"),
    applies=is_with_the_city,
    not_before=after_report,
    opposite_of=city_passes,
)
def city_returns(assignment, move, *, reason="", comment="", edited="", edited_file=None, edited_left_out=""):
    reply = assignment.reply
    move.data["reason"] = reason
    void = reply.doc_number
    reply.doc_number, reply.issued_on = "", None
    said = _city_said(reply, move, CityResult.RETURNED, worded(reason, comment))
    said += keep_edits(reply, move, edited, edited_file, edited_left_out)
    if not void:
        return said
    move.data["void"] = void
    return _("%(said)s（原编%(number)s作废，可重新使用）") % {"said": said, "number": void}


def _city_said(reply: Reply, move, result: CityResult, comment: str) -> str:
    reply.city_result, reply.city_result_on, reply.city_comment = result, move.on, comment
    move.keep(reply)
    return comment or str(result.label)


def is_cleared(assignment: Assignment, *, decider=None) -> str:
    """Refuse a number to a letter that the city office reviews before the seal and has not passed, and to one that has its number."""
    before = assignment.record.session.city_review == CityReview.BEFORE_SEAL
    if assignment.stage == Stage.SIGNED and before and goes_to_the_city(assignment):
        return localised("须先报{upper_office}审核，通过后再行文。")
    if assignment.stage == Stage.CLEARED and assignment.reply and assignment.reply.doc_number:
        return _("已经正式行文，请送达。")
    return ""
