"""The table in which proposed sessions are looked over (届次对照表): a row for each meeting, and one for both of them in one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from huiyin.moving_in.given import Given, GivenRow, value_of
from huiyin.moving_in.list_proposal import ListProposal
from huiyin.moving_in.session_guesses import BOTH, SessionGuess
from huiyin.moving_in.sheets import SESSIONS
from tracking.admin.frame import key_in
from tracking.models import Session
from tracking.models.session_patterns import REPLY_CLASSES
from tracking.wording import clean_line

TYPED = (
    "name",
    "code",
    "year",
    "upper_name",
    "fixed_due_on",
    "handed_over_on",
    "answer_months",
    "sign_for_days",
    "uses_instruction",
)
"The entries that the table shows."


@dataclass(slots=True)
class SessionRow:
    """One session, as the table shows it and as it comes back."""

    number: int
    guess: SessionGuess
    into: int | None
    "The registered session that is chosen instead of a new one."
    is_chosen: bool
    "Whether its items go there: with both meetings, either the two rows or the one of both."
    values: dict[str, str]
    classes: str = "usual"

    @property
    def code(self) -> str:
        """The code under which a new session is registered."""
        return self.values["code"]

    @property
    def class_choices(self) -> list[tuple[str, str]]:
        """How the classes of answers may be called."""
        return [(key, str(label)) for key, (label, _classes) in REPLY_CLASSES.items()]


def session_rows(proposal: ListProposal, typed: QueryDict | None = None) -> list[SessionRow]:
    """The table's rows; with `typed` as somebody left them."""
    both = next((one for one in proposal.sessions if one.kind == BOTH), None)
    apart = [one.session for one in proposal.sessions if one.kind != BOTH]
    is_one = both is not None and both.session is not None and set(apart) == {both.session}
    if typed is not None and "sessions" in typed:
        is_one = both is not None and typed["sessions"] == "one"
    rows = []
    for number, guess in enumerate(proposal.sessions, start=1):
        row = SessionRow(
            number,
            guess,
            guess.session.pk if guess.session else None,
            (guess.kind == BOTH) == is_one,
            {
                "name": guess.name,
                "code": guess.code,
                "year": str(guess.year),
                "upper_name": "",
                "fixed_due_on": guess.due_on.isoformat() if guess.due_on else "",
                "handed_over_on": "",
                "answer_months": str(Session._meta.get_field("answer_months").default),
                "uses_instruction": str(_("是")),
                "sign_for_days": str(Session._meta.get_field("sign_for_days").default),
            },
            guess.classes,
        )
        if typed is not None:
            _as_typed(row, typed)
        rows.append(row)
    return rows


def _as_typed(row: SessionRow, typed: QueryDict) -> None:
    kind, known = row.guess.kind, set(Session.objects.values_list("pk", flat=True))
    if (into := typed.get(f"into-{kind}")) is not None:
        row.into = chosen if (chosen := key_in(into)) in known else None
    for key in TYPED:
        if (words := typed.get(f"{key}-{kind}")) is not None:
            row.values[key] = clean_line(words).strip()
    if (classes := typed.get(f"classes-{kind}")) in REPLY_CLASSES:
        row.classes = classes


def give_sessions(rows: Iterable[SessionRow], given: Given) -> None:
    """Add the chosen new sessions to what will be entered."""
    entries = {one.key: one for one in SESSIONS.entries}
    taken = dict(Session.objects.values_list("code", "name"))
    for row in rows:
        if not row.is_chosen or row.into:
            continue
        found = GivenRow(SESSIONS, row.number, {"reply_classes": REPLY_CLASSES[row.classes][1]})
        for key in TYPED:
            if not row.values[key] and not entries[key].is_required:
                continue
            try:
                found.values[key] = value_of(entries[key], row.values[key])
            except ValueError as why:
                given.tell(found, key, str(why))
            if not row.values[key]:
                given.tell(found, key, _("必须填写。"))
        code = row.values["code"]
        if code in taken:
            given.tell(
                found,
                "code",
                _("届次代码“%(code)s”已是%(name)s的，请换一个，或选择那一届。") % {"code": code, "name": taken[code]},
            )
        taken[code] = row.values["name"]
        given.rows[SESSIONS.key].append(found)
