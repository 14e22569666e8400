"""A naive replay of history in plain Python: what the figures of a session must be, written without a query."""

from datetime import date, datetime

from tracking.models import Assignment, Delivery, Feedback, HandlingRecord, Reply, Session
from tracking.stages import Stage

ANSWERING = {"lead", "sole", "separate"}
PROACTIVE = {"full", "summary"}


def half_up(n: int, d: int) -> float | None:
    """A rate in percent to one decimal, a half rounded up, in whole numbers only."""
    return (n * 2000 + d) // (2 * d) / 10 if d else None


class Replay:
    """All versions of a session's ledger, read once; any day, as known at any moment, is then told from memory."""

    def __init__(self, session: Session):
        self.session = session
        self.history = {
            model: list(model.history.model.objects.order_by("history_id"))
            for model in (Session, HandlingRecord, Assignment, Feedback)
        }
        self.rows = {model: list(model.objects.all()) for model in self.history}
        self.replies = {reply.pk: reply for reply in Reply.objects.all()}
        self.deliveries = {delivery.pk: delivery for delivery in Delivery.objects.all()}

    def known(self, model, known_on: datetime | None) -> list:
        """The rows as the ledger knew them: go through the versions in order and keep the last of each."""
        if known_on is None:
            return self.rows[model]
        last = {}
        for version in self.history[model]:
            if version.history_date <= known_on:
                last[version.id] = version
        return [version for version in last.values() if version.history_type != "-"]

    def settings(self, known_on: datetime | None) -> Session:
        """The session's settings of the moment."""
        found = [one for one in self.known(Session, known_on) if one.id == self.session.pk]
        return found[0] if found else self.session

    def values(self, as_of: date | None, known_on: datetime | None) -> dict[str, float | int | None]:
        """Every figure's value."""
        session = self.settings(known_on)

        def by(day: date | None) -> bool:
            return day is not None and (as_of is None or day <= as_of)

        def apart(record) -> bool:
            return record.stage in {"withdrawn", "transferred", "reassigned"} and (
                as_of is None or record.left_on is None or record.left_on <= as_of
            )

        mine = [one for one in self.known(HandlingRecord, known_on) if one.session_id == self.session.pk]
        items = [one for one in mine if by(one.handed_over_on) and not apart(one)]
        answered = [one for one in items if by(one.answered_on)]
        answering = [one for one in items if one.duty in ANSWERING]
        letters = [one for one in answering if by(one.answered_on)]
        to_publish = [one for one in letters if one.publicity in PROACTIVE]
        published = [one for one in to_publish if by(one.published_on)]
        best = session.reply_classes[0]["code"]
        completed = [one for one in answered if session.completion_definition == "answered" or one.reply_class == best]
        face = session.contact_definition == "face"
        contacted = [one for one in answering if by(one.first_face_contact_on if face else one.first_contact_on)]
        parts = [
            one
            for one in self.known(Assignment, known_on)
            if one.duty == "lead"
            and one.stage != Stage.REASSIGNED
            and by(one.assigned_on)
            and one.record_id in {item.id for item in items}
        ]
        forms = self.forms(session, {one.id for one in answering}, known_on, by)
        all_forms = self.forms(session, {one.id for one in items}, known_on, by)
        if session.satisfaction_basis == "form":
            opinions = [form.result for form in forms]
        else:
            opinions = [found for one in answering if (found := self.opinion(session, one, by))]
        good = {"satisfied"} | ({"basic"} if session.satisfaction_definition == "with_basic" else set())
        found = {
            "records": len(items),
            "assignments": len(parts),
            "suggestions": sum(one.kind == "suggestion" for one in items),
            "proposals": sum(one.kind == "proposal" for one in items),
            "key_items": sum(one.is_key for one in items),
            "answered": len(answered),
            "unanswered": len(items) - len(answered),
            "answer_rate": half_up(len(answered), len(items)),
            "completion_rate": half_up(len(completed), len(items)),
            "not_completed": len(items) - len(completed),
            "contact_rate": half_up(len(contacted), len(answering)),
            "satisfaction_rate": half_up(sum(one in good for one in opinions), len(opinions)),
            "satisfied": opinions.count("satisfied"),
            "basically_satisfied": opinions.count("basic"),
            "unsatisfied": opinions.count("unsatisfied"),
            "published": len(published),
            "published_rate": half_up(len(published), len(to_publish)),
            "on_time_rate": half_up(
                sum(one.due_on is not None and one.answered_on <= one.due_on for one in answered), len(answered)
            ),
            "unheard": sum(self.is_unheard(one, as_of, by) for one in answering),
            "still_unsatisfied": sum(one.ending == "still_unsatisfied" and by(one.closed_on) for one in answering),
            "redone": sum(
                one.feedback_first_result == "unsatisfied" and by(one.feedback_first_on) for one in answering
            ),
            "withdrawn": sum(one.stage == "withdrawn" and apart(one) for one in mine),
            "transferred": sum(one.stage == "transferred" and apart(one) for one in mine),
        }
        if as_of is not None:
            found["overdue"] = sum(
                not by(one.answered_on) and one.due_on is not None and one.due_on < as_of for one in items
            )
        for duty in ("lead", "joint", "separate", "sole"):
            found[duty] = sum(one.duty == duty for one in items)
        for origin in ("region", "city", "district"):
            found[f"from_{origin}"] = sum(one.origin == origin for one in items)
        for letter, place in zip("abcd", range(4), strict=True):
            codes = [one["code"] for one in session.reply_classes][place : place + 1]
            number = sum(one.reply_class in codes for one in letters)
            found[f"class_{letter}"], found[f"class_{letter}_share"] = number, half_up(number, len(letters))
        for source in ("paper", "assembly", "lead_unit", "link", "imported"):
            found[f"feedback_{source}_share"] = half_up(sum(one.source == source for one in all_forms), len(all_forms))
        begun = known_on is None or any(one.id == self.session.pk for one in self.known(Session, known_on))
        found["off_ledger"] = session.off_ledger_count if begun else 0
        return found

    @staticmethod
    def is_unheard(record, as_of: date | None, by) -> bool:
        """Whether it was closed without an opinion by then: one that came in later was not there yet."""
        late = as_of is not None and record.ending == "" and record.feedback_on and record.feedback_on > as_of
        return by(record.closed_on) and (record.ending == "unheard" or bool(late))

    @staticmethod
    def opinion(session, record, by) -> str:
        """What the first signer's opinion counts for on the day."""
        first = record.feedback_first_result if by(record.feedback_first_on) else ""
        if session.satisfaction_round == "first":
            return first
        if by(record.feedback_on):
            return record.feedback_result
        # Who was heard once has a final opinion too: on a day before that one the first was the last there was.
        return first if record.feedback_on else ""

    def forms(self, session, those: set[int], known_on, by) -> list:
        """Of each signer's forms for each unit's reply to those items the one that counts."""
        chosen = {}
        parts = {one.id: one for one in self.known(Assignment, None)}
        for form in self.known(Feedback, known_on):
            delivery = self.deliveries[form.delivery_id]
            reply = self.replies[delivery.reply_id]
            if by(form.on) and parts[reply.assignment_id].record_id in those:
                chosen.setdefault((reply.assignment_id, delivery.signature_id), []).append((reply.round, form))
        turn = 0 if session.satisfaction_round == "first" else -1
        return [sorted(forms, key=lambda one: one[0])[turn][1] for forms in chosen.values()]

    def by_unit(self, as_of: date | None, known_on: datetime | None) -> dict[str, tuple[int, int]]:
        """件次 by unit, and those of answered items."""

        def by(day: date | None) -> bool:
            return day is not None and (as_of is None or day <= as_of)

        items = {
            one.id: one
            for one in self.known(HandlingRecord, known_on)
            if one.session_id == self.session.pk
            and by(one.handed_over_on)
            and not (
                one.stage in {"withdrawn", "transferred", "reassigned"}
                and (as_of is None or one.left_on is None or one.left_on <= as_of)
            )
        }
        found: dict[str, list[int]] = {}
        for part in self.known(Assignment, known_on):
            stands = part.duty == "lead" and part.stage != Stage.REASSIGNED and by(part.assigned_on)
            if stands and part.record_id in items:
                row = found.setdefault(part.unit.name, [0, 0])
                row[0] += 1
                row[1] += by(items[part.record_id].answered_on)
        return {name: tuple(row) for name, row in found.items()}
