"""Letting a finding stand (放行、说明理由), whichever check found it: by whose turn it is to sign, and by no author of the text."""

from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import Submission
from publishing.review.acts import Refused, fresh, locked
from publishing.review.levels import why_not_answer, why_void
from tracking import permissions
from tracking.models import Person, PrivateFile
from tracking.models.accounts import Account


def why_not_let_stand(
    submission: Submission, act: str, *, decider: Person | None, account: Account, scan: PrivateFile | None = None
) -> str:
    """Why this decider may not let a finding stand; empty when they may. `act` names it in the sentence, e.g. 放行."""
    if not submission.is_open or (level := submission.next_level) is None:
        return _("这次送审%(state)s，不能%(act)s。") % {"state": submission.get_state().label, "act": act}
    return why_void(submission) or why_not_answer(submission, level, decider=decider, account=account, scan=scan)


def taken_up(
    submission: Submission, act: str, *, decider: Person | None, account: Account, scan: PrivateFile | None = None
) -> tuple[Page, Submission, Person]:
    """The page, locked, its submission as it stands and who decides; Refused where they may not. Within a transaction."""
    page = locked(submission.page)
    submission = fresh(submission)
    decider = decider or permissions.person_of(account)
    sentence = why_not_let_stand(submission, act, decider=decider, account=account, scan=scan)
    if sentence or decider is None:
        raise Refused(sentence)
    return page, submission, decider
