"""What came of the items: classes, topics, answers, opinions, comparisons with other years."""

from decimal import ROUND_HALF_UP, Decimal

from tests.publishing.evidence.generator.draft import Draft, parts
from tests.publishing.evidence.generator.world import FIELDS, TOPICS, World

SOLVED = ("已经解决或基本解决的", "正在解决或列入计划逐步解决的", "因条件限制暂时难以解决的")
SHORT = ("已解决", "正在解决", "留作参考")


def whole(draft: Draft, world: World) -> tuple[str, str, str]:
    """A total for a list, told again: its name, the words before the list, and its noun."""
    rng = draft.rng
    options = []
    if draft.can_repeat("t"):
        options += [("t", f"{{t'}}件{draft.words['both']}中，")] * 2
        if "t" in draft.told and draft.told["t"] == max(draft.told.values()):
            options += [("t", "按办理结果分，"), ("t", "从办理结果看，")]
    if draft.can_repeat("l") and world.values["l"] > 6:
        options += [
            ("l", "{l'}件主办件中，"),
            ("l", f"主办的{{l'}}件{draft.words['both']}中，"),
        ]
    if not options:
        return "", "", ""
    name, words = rng.choice(options)
    return name, words, "'" if "'" in words else ""


def classes(draft: Draft, world: World) -> bool:
    """Classes A, B and C of all items, or of those led, with or without their shares."""
    name, words, mark = whole(draft, world)
    if not name or world.values[name] < 5 or not draft.may("classes"):
        return False
    rng, base = draft.rng, name + mark
    count = 3 if world.values[name] > 12 and rng.random() < 0.75 else 2
    names = ("x", "y", "z")[:count]
    draft.values |= world.cut(name, *names)
    total = f"sum: {base} = {' + '.join(names)}"
    template = {
        0: lambda: "，".join(f"{letter}类{{{one}}}件" for letter, one in zip("ABC", names, strict=False)),
        1: lambda: "；".join(
            f"{letter}类{{{one}}}件，占{{={one}/{name}}}%" for letter, one in zip("ABC", names, strict=False)
        ),
        2: lambda: "；".join(
            f"{said}{{{one}}}件，占{{={one}/{name}}}%" for said, one in zip(SOLVED, names, strict=False)
        ),
        3: lambda: "，".join(
            f"{said}（{letter}类）{{{one}}}件，占总数的{{={one}/{name}}}%"
            for said, letter, one in zip(SOLVED, "ABC", names, strict=False)
        ),
        4: lambda: (
            "、".join(f"{letter}类" for letter in "ABC"[:count])
            + "分别为"
            + "、".join(f"{{{one}}}件" for one in names)
            + "，分别占"
            + "、".join(f"{{={one}/{name}}}%" for one in names)
        ),
        5: lambda: "，".join(f"{said}{{{one}}}件" for said, one in zip(SHORT, names, strict=False)),
        6: lambda: (
            "、".join(f"{letter}类" for letter in "ABC"[:count]) + "分别为" + "、".join(f"{{{one}}}件" for one in names)
        ),
    }[rng.randint(0, 6)]()
    draft.tell(f"{words}{template}。", total)
    return True


def classes_of_kinds(draft: Draft, world: World) -> bool:
    """Classes of each kind, each behind its own total told again."""
    if not (draft.can_repeat("a") and draft.can_repeat("b")) or min(world.values["a"], world.values["b"]) < 6:
        return False
    if not draft.may("classes"):
        return False
    draft.values |= world.cut("a", "ax", "ay") | world.cut("b", "bx", "by")
    by_letter = draft.rng.random() < 0.5
    first, second = ("A类", "B类") if by_letter else ("已解决", "正在解决")
    third, fourth = ("A类", "B类") if by_letter else ("已采纳", "留作参考")
    draft.tell(
        f"{{a'}}件建议中，{first}{{ax}}件，{second}{{ay}}件；{{b'}}件提案中，{third}{{bx}}件，{fourth}{{by}}件。",
        "sum: a' = ax + ay",
        "sum: b' = bx + by",
    )
    return True


def classes_by_kind(draft: Draft, world: World) -> bool:
    """Classes, each with its kinds in brackets."""
    if not draft.can_repeat("t") or world.values["t"] < 20 or draft.words["both"] in {"建议", "提案"}:
        return False
    if min(world.values["a"], world.values["b"]) < 2 or not draft.may("classes"):
        return False
    draft.values |= world.cut("a", "xs", "ys") | world.cut("b", "xp", "yp")
    draft.values |= {name: draft.values[f"{name}s"] + draft.values[f"{name}p"] for name in "xy"}
    draft.tell(
        "{t'}件{both}中，A类{x}件（建议{xs}件、提案{xp}件），B类{y}件（建议{ys}件、提案{yp}件）。",
        "sum: t' = x + y",
        "sum: x = xs + xp",
        "sum: y = ys + yp",
    )
    return True


def nested(draft: Draft, world: World) -> bool:
    """What was solved or planned, split further, and what stays for reference, all as shares of one total."""
    if "t" not in draft.told or world.values["t"] < 20:
        return False
    draft.values |= world.cut("t", "x", "y")
    if draft.values["x"] < 5 or not draft.may("classes"):
        return False
    one, other = parts(draft.rng, draft.values["x"], 2)
    draft.values |= {"xa": one, "xb": other}
    draft.tell(
        "{t'}件{both}中，所提问题得到解决和列入计划的{x}件，占{=x/t}%，其中已经解决的{xa}件，列入计划的{xb}件；"
        "留作参考的{y}件，占{=y/t}%。",
        "sum: x = xa + xb",
        "sum: t' = x + y",
    )
    return True


def topics(draft: Draft, world: World) -> bool:
    """Topics of all items: closed by 其他, by shares, by 分别为, by their number or by 各; or open, of which nothing follows."""
    if not draft.can_repeat("t") or world.values["t"] < 24:
        return False
    rng, both = draft.rng, draft.words["both"]
    count = rng.randint(3, 5)
    names = tuple(f"c{number}" for number in range(count))
    said = rng.sample(TOPICS, count)
    draft.values |= world.cut("t", *names)
    total = f"sum: t' = {' + '.join(names)}"
    lead = f"从内容看，{{t'}}件{both}中，"
    ordered = sorted((draft.values[name] for name in names), reverse=True)
    match rng.randint(0, 6):
        case 0:
            said[-1] = "其他类"
            draft.tell(
                lead + "，".join(f"{word}{{{one}}}件" for word, one in zip(said, names, strict=True)) + "。", total
            )
        case 1:
            said[-1] = rng.choice(("其他类", said[-1]))
            draft.tell(
                lead
                + "；".join(f"{word}{{{one}}}件，占{{={one}/t}}%" for word, one in zip(said, names, strict=True))
                + "。",
                total,
            )
        case 2:
            number = "三四五"[count - 3]
            row = "；".join(
                f"{'一二三四五'[at]}是{word}{{{one}}}件" for at, (word, one) in enumerate(zip(said, names, strict=True))
            )
            about = "，约占{=%s/t}%%" if rng.random() < 0.4 else ""
            for one in names:
                row = row.replace(f"{{{one}}}件", f"{{{one}}}件{about % one}" if about else f"{{{one}}}件")
            draft.tell(f"{{t'}}件{both}共涉及{number}个方面：{row}。", total)
        case 3:
            nouns = "、".join(word.removesuffix("类") for word in said)
            draft.tell(f"{{t'}}件{both}中，{nouns}类分别为{'、'.join(f'{{{one}}}件' for one in names)}。", total)
        case 4:
            draft.values |= dict(zip(names, ordered, strict=True))
            draft.tell(
                f"{{t'}}件{both}中，位居前{'二三四'[count - 3]}的是"
                + "、".join(f"{word}{{{one}}}件" for word, one in zip(said[:-1], names[:-1], strict=True))
                + "。"
            )
        case 5:
            draft.values |= dict(zip(names, ordered, strict=True))
            draft.tell(
                f"{{t'}}件{both}中，数量最多的是{said[0]}，有{{c0}}件，占{{=c0/t}}%；其次是{said[1]}，有{{c1}}件，占{{=c1/t}}%。"
            )
        case 6:
            each = world.values["t"] // (count + 1)
            draft.values |= {"each": each, "rest": world.values["t"] - each * (count - 1)}
            nouns = "、".join(word.removesuffix("类") for word in said[:-1])
            draft.tell(
                f"从内容看，{nouns}类各{{each}}件，其他类{{rest}}件，合计{{t'}}件。",
                f"sum: t' = !{count - 1} * each + rest",
            )
    return True


def answered(draft: Draft, world: World) -> bool:
    """How many are closed, with their rate and what is left."""
    if "t" not in draft.told or world.values["t"] < 8:
        return False
    rng = draft.rng
    if rng.random() < 0.45:
        if not draft.may("all answered") or not draft.may("opinions"):
            return False
        name = rng.choice(("办复率", "办结率", "答复率"))
        other = rng.choice(("面商率", "见面率", "满意率"))
        draft.values["rate"] = 100
        draft.tell(
            rng.choice((f"目前已全部办复，{name}、{other}均达到", f"所有{draft.words['both']}均已按期办结，{name}达"))
        )
        draft.point("full", "100")
        draft.tell("%。", "rate: !100% = full")
        return True
    if not draft.may("some open"):
        return False
    done = world.values["t"] - rng.randint(1, max(1, world.values["t"] // 6))
    draft.values |= {"done": done, "open": world.values["t"] - done}
    template, links = rng.choice(
        (
            ("截至{#6-11}月底，{t'}件{both}已办结{done}件，办结率{~done/t}%。", ()),
            ("{t'}件{both}中，已办结{done}件，占{=done/t}%，其余{open}件正在办理。", ("sum: t' = done + open",)),
            ("{t'}件{both}已办结{done}件，正在办理{open}件，办结率{~done/t}%。", ("sum: t' = done + open",)),
        )
    )
    draft.tell(template, *links)
    return True


def opinions(draft: Draft, world: World) -> bool:
    """What deputies and members said: of the items led, or on the forms returned."""
    rng = draft.rng
    if not draft.may("opinions"):
        return False
    if draft.can_repeat("l") and world.values["l"] > 3 and rng.random() < 0.5:
        very = world.values["l"] - rng.randint(1, max(1, world.values["l"] // 8))
        draft.values |= {"very": very, "basic": world.values["l"] - very}
        template, links = rng.choice(
            (
                ("{l'}件主办件中，代表委员表示满意的{very}件，基本满意的{basic}件。", ("sum: l' = very + basic",)),
                ("{l'}件主办件中，满意{very}件、基本满意{basic}件，满意和基本满意率", ("sum: l' = very + basic",)),
            )
        )
        draft.tell(template, *links)
        if template.endswith("率"):
            draft.point("full", "100")
            draft.tell("%。", "rate: (very + basic) / l' = full")
        return True
    forms = rng.randint(12, max(24, min(world.values["t"], 300)))
    very = forms - rng.randint(1, forms // 6)
    draft.values |= {"forms": forms, "very": very, "basic": forms - very}
    if rng.random() < 0.3:
        draft.tell("代表委员满意率{~very/forms}%（{very}/{forms}）。")
        return True
    draft.tell(
        rng.choice(("共收回征询意见表", "回收满意度测评表"))
        + "{forms}份，其中满意{very}份，基本满意{basic}份，满意率{~very/forms}%。",
        "sum: forms = very + basic",
    )
    return True


def again(draft: Draft, _world: World) -> bool:
    """A whole that is spoken of again."""
    rng = draft.rng
    both = draft.words["both"]
    options = []
    if draft.can_repeat("t") and draft.may("all answered"):
        options += [
            f"目前，{{t'}}件{both}已全部办复。",
            f"截至{{#8-11}}月底，{{t'}}件{both}全部按期答复。",
        ]
    if draft.can_repeat("t"):
        options += [f"{{who}}召开交办会，将{{t'}}件{both}分解到{{#4-20}}{{hands}}办理。"]
        options += [
            f"下一步，继续抓好{{t'}}件{both}的跟踪落实。",
            f"各单位围绕{{t'}}件{both}，逐一制定办理方案。",
            f"较好地完成了{{t'}}件{both}的办理任务。",
        ]
    if draft.can_repeat("l"):
        options += ["主办的{l'}件均由分管领导牵头办理。"]
        options += ["{l'}件主办件均已书面答复代表委员。", "对{l'}件主办件，逐件明确责任领导和办理时限。"]
    if draft.can_repeat("j"):
        options += ["{j'}件{joint}件均已在规定时限内向主办单位反馈意见。"]
    if draft.can_repeat("a") and draft.can_repeat("b"):
        options += ["{a'}件建议、{b'}件提案已全部分解到承办单位。"]
    if not options:
        return False
    draft.tell(rng.choice(options))
    return True


def compared(draft: Draft, world: World) -> bool:
    """This year's number beside last year's, with change and growth."""
    if "t" not in draft.told or world.values["t"] < 15:
        return False
    rng = draft.rng
    if not draft.may("compared"):
        return False
    change = rng.randint(1, max(2, world.values["t"] // 4))
    grows = rng.random() < 0.6
    draft.values |= {"change": change, "past": world.values["t"] - change if grows else world.values["t"] + change}
    more, by = ("增加", "增长") if grows else ("减少", "下降")
    link = "change: t' = past + change" if grows else "change: t' = past - change"
    growth = (Decimal(change * 100) / draft.values["past"]).quantize(Decimal("0.1"), ROUND_HALF_UP)
    with_growth = rng.random() < 0.5 and growth > 1
    draft.tell(f"{{t'}}件{{both}}比上年的{{past}}件{more}{{change}}件{'，' + by if with_growth else '。'}", link)
    if with_growth:
        draft.point("growth", f"{growth}")
        draft.tell("%。", "change: change / past = growth")
    return True


def points(draft: Draft, _world: World) -> bool:
    """A rate beside last year's, in percentage points."""
    rng = draft.rng
    if not draft.may("opinions"):
        return False
    tenths = rng.randint(905, 969)
    rise = rng.randint(3, 25)
    draft.tell("代表委员满意率")
    draft.point("now", f"{(tenths + rise) / 10:.1f}")
    draft.tell("%，比上年的")
    draft.point("was", f"{tenths / 10:.1f}")
    draft.tell("%提高")
    draft.point("rise", f"{rise / 10:.1f}")
    draft.tell("个百分点。", "change: now = was + rise")
    return True


def unit_share(draft: Draft, world: World) -> bool:
    """One unit's items with their share, the base told between them or before."""
    if (
        draft.words["hands"] != "家单位"
        or not draft.can_repeat("t")
        or world.values["t"] < 30
        or not draft.may("units")
    ):
        return False
    rng, both = draft.rng, draft.words["both"]
    unit = rng.choice(("教育部门", "住建部门", "交通运输部门", "农业农村部门"))
    draft.values["mine"] = rng.randint(world.values["t"] // 10, world.values["t"] // 3)
    if rng.random() < 0.5:
        draft.tell(f"{unit}承办{both}{{mine}}件，占全部{{t'}}件的{{=mine/t}}%，为承办量最大的部门。")
    else:
        draft.tell(f"{{t'}}件{both}中，{unit}承办{{mine}}件，占{{=mine/t}}%。")
    return True


def remaining(draft: Draft, world: World) -> bool:
    """All but some, that are told."""
    if not draft.can_repeat("t") or world.values["t"] < 10 or not draft.may("some open"):
        return False
    draft.values["left"] = draft.rng.randint(1, world.values["t"] // 5)
    draft.values["most"] = world.values["t"] - draft.values["left"]
    reason = draft.rng.choice(("正在办理", "列入明年计划", "因新近交办尚在办理"))
    draft.tell(f"{{t'}}件{{both}}中，除{{left}}件{reason}外，其余{{most}}件均已办结。", "sum: t' = left + most")
    return True


def by_quarter(draft: Draft, world: World) -> bool:
    """Four quarters and the year."""
    if "t" not in draft.told or world.values["t"] < 30 or not draft.may("all answered"):
        return False
    names = ("q1", "q2", "q3", "q4")
    draft.values |= world.cut("t", *names)
    row = "，".join(f"{number}季度办结{{{name}}}件" for number, name in zip("一二三四", names, strict=True))
    draft.tell(f"{row}，全年累计办结{{t'}}件。", "sum: t' = q1 + q2 + q3 + q4")
    return True


def from_to(draft: Draft, world: World) -> bool:
    """From last year's number to this year's, with its growth."""
    if "t" not in draft.told or world.values["t"] < 30 or not draft.may("compared"):
        return False
    draft.values["past"] = world.values["t"] - draft.rng.randint(2, world.values["t"] // 4)
    draft.tell("承办件数由上年的{past}件增加到{t'}件，增长")
    growth = Decimal((world.values["t"] - draft.values["past"]) * 100) / draft.values["past"]
    draft.point("growth", f"{growth.quantize(Decimal('0.1'), ROUND_HALF_UP)}")
    draft.tell("%。", "change: (t' - past) / past = growth")
    return True


def announced(draft: Draft, _world: World) -> bool:
    """A list with the number that it announces."""
    rng = draft.rng
    if rng.random() < 0.5:
        names = [word.removesuffix("类") for word in rng.sample(TOPICS, rng.randint(3, 5))]
        draft.values["many"] = len(names)
        draft.tell(f"内容涵盖{'、'.join(names)}{{many}}个方面。", f"list: !{len(names)} = many")
        return True
    if not draft.may("all answered") or not draft.may("opinions"):
        return False
    rates = rng.sample(("办复率", "面商率", "办结率", "满意率"), rng.choice((2, 3)))
    draft.values["many"] = len(rates)
    draft.tell(f"{'、'.join(rates)}实现“{{many}}个100%”。", f"list: !{len(rates)} = many")
    return True


def two_questions(draft: Draft, world: World) -> bool:
    """Attitude and outcome, asked on the same forms."""
    rng = draft.rng
    if not draft.may("opinions"):
        return False
    forms = rng.randint(30, max(60, min(world.values["t"] * 2, 400)))
    draft.values |= {"forms": forms, "manner": forms - rng.randint(1, 3), "outcome": forms - rng.randint(4, 12)}
    draft.tell(
        "收回征询意见表{forms}份，对办理态度满意{manner}份，满意率{~manner/forms}%；对办理结果满意{outcome}份，满意率{~outcome/forms}%。"
    )
    return True


def fields_of_filed(draft: Draft, world: World) -> bool:
    """The five fields of a conference's proposals, by shares alone."""
    if "f" not in draft.told or world.values["f"] < 60:
        return False
    names = tuple(f"c{number}" for number in range(5))
    draft.values |= world.cut("f", *names)
    draft.decimals = 1
    for name, word in zip(names, FIELDS, strict=True):
        value = (Decimal(draft.values[name] * 100) / draft.values["f"]).quantize(Decimal("0.1"), ROUND_HALF_UP)
        draft.tell(("立案提案中，" if name == "c0" else "，") + f"{word}方面的占")
        draft.point(f"p{name}", f"{value}")
        draft.tell("%")
    draft.tell("。", "share: !100% = " + " + ".join(f"p{name}" for name in names))
    return True


OUTCOMES = (
    classes, classes, classes, classes_of_kinds, classes_by_kind, nested, topics, topics, topics,
    answered, answered, opinions, opinions, again, again, again, compared, points,
    unit_share, remaining, by_quarter, from_to, announced, two_questions,
)  # fmt: skip
