"""What a draft must lose before it is public (公开前须处理): the seam by which who publishes tells what its letters may not say.

Tracking itself looks for mobile and identity numbers. Another app puts its own screening in that place (`screen_with`), when
it is ready. Whatever is found stands beside the letter and holds no step back: inside the office nothing is public yet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracking.models import AskAnswer, Publicity, Reply, ReplyKind
from tracking.wording import clip_title
from tracking.wording.personal import MOBILE, masked_number, personal_numbers


@dataclass(frozen=True, slots=True)
class DraftText:
    """One text of a draft: the name of its field, what people call it, and its words."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Something in a draft: what it is, its words, its place in the field's text and in words, the mask, and the rule.

    What `must` be dealt with is so before the letter is public; all else is asked about. `is_own` is the letter's own line of
    承办人 and 联系电话, which belongs to the letter as it is sent (R96).
    """

    field: str
    kind: str
    quote: str
    start: int
    end: int
    where: str
    rule: str
    message: str
    mask: str = ""
    must: bool = True
    is_own: bool = False

    @property
    def sentence(self) -> str:
        """The finding as it may be taken over into a review's comment: where it stands, and what to do about it."""
        return f"{self.where}“{clip_title(self.quote, 30)}”：{self.message}" if self.quote else self.message

    @property
    def key(self) -> str:
        """Names what is to be masked, whatever else of the text has changed meanwhile."""
        return f"{self.field}:{self.quote}"


Screen = Callable[[Iterable[DraftText], bool], list[Concern]]
"Takes the texts of a draft, and whether it is to be public; answers what was found, in the order of the texts."


def _numbers(texts: Iterable[DraftText], is_public: bool) -> list[Concern]:
    """Mobile and identity numbers of what is to be public (R96)."""
    found = []
    for one in texts if is_public else ():
        for number in personal_numbers(one.text):
            kind = _("手机号码") if number.kind == MOBILE else _("身份证号码")
            mask = one.text[number.start : number.digits[0]] + masked_number(one.text, number)
            words = _("有%(kind)s，请改为“%(mask)s”。") % {"kind": kind, "mask": mask}
            quote, place = one.text[number.start : number.end], (number.start, number.end)
            found.append(Concern(one.name, kind, quote, *place, one.label, "R96", words, mask))
    return found


_screen: list[Screen] = [_numbers]


def screen_with(screen: Screen) -> None:
    """Let another app say what is found in a draft, in the place of what stands here; called when the app is ready."""
    _screen[:] = [screen]


def concerns_in(texts: Iterable[DraftText], *, is_public: bool) -> list[Concern]:
    """What was found in the texts of a draft: what must be dealt with first, then what is asked about."""
    found = _screen[0]([one for one in texts if one.text], is_public)
    return sorted(found, key=lambda one: (one.is_own, not one.must))


def concerns_of(reply: Reply, answers: Iterable[AskAnswer]) -> list[Concern]:
    """What was found in a round's letter, its summary, its promise and its answers to the requests."""
    return concerns_in(texts_of(reply, answers), is_public=goes_public(reply.publicity, reply.kind))


def texts_of(reply: Reply, answers: Iterable[AskAnswer]) -> list[DraftText]:
    """The texts of a letter that may become public."""
    own = [DraftText(name, label, getattr(reply, name)) for name, label in letter_fields().items()]
    return own + [answer_text(one.ask_id, one.ask.number, one.text) for one in answers]


def letter_fields() -> dict[str, str]:
    """The fields of a letter that hold its words, with what people call them."""
    return {"body": _("正文"), "promise": _("承诺事项"), "public_summary": _("公开摘要")}


def answer_text(ask: int, number: int, text: str) -> DraftText:
    """The answer to one request of the item."""
    return DraftText(f"ask_{ask}", _("第%(n)s条的答复要点") % {"n": number}, text)


def goes_public(publicity: str, kind: str = ReplyKind.ANSWER) -> bool:
    """Whether a letter of this publicity is to be public; one whose publicity nobody has said yet may be."""
    return kind == ReplyKind.ANSWER and (publicity not in Publicity.values or Publicity(publicity).is_proactive)


def with_masks(text: str, concerns: Iterable[Concern]) -> str:
    """A text with the masks of these findings of it; those that have none stay."""
    for one in sorted(concerns, key=lambda one: one.start, reverse=True):
        if one.mask and text[one.start : one.end] == one.quote:
            text = text[: one.start] + one.mask + text[one.end :]
    return text
