"""What still stands in a signature's way (须处理的筛查结果): findings that were neither masked nor answered for."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from publishing.contacts import contacts_of_office
from publishing.models import Justification, Submission
from publishing.review.screening.files import files_of
from publishing.review.screening.findings import PageFinding, kept
from publishing.review.screening.looking import looked_at, passages_of
from publishing.screening.passages import screen_passages


def justifications_of(submission: Submission) -> dict[str, Justification]:
    """The findings that a second person answered for in this very text, by key."""
    rows = submission.justifications.all()
    return {one.finding: one for one in rows if one.content_sha256 == submission.content_sha256}


def standing(submission: Submission) -> list[PageFinding]:
    """What blocks a text and was neither masked nor answered for."""
    answered = justifications_of(submission)
    return [one for one in looked_at(submission).blocking if one.key not in answered]


def holds_something_back(submission: Submission) -> bool:
    """Whether the gate must stop the text: something was found when it was handed in, and nobody answered for it.

    A text that was signed before findings were kept with it stays public; the self-inspection looks at it.
    """
    return bool(submission.screening and standing(submission))


def why_held_back(submission: Submission) -> str:
    """Why the screening keeps a text from being signed; empty when nothing does. It holds for everybody."""
    found = standing(submission)
    if not found:
        return ""
    words = _(
        "内容筛查还有%(n)s处须处理（%(where)s：%(kind)s），须退回遮盖，或由编写人以外的审签人说明理由后才能签署。"
    )
    return words % {"n": len(found), "where": found[0].where, "kind": found[0].kind.label}


def answered_wordings(submissions: Iterable[Submission]) -> frozenset[str]:
    """The very words, without blanks, that somebody answered for in these texts; read from the texts, as no copy is kept."""
    contacts = contacts_of_office()
    found = set()
    for submission in submissions:
        if answered := justifications_of(submission):
            page = submission.revision.as_object()
            findings = screen_passages(passages_of(page, files_of(page)), contacts)
            found |= {bare(one.quote) for one in findings if kept(one, one.passage, False).key in answered}
    return frozenset(found)


def bare(words: str) -> str:
    """Words without blanks and line breaks, as two wordings are compared."""
    return "".join(words.split())
