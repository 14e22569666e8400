"""How a session stands (办理概况): its main figures as of a day beside last year's, and one sentence to read out."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracking import figures
from tracking.models import Session
from tracking.workdays import in_full

MAIN = (
    "records", "suggestions", "proposals", "lead", "joint", "answered", "unanswered", "overdue", "answer_rate", "contact_rate",
    "satisfaction_rate", "on_time_rate", "published_rate",
)  # fmt: skip
"What is asked for first, in the order in which a report says it."
SAID = ("answer_rate", "contact_rate", "satisfaction_rate")


@dataclass(frozen=True, slots=True)
class SessionStanding:
    """A session's main figures, and those of the year before where there was one."""

    session: Session
    as_of: date
    counts: dict[str, figures.Count]
    last: Session | None
    last_counts: dict[str, figures.Count]

    @property
    def rows(self) -> list[tuple[figures.Count, figures.Count | None]]:
        """Each figure with last year's; what neither year has is left out."""
        found = [(one, self.last_counts.get(key)) for key, one in self.counts.items()]
        return [(one, before) for one, before in found if one.value or (before is not None and before.value)]

    @property
    def sentence(self) -> str:
        """What can be said on the telephone: how many, answered, talked over and how content, to this day."""
        records, answered = self.counts["records"], self.counts["answered"]
        if not records.numerator:
            return _("%(session)s还没有交办的承办件。") % {"session": self.session.name}
        said = _("截至%(day)s，%(session)s共承办%(n)s件，已答复%(answered)s件") % {
            "day": in_full(self.as_of), "session": self.session.name, "n": records.printed, "answered": answered.printed,
        }  # fmt: skip
        rates = [self.counts[key] for key in SAID]
        said += "".join(
            _("，%(label)s%(value)s") % {"label": one.label, "value": one.proven} for one in rates if one.denominator
        )
        late = self.counts["overdue"]
        return said + (_("；超期未答复%(n)s件。") % {"n": late.printed} if late.numerator else _("；没有超期的。"))


def standing(session: Session, as_of: date) -> SessionStanding:
    """How a session stands on a day, beside the same kind of session of the year before, to its end."""
    last = Session.objects.before(session)
    before = figures.count(last, keys=MAIN) if last is not None else {}
    return SessionStanding(session, as_of, figures.count(session, as_of, keys=MAIN), last, before)
