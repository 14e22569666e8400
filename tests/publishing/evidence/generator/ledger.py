"""A session of 300 items as the check takes it, and sentences that count them by everything that the ledger knows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from random import Random

from publishing.evidence import Fact, LedgerCell, LedgerFacts
from tests.publishing.evidence.generator.draft import Draft

ITEMS = 300
SAYS = ("kind", "duty", "level", "class", "progress")
KINDS = {"": "建议提案", "suggestion": "人大代表建议", "proposal": "政协提案"}
DUTIES = {"": "承办", "lead": "主办", "joint": "会办", "sole": "独办", "separate": "分办"}
LEVELS = {"": "", "province": "省", "city": "市", "county": "区"}
OPINIONS = {"satisfied": "满意", "basically_satisfied": "基本满意", "unsatisfied": "不满意"}
STRICT, CLASS_A = "满意率口径：仅“满意”", "办结率口径：A类"


@dataclass(frozen=True)
class Session:
    """The items of one session, and its figures."""

    items: tuple[Mapping[str, str], ...]
    facts: LedgerFacts

    def number(self, **says: str) -> int:
        """How many items have all that is said."""
        return sum(all(one[name] == value for name, value in says.items() if value) for one in self.items)


def session(seed: int = 19) -> Session:
    """The session of a seed."""
    rng = Random(seed)  # noqa: S311
    items = tuple(_item(rng) for _ in range(ITEMS))
    cells: dict[tuple[str, ...], int] = {}
    for one in items:
        key = tuple(one[name] for name in SAYS)
        cells[key] = cells.get(key, 0) + 1
    found = tuple(LedgerCell(dict(zip(SAYS, key, strict=True)), number) for key, number in cells.items())
    return Session(items, LedgerFacts("2024", {one.key: one for one in _figures(items)}, 2024, (), found))


def _item(rng: Random) -> dict[str, str]:
    duty = rng.choices(("lead", "joint", "sole", "separate"), (50, 36, 8, 6))[0]
    done = rng.random() < 0.93
    answers = done and duty != "joint"
    return {
        "kind": rng.choices(("suggestion", "proposal"), (44, 56))[0],
        "duty": duty,
        "level": rng.choices(("province", "city", "county"), (10, 30, 60))[0],
        "class": rng.choices("ABC", (60, 30, 10))[0] if answers else "",
        "progress": "done" if done else "",
        "opinion": rng.choices(tuple(OPINIONS), (85, 11, 4))[0] if answers and rng.random() < 0.9 else "",
        "contact": "met" if answers and rng.random() < 0.96 else "",
    }


def _figures(items: tuple[Mapping[str, str], ...]) -> Iterator[Fact]:
    def number(**says: str) -> int:
        return sum(all(one[name] == value for name, value in says.items()) for one in items)

    def count(key: str, label: str, value: int) -> Fact:
        return Fact(key, label, "件", Decimal(value), value)

    def rate(key: str, label: str, n: int, d: int, others: Mapping[str, tuple[int, int]] | None = None) -> Fact:
        return Fact(key, label, "%", percent(n, d), n, d, others=others or {})

    whole, done = len(items), number(progress="done")
    answering = [one for one in items if one["class"]]
    yield count("records", "承办件", whole)
    yield count("suggestions", "人大代表建议", number(kind="suggestion"))
    yield count("proposals", "政协提案", number(kind="proposal"))
    for duty in ("lead", "joint", "separate", "sole"):
        yield count(duty, DUTIES[duty], number(duty=duty))
    yield count("from_region", "自治区交办", number(level="province"))
    yield count("from_city", "市交办", number(level="city"))
    yield count("from_district", "区本级", number(level="county"))
    yield count("answered", "已答复", done)
    yield count("unanswered", "未答复", whole - done)
    yield rate("answer_rate", "办复率", done, whole)
    yield rate("completion_rate", "办结率", done, whole, {CLASS_A: (number(**{"class": "A"}), whole)})
    yield rate("contact_rate", "面商率", number(contact="met"), len(answering))
    told = {name: number(opinion=name) for name in OPINIONS}
    heard, content = sum(told.values()), told["satisfied"] + told["basically_satisfied"]
    yield rate("satisfaction_rate", "满意率", content, heard, {STRICT: (told["satisfied"], heard)})
    for name, label in OPINIONS.items():
        yield count(name, label, told[name])
    for letter in "ABC":
        yield count(f"class_{letter.lower()}", f"{letter}类", number(**{"class": letter}))


def percent(n: int, d: int) -> Decimal:
    """A rate as the ledger prints it: in percent to one decimal, rounded half up."""
    return (Decimal(n * 100) / d).quantize(Decimal("0.1"), ROUND_HALF_UP)


# Sentences ----------------------------------------------------------------------------------------
def signatures() -> Iterator[tuple[str, dict[str, str]]]:
    """Each sentence that counts items, `{n}` for their number, with what it says of them."""
    for level, kind, duty in product(LEVELS, KINDS, DUTIES):
        noun = f"{LEVELS[level]}级建议提案" if level and not kind else LEVELS[level] + KINDS[kind]
        yield f"全区共{DUTIES[duty]}{noun}{{n}}件。", {"level": level, "kind": kind, "duty": duty}
        if not duty:
            yield f"全区承办的{noun}已答复{{n}}件。", {"level": level, "kind": kind, "progress": "done"}
    for kind, letter in product(KINDS, "ABC"):
        yield f"全区办理的{KINDS[kind]}中，{letter}类{{n}}件。", {"kind": kind, "class": letter}
    for duty, letter in product(("lead", "sole"), "ABC"):
        yield f"全区{DUTIES[duty]}的建议提案中，{letter}类{{n}}件。", {"duty": duty, "class": letter}
    for opinion, label in OPINIONS.items():
        yield f"对全区建议提案办理结果，代表委员表示{label}的{{n}}件。", {"opinion": opinion}


def drafts(of: Session, number: int, seed: int = 19) -> Iterator[Draft]:
    """True texts on a session: every signature by itself, then some together with duties in brackets and with rates."""
    rng = Random(seed)  # noqa: S311
    known = [(template, says) for template, says in signatures() if of.number(**says) > 1]
    for template, says in known:
        made = _begun(rng)
        _count(made, template, of.number(**says))
        yield made
    for _ in range(number - len(known)):
        made = _begun(rng)
        for template, says in rng.sample(known, rng.randint(0, 2)):
            _count(made, template, of.number(**says))
        for tell in rng.sample((_by_kind, _by_duty, _rates, _rates), rng.randint(1, 2)):
            tell(made, of)
        yield made


def other_definitions(of: Session) -> Iterator[str]:
    """Texts whose rate holds only under another definition than the session's."""
    for key, said in (("satisfaction_rate", "满意率"), ("completion_rate", "办结率")):
        for n, d in of.facts.figures[key].others.values():
            yield f"2024年，全区建议提案{said}为{percent(n, d)}%。"


def _begun(rng: Random) -> Draft:
    made = Draft(rng, {})
    made.tell("2024年，")
    return made


def _count(made: Draft, template: str, number: int) -> None:
    name = f"n{len(made.pieces)}"
    made.tell(template.replace("{n}", f"{{{name}}}"), f"ledger count: !{number} = {name}", **{name: number})


def _by_kind(made: Draft, of: Session) -> None:
    made.tell("全区共承办建议提案")
    _count(made, "{n}件，其中人大代表建议", len(of.items))
    _count(made, "{n}件，政协提案", of.number(kind="suggestion"))
    _count(made, "{n}件。", of.number(kind="proposal"))


def _by_duty(made: Draft, of: Session) -> None:
    kind = made.rng.choice(("suggestion", "proposal"))
    made.tell(f"全区共承办{KINDS[kind]}")
    words = [
        ("", "件（主办"),
        ("lead", "件、会办"),
        ("joint", "件、独办"),
        ("sole", "件、分办"),
        ("separate", "件）。"),
    ]
    for duty, behind in words:
        _count(made, "{n}" + behind, of.number(kind=kind, duty=duty))


def _rates(made: Draft, of: Session) -> None:
    keys = made.rng.sample(
        ("answer_rate", "completion_rate", "contact_rate", "satisfaction_rate"), made.rng.randint(1, 3)
    )
    made.tell("全区建议提案")
    for at, key in enumerate(keys):
        fact = of.facts.figures[key]
        name = f"r{len(made.pieces)}"
        made.tell(("，" if at else "") + fact.label + made.rng.choice(("为", "达", "")))
        made.point(name, f"{fact.value}")
        made.tell("%")
        others = [f"!{percent(n, d)}% = {name}" for n, d in fact.others.values()]
        made.link("ledger rate", f"!{fact.value}% = {name}", *others)
    made.tell("。")
