"""How a summary begins: what was handled, by kind, duty and level."""

from tests.publishing.evidence.generator.draft import Draft, parts
from tests.publishing.evidence.generator.world import World

BY_KIND = ("sum: a = la + ja", "sum: b = lb + jb")
BOTH = "sum: t = a + b"
DUTIES = "sum: t = l + j"
CROSS = ("sum: l = la + lb", "sum: j = ja + jb")
PLAIN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("{begin}{who}共承办{S}{a}件、{P}{b}件，其中主办{l}件，{joint}{j}件。", ("sum: a + b = l + j | b = l + j",)),
    ("{begin}{who}承办{S}{a}件，{P}{b}件，共{t}件。", (BOTH,)),
    ("{begin}{who}共承办{both}{t}件，其中{S}{a}件，{P}{b}件。", (BOTH,)),
    ("{begin}{who}共承办{both}{t}件（{S}{a}件、{P}{b}件），其中主办{l}件、{joint}{j}件。", (BOTH, DUTIES)),
    ("{begin}{who}共承办{both}{t}件，其中主办{l}件，{joint}{j}件。", (DUTIES,)),
    ("{begin}{who}共承办{both}{t}件，主办{l}件，{joint}{j}件。", (DUTIES,)),
    (
        "{begin}{who}共承办{S}{a}件（主办{la}件、{joint}{ja}件），{P}{b}件（主办{lb}件、{joint}{jb}件）。",
        BY_KIND,
    ),
    (
        "{begin}{who}共承办{S}{a}件（主办{la}件、{joint}{ja}件），{P}{b}件（主办{lb}件、{joint}{jb}件），合计{t}件。",
        (*BY_KIND, BOTH),
    ),
    (
        "{begin}{who}承办{S}{a}件（主办{la}件、{joint}{ja}件），{P}{b}件（主办{lb}件、{joint}{jb}件），"
        "主办合计{l}件，{joint}合计{j}件。",
        (*BY_KIND, *CROSS),
    ),
    (
        "{begin}{who}共承办{both}{t}件，其中主办{l}件（建议{la}件、提案{lb}件），{joint}{j}件（建议{ja}件、提案{jb}件）。",
        (DUTIES, *CROSS),
    ),
    (
        "{begin}{who}共承办{both}{t}件，其中建议{a}件，提案{b}件。建议中主办{la}件、{joint}{ja}件；"
        "提案中主办{lb}件、{joint}{jb}件。",
        (BOTH, *BY_KIND),
    ),
    (
        "{begin}{who}共承办{both}{t}件，其中主办{l}件，{joint}{j}件。主办件中建议{la}件、提案{lb}件；"
        "{joint}件中建议{ja}件、提案{jb}件。",
        (DUTIES, *CROSS),
    ),
    (
        "{begin}{who}承办{S}{a}件，其中主办{la}件，{joint}{ja}件；{P}{b}件，其中主办{lb}件，{joint}{jb}件。",
        BY_KIND,
    ),
    (
        "{begin}{who}共承办{both}{t}件。其中，{S}{a}件，主办{la}件、{joint}{ja}件；{P}{b}件，主办{lb}件、{joint}{jb}件。",
        (BOTH, *BY_KIND),
    ),
    (
        "{begin}{who}承办{S}{a}件、{P}{b}件，共{t}件。建议中主办{la}件、{joint}{ja}件；提案中主办{lb}件、{joint}{jb}件。",
        (BOTH, *BY_KIND),
    ),
    ("{begin}{who}共收到{both}{t}件，其中主办{l}件、{joint}{j}件；按类别分，建议{a}件、提案{b}件。", (DUTIES, BOTH)),
    (
        "{begin}市政府办公室向{who}交办{both}{t}件（其中：{S}{a}件，主办{la}件、{joint}{ja}件；"
        "{P}{b}件，主办{lb}件、{joint}{jb}件）。",
        (BOTH, *BY_KIND),
    ),
    ("{begin}{who}共承办{both}{t}件，包括{S}{a}件、{P}{b}件，其中主办{l}件、{joint}{j}件。", (BOTH, DUTIES)),
    ("{begin}{who}共承办{both}{t}件，主办和{joint}分别为{l}件、{j}件。", (DUTIES,)),
    ("{begin}{who}主办{both}{l}件，{joint}{j}件，共计{t}件。", (DUTIES,)),
)


def plain(draft: Draft, _world: World) -> None:
    """Two kinds and two duties, told in one of many ways."""
    template, links = draft.rng.choice(PLAIN)
    draft.tell(template, *links)


def one_kind(draft: Draft, world: World) -> None:
    """One kind alone, by duty."""
    rng, values = draft.rng, world.values
    noun = rng.choice(("人大代表建议", "政协提案", "政协委员提案"))
    values |= {"t": values["a"], "l": values["la"], "j": values["ja"]}
    draft.words["both"] = "建议" if "建议" in noun else "提案"
    draft.values |= values
    key = f"（含重点{draft.words['both']}{{#1-2}}件）" if rng.random() < 0.3 and draft.may("key") else ""
    draft.tell(f"{{begin}}{{who}}共承办{noun}{{t}}件{key}，其中主办{{l}}件，{{joint}}{{j}}件。", DUTIES)


def four_duties(draft: Draft, world: World) -> None:
    """Items that are handled alone, divided, led and joined: 独办、分办、主办、会办."""
    names = draft.rng.choice((("sole", "lead", "join"), ("sole", "part", "lead", "join"), ("part", "lead", "join")))
    told = {"sole": "独办", "part": "分办", "lead": "主办", "join": draft.words["joint"]}
    draft.values |= world.cut("t", *names)
    row = "、".join(f"{told[name]}{{{name}}}件" for name in names)
    inside = [f"t = {' + '.join(one for one in names if one != name)}" for name in names if name in {"sole", "part"}]
    if {"sole", "part"} <= set(names):
        inside.append("t = lead + join")
    how = draft.rng.choice(("，其中{row}。", "（{row}）。", "。其中：{row}。")).format(row=row)
    draft.tell(f"{{begin}}{{who}}共承办{{both}}{{t}}件{how}", " | ".join([f"sum: t = {' + '.join(names)}", *inside]))


def by_level(draft: Draft, world: World) -> None:
    """Items of several levels, with a total behind them or with brackets."""
    rng = draft.rng
    levels = rng.choice((("省级", "市级", "区级"), ("省级", "市级", "县级"), ("市级", "县级")))
    names = ("pa", "pb", "pc")[: len(levels)]
    draft.values |= world.cut("t", *names)
    row = [f"{level}建议提案{{{name}}}件" for level, name in zip(levels, names, strict=True)]
    total = f"sum: t = {' + '.join(names)}"
    if rng.random() < 0.5:
        draft.tell(
            f"{{begin}}{{who}}承办{'、'.join(row)}，共计{{t}}件，其中主办{{l}}件，{{joint}}{{j}}件。", total, DUTIES
        )
        return
    links, told = [total], []
    for name, words in zip(names, row, strict=True):
        if draft.values[name] > 1:
            one, other = parts(rng, draft.values[name], 2)
            draft.values |= {f"{name}l": one, f"{name}j": other}
            told.append(f"{words}（主办{{{name}l}}件，{{joint}}{{{name}j}}件）")
            links.append(f"sum: {name} = {name}l + {name}j")
        else:
            told.append(words)
    draft.tell(f"{{begin}}{{who}}承办{'，'.join(told)}，合计{{t}}件。", *links)


def numbered(draft: Draft, world: World) -> None:
    """Numbered points of kinds on two levels, each with its duties in brackets."""
    rng, joint = draft.rng, draft.words["joint"]
    if draft.words["who"] == "我镇":
        draft.words["who"] = "区政府"
    kinds = ("省人大代表建议", "省政协提案", "市人大代表建议", "市政协提案")
    told, links, lead, joined = [], [], [], []
    for number, (kind, whole) in enumerate(zip(kinds, parts(rng, world.values["t"], 4), strict=True), 1):
        name = f"k{number}"
        draft.values[name] = whole
        if whole > 1 and rng.random() < 0.75:
            one, other = parts(rng, whole, 2)
            draft.values |= {f"{name}l": one, f"{name}j": other}
            bracket = f"（主办{{{name}l}}件、{joint}{{{name}j}}件）"
            links.append(f"sum: {name} = {name}l + {name}j")
            lead.append(f"{name}l")
            joined.append(f"{name}j")
        else:
            draft.values[f"{name}j"] = whole
            bracket = f"（{joint}{{{name}j}}件）"
            links.append(f"sum: {name} = {name}j")
            joined.append(f"{name}j")
        told.append(f"{number}.{kind}{{{name}}}件{bracket}")
    links.append("sum: t = k1 + k2 + k3 + k4")
    draft.values |= {"a": draft.values["k1"] + draft.values["k3"], "b": draft.values["k2"] + draft.values["k4"]}
    end = "。"
    if lead and rng.random() < 0.5:
        draft.values |= {"l": sum(draft.values[one] for one in lead), "j": sum(draft.values[one] for one in joined)}
        end = f"。主办件合计{{l}}件，{joint}件合计{{j}}件。"
        links += [f"sum: l = {' + '.join(lead)}", f"sum: j = {' + '.join(joined)}"]
    opening = rng.choice(("，其中：", "：", "。其中："))
    draft.tell(f"{{begin}}{{who}}共承担{{both}}办理任务{{t}}件{opening}{'；'.join(told)}{end}", *links)


def three_ways(draft: Draft, world: World) -> None:
    """One total cut in three ways, each announced."""
    draft.values |= world.cut("t", "city", "own")
    draft.tell(
        "{begin}{who}共收到建议提案{t}件。按类别分，建议{a}件、提案{b}件；按承办方式分，主办{l}件、{joint}{j}件；"
        "按层级分，市级{city}件、区级{own}件。",
        BOTH,
        DUTIES,
        "sum: t = city + own",
    )


def carried_over(draft: Draft, world: World) -> None:
    """What was left of last year and what is new."""
    draft.may("compared")
    old = draft.rng.randint(1, max(1, world.values["t"] // 4))
    draft.values |= {"old": old, "new": world.values["t"] - old}
    template = draft.rng.choice(
        (
            "上年结转{old}件，今年新交办{new}件，{who}共承办建议提案{t}件。",
            "{begin}{who}共承办建议提案{t}件，其中上年结转{old}件，今年新交办{new}件。",
        )
    )
    draft.tell(template, "sum: t = old + new")


def kinds_by_level(draft: Draft, world: World) -> None:
    """Kinds with their levels in brackets, or four kinds of two levels with their total behind."""
    draft.values |= world.cut("a", "au", "ao") | world.cut("b", "bu", "bo")
    template, links = draft.rng.choice(
        (
            (
                "{begin}{who}共承办人大代表建议{a}件（市级{au}件、县级{ao}件），政协提案{b}件（市级{bu}件、县级{bo}件）。",
                ("sum: a = au + ao", "sum: b = bu + bo"),
            ),
            (
                "{begin}{who}承办市人大代表建议{au}件、市政协提案{bu}件、县人大代表建议{ao}件、县政协提案{bo}件，共计{t}件。"
                "从承办分工看，主办{l}件，{joint}{j}件。",
                ("sum: t = au + bu + ao + bo", DUTIES),
            ),
        )
    )
    draft.tell(template, *links)


def led_by_class(draft: Draft, world: World) -> None:
    """Those led with their classes, then those joined."""
    if world.values["l"] < 8:
        plain(draft, world)
        return
    draft.may("classes")
    draft.values |= world.cut("l", "x", "y", "z")
    template, links = draft.rng.choice(
        (
            (
                "{begin}{who}主办建议提案{l}件，其中A类{x}件，B类{y}件，C类{z}件；{joint}{j}件，均已反馈意见。",
                ("sum: l = x + y + z",),
            ),
            (
                "{begin}{who}共承办{both}{t}件，其中主办{l}件（A类{x}件、B类{y}件、C类{z}件），{joint}{j}件。",
                (DUTIES, "sum: l = x + y + z"),
            ),
        )
    )
    draft.tell(template, *links)


def besides(draft: Draft, _world: World) -> None:
    """One kind, and besides the other, with both together."""
    template = draft.rng.choice(
        (
            "{begin}{who}承办{S}{a}件，同时承办{P}{b}件，共承办{t}件。",
            "{begin}{who}承办{S}{a}件，另承办{P}{b}件，合计{t}件。",
        )
    )
    draft.tell(template, BOTH)


def roughly(draft: Draft, world: World) -> None:
    """A total told roughly, whose parts are told exactly: nothing follows for one item more or less."""
    whole = world.values["t"]
    if whole % 10 == 0:
        besides(draft, world)
        return
    template = (
        "{begin}{who}共办理建议提案{about}余件，其中建议{a}件、提案{b}件。",
        "{begin}{who}办理建议{a}件、提案{b}件，共{about}多件。",
    )
    draft.tell(draft.rng.choice(template), about=whole // 10 * 10)


OPENINGS = (plain,) * 14 + (
    one_kind,
    one_kind,
    four_duties,
    by_level,
    by_level,
    numbered,
    numbered,
    three_ways,
    carried_over,
    kinds_by_level,
    kinds_by_level,
    led_by_class,
    besides,
    roughly,
)
