"""Sentences whose numbers are true and must not be reckoned: choices, overlaps, units, other times, other measures."""

from tests.publishing.evidence.generator.draft import Draft
from tests.publishing.evidence.generator.world import TOPICS, World

UNITS = ("县教育局", "县住建局", "县水利局", "县民政局", "县交通局", "县农业农村局")


def _some(draft: Draft, world: World, low: float, high: float) -> int:
    whole = world.values["t"]
    return draft.rng.randint(max(1, int(whole * low)), max(1, int(whole * high)))


def key_items(draft: Draft, world: World) -> None:
    """Key items: a choice from all."""
    if not draft.may("key"):
        return
    draft.tell(
        draft.rng.choice(
            (
                "全部{both}中，重点督办件{key}件，由县领导领衔督办。",
                "确定重点件{key}件，实行领导领办。",
                "从全部{both}中遴选{key}件进行重点督办。",
            )
        ),
        key=_some(draft, world, 0.02, 0.2),
    )


def concerning(draft: Draft, world: World) -> None:
    """Two concerns that share items."""
    one, other = (word.removesuffix("类") for word in draft.rng.sample(TOPICS, 2))
    draft.tell(
        f"所提问题涉及{one}的{{one}}件，涉及{other}的{{other}}件，部分{draft.words['both']}同时涉及两个方面。",
        one=_some(draft, world, 0.3, 0.9),
        other=_some(draft, world, 0.3, 0.9),
    )


def in_person(draft: Draft, world: World) -> None:
    """How answers were given: in person and in writing, which overlap."""
    draft.tell(
        "办理过程中，当面沟通{met}件，电话沟通{called}件。",
        met=_some(draft, world, 0.4, 1),
        called=_some(draft, world, 0.2, 0.9),
    )


def item_times(draft: Draft, world: World) -> None:
    """The same items counted by unit: another measure."""
    if draft.words["hands"] != "家单位":
        return
    draft.tell("按职责分解为{times}件次，交{#12-60}家单位办理。", times=_some(draft, world, 1.2, 2.5) + 1)


def by_unit(draft: Draft, world: World) -> None:
    """Units with the most items, which share them."""
    if draft.words["hands"] != "家单位" or not draft.may("units"):
        return
    found = sorted((_some(draft, world, 0.1, 0.5) for _ in range(3)), reverse=True)
    row = "、".join(f"{unit}{number}件" for unit, number in zip(draft.rng.sample(UNITS, 3), found, strict=True))
    draft.tell(
        draft.rng.choice(
            (f"承办量居前三位的单位是{row}。", f"从承办单位看，{row}，同一件由两个以上单位承办的分别计算。")
        )
    )


def last_year(draft: Draft, world: World) -> None:
    """What was left of last year, and closed."""
    if draft.may("compared"):
        draft.tell("上年承办的{past}件已全部办结。", past=_some(draft, world, 0.7, 1.3) + 1)


def outside(draft: Draft, _world: World) -> None:
    """Other things that were received besides."""
    draft.tell(
        draft.rng.choice(
            (
                "另收到社情民意信息{#20-90}条，采用{#3-19}条。",
                "此外，还办理网民留言{#20-300}条。",
                "同时，协助其他单位答复{#2-9}件。",
            )
        )
    )


def aim(draft: Draft, _world: World) -> None:
    """An aim, which is no figure of the present."""
    draft.tell(draft.rng.choice(("下一步，力争满意率达到{#96-99}%以上。", "确保明年办复率100%、面商率{#95-99}%以上。")))


def rounds(draft: Draft, _world: World) -> None:
    """The same rate twice, of two rounds."""
    if draft.may("opinions"):
        draft.tell("首次征询满意率{#85-97}%，经再次办理后满意率{#98-99}%。")


def many_years(draft: Draft, world: World) -> None:
    """A number of many years, roughly."""
    draft.tell("近三年累计办理建议提案{about}余件。", about=(world.values["t"] * 3 // 10 + 1) * 10)


def titles(draft: Draft, _world: World) -> None:
    """Items by their titles and numbers."""
    draft.tell(
        draft.rng.choice(
            (
                "《关于建设{#20-90}个社区食堂的建议》等{#2-6}件被评为优秀件。",
                "第{#10-99}号、第{#100-199}号建议被列为重点督办件。",
                "《关于改造{#10-60}个老旧小区的提案》（第{#100-300}号）由政协主席督办。",
            )
        )
    )


def most_is(draft: Draft, world: World) -> None:
    """More than so many."""
    if world.values["t"] > 40:
        draft.tell("全部{both}中，有{some}多件已列入民生实事项目。", some=max(1, world.values["t"] // 30) * 10)


ASIDES = (
    key_items, key_items, concerning, in_person, item_times, by_unit, by_unit, last_year, outside, outside, aim, rounds, many_years, titles, most_is,
)  # fmt: skip
