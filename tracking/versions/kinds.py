"""The register of event kinds (事项): what the chain may record, each with its label, what it says and who reads it.

Declaring a step registers its code as a kind. Another app registers its kinds in one module of its own when it is ready.
A kind is never taken out: events of old still bear one that is written no more.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from tracking.wording.labels import Label


class Readers(Enum):
    """Who reads the events of a kind: the value names the pages that list them."""

    OFFICE = "办理记录"
    "Those who see the whole ledger."
    FILE = "办理记录、一件一档"
    "They, and whoever may open the file of the event's item."
    OPINIONS = "办理记录、一件一档（限可看会办意见者）"
    "They, and of those who may open that file the ones who may read an outside unit's opinion."


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event."""

    code: str
    "What `Event.what` holds: sealed, and so never changed."
    label: Label
    "What `Event.label` holds, unless the writer gives a more precise one."
    says: str
    "One sentence: what such an event tells."
    readers: Readers


class UnknownKind(LookupError):
    """An event was to be written whose kind is not registered."""


KINDS: dict[str, EventKind] = {}
"Every kind by its code."


def register(code: str, label: Label, says: str, readers: Readers = Readers.FILE) -> str:
    """Register a kind and return its code; a code that is taken is refused."""
    if code in KINDS:
        raise ValueError(f"the event kind {code!r} is registered already")
    KINDS[code] = EventKind(code, label, says, readers)
    return code


def read_by(readers: Readers) -> list[str]:
    """The codes of the kinds that these readers read."""
    return [code for code, kind in KINDS.items() if kind.readers is readers]


def kind_of(code: str) -> EventKind:
    """The kind with this code; UnknownKind where there is none."""
    if code not in KINDS:
        raise UnknownKind(f"the event kind {code!r} is not registered")
    return KINDS[code]


# fmt: off
# The ledger.
BACKFILL = register("backfill", _("台账补录"), "An item was entered or changed from a workbook, or what came with its rows was.")
FILL_IN = register("fill_in", _("回填"), "A unit's sheet brought progress, contacts or a planned class of answer.")
PAPER_CONFIRMED = register("paper_confirmed", _("确认纸质决定"), "The decider confirmed a decision recorded from paper, or another person its scan (复核).")
# The office.
LIST = register("list", _("修改名录"), "A row of a list was entered, changed or deleted, a circular drafted, or mail chosen.", Readers.OFFICE)
PAPER_TEMPLATE = register("paper_template", _("更换文书模板"), "The office's own Word template of a paper was put in or taken out.", Readers.OFFICE)
ROLES = register("roles", _("交接角色"), "The roles of a person who leaves went to a successor.", Readers.OFFICE)
ACCOUNT = register("account", _("账号变更"), "An account was opened, changed, given a password or deleted.", Readers.OFFICE)
POWER_CONFIRMED = register("power_confirmed", _("确认授权"), "A second person confirmed a role or a delegation: it takes effect.", Readers.OFFICE)
POWER_REFUSED = register("power_refused", _("不同意授权"), "A second person refused a role or a delegation: it is taken back.", Readers.OFFICE)
POWER_LETTER = register("power_letter", _("录入授权书"), "A letter of authority for a role or a delegation was entered.", Readers.OFFICE)
EXAMPLE = register("example", _("装载示例"), "The accounts, units and session of the example were loaded.", Readers.OFFICE)
