"""Which figures the public may read (公开指标): under which heading, on which condition, and which of them open into items (R98).

A figure of the ledger stands under a heading of SECTIONS or, by name, in INTERNAL. Nothing else decides what is printed.
"""

from django.utils.translation import gettext_lazy as _

from tracking.figures import FIGURES
from tracking.models import Session

SECTIONS = (
    (
        _("承办件"),
        (
            "records", "assignments", "suggestions", "proposals", "lead", "sole", "separate", "joint",
            "from_region", "from_city", "from_district", "key_items", "withdrawn", "transferred",
        ),
    ),
    (
        _("办理和答复"),
        ("answered", "unanswered", "not_completed", "answer_rate", "completion_rate", "on_time_rate"),
    ),
    (
        _("沟通和反馈"),
        (
            "contact_rate", "satisfaction_rate", "satisfied", "basically_satisfied", "unsatisfied", "unheard",
            "still_unsatisfied",
        ),
    ),
    (_("答复类别"), tuple(f"class_{letter}{share}" for share in ("", "_share") for letter in "abcd")),
    (_("答复公开"), ("published", "published_rate")),
)  # fmt: skip
"The headings of the page of figures (办理数据), with the figures under each in the order of the page."
LEADING = ("records", "suggestions", "proposals", "completion_rate", "satisfaction_rate", "published_rate")
"The figures that stand large at the head of that page, in their order."
TABLED = frozenset(
    {
        "lead", "sole", "separate", "joint", "from_region", "from_city", "from_district",
        *(f"class_{letter}{share}" for share in ("", "_share") for letter in "abcd"),
    }
)  # fmt: skip
"What its tables by 承办方式, 来源层级 and 答复类别 say again; there it stands folded."
PUBLIC = frozenset(key for _heading, keys in SECTIONS for key in keys)
"Every figure that a page may print."
INTERNAL = frozenset(
    {
        "overdue", "redone", "off_ledger", "feedback_paper_share", "feedback_assembly_share",
        "feedback_lead_unit_share", "feedback_link_share", "feedback_imported_share",
    }
)  # fmt: skip
"Figures for reports and circulars, never printed on the portal (内部事务、过程性信息)."
COUNTS_OF_OPINIONS = frozenset({"satisfied", "basically_satisfied", "unsatisfied", "still_unsatisfied"})
"Printed only where the office publishes satisfaction (门户设置：公开满意度)."
TELLS_OPINIONS = COUNTS_OF_OPINIONS | {"satisfaction_rate"}
"Figures whose items are listed only there too: the list tells what each proposer thought of the reply."
TELLS_CONTACTS = frozenset({"contact_rate", "unheard"})
"Figures whose items are never listed: the list tells whom the office talked to and who did not answer (过程性信息)."


def public_figures(session: Session | None = None) -> list[str]:
    """The figures that a page may print, in the registry's order; with a session, those that it has."""
    return [key for key, one in FIGURES.items() if key in PUBLIC and (session is None or one.applies(session))]


def may_print(key: str, *, show_satisfaction: bool) -> bool:
    """Whether a page may print the figure."""
    return key in PUBLIC and (show_satisfaction or key not in COUNTS_OF_OPINIONS)


def may_list_items(key: str, *, show_satisfaction: bool) -> bool:
    """Whether the items behind a figure may be named."""
    return key not in TELLS_CONTACTS and (show_satisfaction or key not in TELLS_OPINIONS)
