"""What the chain seals of every act on a page (审签凭据): the one list by which rows are written, verified and let to the press.

How a line is read, and what to do for a new row or column: `tracking.versions.evidence`.
"""

from publishing.models import (
    CopyCleared,
    DefinitionAnswer,
    Justification,
    PaperAnswer,
    PaperForm,
    PaperPage,
    PaperSignature,
    PaperVerdict,
    Release,
    Released,
    SettingsAnswer,
    SettingsChange,
    SignOff,
    SignOffVerdict,
    Submission,
    TakeDown,
    TakeDownPaper,
    UpperPublication,
    Waiver,
    Withdrawal,
)
from publishing.review import kinds
from tracking.versions import evidence

BY_RECORDER = {"recorded_by_id": "account_id", "at": "at"}
BY_DECIDER = BY_RECORDER | {"decider_id": "decider_id"}
BY_WRITER = BY_RECORDER | {"by_id": "decider_id"}
SCAN = {"scan__sha256": "scan"}
OF_REVISION = {"page_id": "page", "revision_id": "revision", "content_sha256": "sha256"}


def alike(names: str) -> dict[str, str]:
    """Columns that the event's details know by the same names."""
    return {name: name for name in names.split()}


SUBMISSIONS = evidence.declare(
    Submission,
    whats={kinds.SUBMITTED},
    event=BY_WRITER,
    data=OF_REVISION
    | {"files": "uses", "levels_because": "because", "release_id": "release"}
    | alike("form levels note report screening"),
    from_the_first=True,
)
SIGNOFFS = evidence.declare(
    SignOff,
    whats={kinds.SIGNED: {"verdict": SignOffVerdict.AGREED}, kinds.REJECTED: {"verdict": SignOffVerdict.REJECTED}},
    event=BY_DECIDER | alike("on"),
    data=OF_REVISION | SCAN | {"submission_id": "submission", "paper_id": "paper_signature"} | alike("level comment"),
    from_the_first=True,
)
WITHDRAWALS = evidence.declare(
    Withdrawal,
    whats={kinds.WITHDRAWN},
    event=BY_WRITER,
    data={"submission_id": "submission", "submission__page_id": "page", "submission__content_sha256": "sha256"}
    | alike("reason"),
    from_the_first=True,
)
TAKE_DOWNS = evidence.declare(
    TakeDown,
    whats={kinds.TAKEN_DOWN},
    event=BY_DECIDER,
    data={"page_id": "page", "revision_id": "revision", "is_urgent": "urgent"}
    | SCAN
    | alike("cause reason ordered_by ordered_at way"),
    from_the_first=True,
)
WAIVERS = evidence.declare(
    Waiver,
    whats={kinds.WAIVED},
    event=BY_DECIDER,
    data={"submission_id": "submission", "submission__page_id": "page", "content_sha256": "sha256"}
    | SCAN
    | alike("finding rule quote message expected found reason note"),
    from_the_first=True,
)
JUSTIFICATIONS = evidence.declare(
    Justification,
    whats={kinds.JUSTIFIED},
    event=BY_DECIDER,
    data={"submission_id": "submission", "submission__page_id": "page", "content_sha256": "sha256"}
    | SCAN
    | alike("finding kind where quote reason note"),
)
DEFINITIONS = evidence.declare(
    DefinitionAnswer,
    whats={kinds.DEFINITION_CONFIRMED: {"is_confirmed": True}, kinds.DEFINITION_TAKEN_BACK: {"is_confirmed": False}},
    event=BY_DECIDER,
    data={"session_id": "session"} | alike("definition"),
    from_the_first=True,
)
evidence.declare(Release, whats={kinds.PLANNED}, event=BY_WRITER, data=alike("title publish_at expire_at note"))
evidence.declare(Released, whats={kinds.RELEASED}, event=BY_RECORDER, data={"release_id": "release"})
evidence.declare(PaperForm, whats={kinds.PAPER_RECORDED}, event=BY_RECORDER, data=SCAN | {"sha256": "scan"})
evidence.declare(
    PaperPage,
    whats={kinds.PAPER_PAGE},
    event=BY_RECORDER,
    data={"form_id": "form", "submission_id": "submission", "check_value": "check"},
)
evidence.declare(
    PaperSignature,
    whats={kinds.PAPER_SIGNATURE},
    event=BY_DECIDER | alike("on"),
    data={"form_id": "form"} | alike("level comment"),
)
evidence.declare(
    PaperAnswer,
    whats={kinds.PAPER_VOUCHED: {"verdict": PaperVerdict.TRUE}, kinds.PAPER_DENIED: {"verdict": PaperVerdict.FALSE}},
    event=BY_WRITER,
    data={"signature_id": "signature"},
)
OF_TAKE_DOWN = {"take_down_id": "take_down"}
evidence.declare(TakeDownPaper, whats={kinds.ORDER_FOLLOWED}, event=BY_RECORDER, data=OF_TAKE_DOWN | SCAN)
evidence.declare(
    CopyCleared, whats={kinds.COPY_CLEARED}, event=BY_RECORDER, data=OF_TAKE_DOWN | alike("place address note")
)
evidence.declare(
    UpperPublication,
    whats={kinds.PUBLISHED_ABOVE},
    event=BY_RECORDER,
    data={"page_id": "page", "submission_id": "submission", "content_sha256": "sha256", "published_at": "published"}
    | alike("platform url index_number came_from"),
)
evidence.declare(
    SettingsChange,
    whats={kinds.SETTINGS_PROPOSED: {"needs_agreement": True}, kinds.SETTINGS_CHANGED: {"needs_agreement": False}},
    event=BY_RECORDER,
    data={"reason": "why"} | alike("subject before after"),
)
evidence.declare(
    SettingsAnswer,
    whats={kinds.SETTINGS_CHANGED: {"is_agreed": True}, kinds.SETTINGS_REFUSED: {"is_agreed": False}},
    event=BY_WRITER,
    data={"change_id": "change"} | alike("comment"),
)

OF_PAGES = (SUBMISSIONS, SIGNOFFS, WITHDRAWALS, TAKE_DOWNS, WAIVERS, JUSTIFICATIONS)
"What the gate asks of a page before it is pressed."
