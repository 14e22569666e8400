"""Other texts: proposals filed, motions, years, tables; and sentences whose numbers have to do with nothing."""

from tests.publishing.evidence.generator.draft import Draft, parts
from tests.publishing.evidence.generator.outcomes import fields_of_filed
from tests.publishing.evidence.generator.world import TOPICS, World

DISTRACTORS = (
    "召开推进会{#2-9}次，走访代表{#20-90}人次。",
    "3月{#10-29}日召开交办会，{#12-65}家单位的{#70-99}名同志参加。",
    "各单位在收到交办通知后{#5-20}个工作日内与代表委员见面。",
    "全年投入资金{#200-3000}万元，新增停车位{#100-900}个。",
    "对第{#10-60}号建议开展现场督办。",
    "《关于建设{#20-100}个社区食堂的建议》被评为优秀建议。",
    "委员在提案中写道：“全市现有停车位缺口{#1000-5000}个，老旧小区占{#50-80}%。”",
    "力争年底前满意率达到98%以上。",
    "办理工作涉及{#12-65}家单位、{#3-9}个乡镇。",
    "采取当面答复、电话答复、书面答复相结合的方式，做到件件有回音。",
    "领导班子成员带队调研{#2-9}次，形成调研报告{#2-6}篇。",
    "有关建议提出{#3-9}条具体措施，已纳入工作计划。",
    "县政府第{#12-60}次常务会议专题听取办理情况汇报。",
    "出台政策文件{#2-9}项，惠及群众{#2-9}万余人。",
    "答复文件在收到之日起{#2-3}个月内送达。",
    "网上公开信息{#100-900}条，累计点击{#2-9}万次。",
    "完成{#3-12}个老旧小区改造，新建道路{#2-30}公里。",
    "评选优秀承办单位{#3-9}家、先进个人{#10-30}名。",
    "办理情况详见附件{#1-3}。",
    "共有{#3-9}位县领导领衔督办。",
    "办理时限由{#80-90}天压缩到{#40-60}天。",
    "年初安排专项经费，一季度即启动实施。",
    "全县{#12-20}个乡镇、{#100-300}个村（社区）实现全覆盖。",
    "以“两办”名义印发通知，明确“四个到位”的要求。",
)


def distract(draft: Draft) -> None:
    """A sentence whose numbers count no items of the year, each but once in a text."""
    sentence = draft.rng.choice(DISTRACTORS)
    if draft.may(sentence):
        draft.tell(sentence)


def filed(draft: Draft, world: World) -> None:
    """Proposals received, filed, merged and not filed, by proposer and by field."""
    rng = draft.rng
    f = rng.randint(60, 900)
    m, n = rng.randint(1, f // 6), rng.randint(1, f // 8)
    world.values |= {"r": f + m + n, "f": f, "m": m, "n": n}
    world.values |= world.cut("f", "one", "many")
    draft.values |= world.values
    begin = rng.choice(("全会以来，", "大会期间，", "本次全会，", "一年来，"))
    template, links = rng.choice(
        (
            ("共收到提案{r}件，经审查，立案{f}件，并案{m}件，不予立案{n}件。", ("sum: r = f + m + n",)),
            ("共提交提案{r}件，经审查立案{f}件，立案率{~f/r}%。", ()),
            (
                "共收到提案{r}件，其中立案{f}件，占{=f/r}%；并案{m}件，占{=m/r}%；不予立案{n}件，占{=n/r}%。",
                ("sum: r = f + m + n",),
            ),
        )
    )
    draft.tell(begin + template, *links)
    for make in rng.sample((_proposers, _collective, _handed_on, fields_of_filed), rng.randint(1, 3)):
        make(draft, world)


def _proposers(draft: Draft, world: World) -> None:
    if not draft.may("proposers"):
        return
    with_shares = draft.rng.random() < 0.5
    shares = ("，占{=one/f}%", "，占{=many/f}%") if with_shares else ("", "")
    again = draft.rng.choice(("立案提案中，", "立案的{f'}件提案中，", "{f'}件立案提案中，"))
    draft.tell(
        f"{again}委员提案{{one}}件{shares[0]}，集体提案{{many}}件{shares[1]}。",
        f"sum: f{chr(39) * again.count(chr(39))} = one + many",
    )


def _collective(draft: Draft, world: World) -> None:
    if draft.values["many"] < 6 or not draft.may("proposers"):
        return
    draft.values |= dict(zip(("pa", "pb", "pc"), parts(draft.rng, draft.values["many"], 3), strict=True))
    draft.tell(
        "立案提案按提案者分，委员提案{one}件，集体提案{many}件（党派提案{pa}件、界别提案{pb}件、专门委员会提案{pc}件）。",
        "sum: f = one + many",
        "sum: many = pa + pb + pc",
    )


def _handed_on(draft: Draft, _world: World) -> None:
    draft.tell(
        draft.rng.choice(
            ("{f'}件立案提案交{#20-90}家单位办理，已全部办复。", "目前，{f'}件提案已全部办复，办复率100%。")
        )
    )


def motions(draft: Draft, world: World) -> None:
    """Motions and suggestions of a congress, with topics."""
    rng = draft.rng
    world.values |= {"m": rng.randint(4, 40), "s": rng.randint(30, 300)}
    world.values["t"] = world.values["m"] + world.values["s"]
    draft.values |= world.values
    template = rng.choice(
        (
            "本次会议共收到代表议案{m}件、建议{s}件，共计{t}件。",
            "会议期间共收到代表议案建议{t}件，其中议案{m}件、建议{s}件。",
        )
    )
    draft.tell(template, "sum: t = m + s")
    draft.words["both"] = "议案建议"
    count = rng.randint(3, 6)
    names = tuple(f"c{number}" for number in range(count))
    draft.values |= world.cut("t", *names)
    said = [*rng.sample(TOPICS, count - 1), "其他类"]
    opening = rng.choice(("{t'}件议案建议中，", "按内容分，", "从内容看，{t'}件议案建议中，"))
    whole = "t'" if "'" in opening else "t"
    draft.tell(
        opening + "，".join(f"{word}{{{one}}}件" for word, one in zip(said, names, strict=True)) + "。",
        f"sum: {whole} = {' + '.join(names)}",
    )
    if world.values["m"] > 5 and rng.random() < 0.6:
        out = rng.randint(1, 3)
        draft.values |= {"out": out, "rest": world.values["m"] - out}
        draft.values["all"] = draft.values["rest"] + world.values["s"]
        draft.tell(
            "{m'}件议案中，除{out}件列入大会议程外，其余{rest}件转为建议办理，连同代表建议{s'}件，共{all}件交有关单位办理。",
            "sum: m' = out + rest",
            "sum: all = rest + s'",
        )


def years(draft: Draft, world: World) -> None:
    """Several years in a row with their sum, or five years with their mean."""
    rng = draft.rng
    last = int(draft.words["year"].removesuffix("年"))
    noun = rng.choice(("代表建议", "政协提案", "建议提案"))
    if rng.random() < 0.6:
        count = rng.choice((3, 3, 4, 5))
        names = tuple(f"v{number}" for number in range(count))
        draft.values |= {name: rng.randint(40, 240) for name in names}
        draft.values["sum"] = sum(draft.values[name] for name in names)
        row = "、".join(f"{last - count + 1 + at}年{{{name}}}件" for at, name in enumerate(names))
        number = "三四五"[count - 3]
        template = rng.choice(
            (
                f"{number}年来，{{who}}共办理{noun}{{sum}}件，其中{row}。",
                f"{{who}}{row.replace('年{', '年办理' + noun + '{', 1)}，{number}年共{{sum}}件。",
            )
        )
        draft.tell(template, f"sum: sum = {' + '.join(names)}")
        return
    mean = rng.randint(60, 240)
    draft.values |= {"mean": mean, "sum": mean * 5 + rng.choice((0, 0, 1, 2, -1, -2))}
    draft.tell(f"五年来，{{who}}共办理{noun}{{sum}}件，年均{{mean}}件，办复率均为100%。", "change: sum / !5 = mean")


def table(draft: Draft, world: World) -> None:
    """A table in plain text: kinds by duty, topics with their shares, or units; with its totals."""
    rng, joint = draft.rng, draft.words["joint"]
    between = rng.choice((" ", "\t", "|"))
    lines: list[str] = []

    def row(*cells: str) -> str:
        return "| " + " | ".join(cells) + " |" if between == "|" else between.join(cells)

    draft.narrow, draft.style = False, "digits"
    match rng.randint(0, 3):
        case 0 | 1:
            words = rng.choice((("建议", "提案"), ("市级", "县级"), ("省级", "市级", "区级")))
            names = [(f"r{at}l", f"r{at}j", f"r{at}t") for at in range(len(words))]
            for one, two, three in names:
                draft.values |= {one: rng.randint(3, 90), two: rng.randint(3, 90)}
                draft.values[three] = draft.values[one] + draft.values[two]
            for at, name in enumerate(("sl", "sj", "st")):
                draft.values[name] = sum(draft.values[one[at]] for one in names)
            lines += [row("类别", "主办", joint, "合计")]
            lines += [row(word, *(f"{{{one}}}" for one in told)) for word, told in zip(words, names, strict=True)]
            lines += [row("合计", "{sl}", "{sj}", "{st}")]
            links = [f"cell: {three} = {one} + {two}" for one, two, three in [*names, ("sl", "sj", "st")]]
            links += [
                f"cell: {name} = {' + '.join(one[at] for one in names)}" for at, name in enumerate(("sl", "sj", "st"))
            ]
            end = "\n以上{st'}件均已办复。" if rng.random() < 0.5 else ""
        case 2:
            count = rng.randint(3, 5)
            names = [f"c{at}" for at in range(count)]
            world.values["t"] = rng.randint(40, 300)
            draft.values |= world.values | world.cut("t", *names)
            lines += [row("类别", "件数", "占比")]
            lines += [
                row(word, f"{{{name}}}", f"{{={name}/t}}%")
                for word, name in zip(rng.sample(TOPICS, count), names, strict=True)
            ]
            lines += [row("合计", "{t}", "100%")]
            links, end = [f"cell: t = {' + '.join(names)}"], ""
        case _:
            units = rng.sample(("教育局", "水利局", "民政局", "住建局", "交通局"), 3)
            names = [(f"r{at}l", f"r{at}j", f"r{at}t") for at in range(3)]
            for one, two, three in names:
                draft.values |= {one: rng.randint(3, 30), two: rng.randint(3, 30)}
                draft.values[three] = draft.values[one] + draft.values[two]
            lines += [row("单位", "主办", joint, "小计")]
            lines += [row(unit, *(f"{{{one}}}" for one in told)) for unit, told in zip(units, names, strict=True)]
            links, end = [f"cell: {three} = {one} + {two}" for one, two, three in names], ""
    draft.tell("{year}建议提案办理情况统计表\n" + "\n".join(lines) + end, *links)


def calls(draft: Draft, world: World) -> None:
    """Another field: what people asked a hotline for."""
    rng = draft.rng
    world.values["t"] = rng.randint(200, 9000)
    draft.values |= world.values | world.cut("t", "ask", "plead", "blame", "rest") | world.cut("t", "done", "open")
    draft.tell(
        "{year}第{#10-50}周，热线平台共受理群众诉求{t}件，其中咨询类{ask}件，求助类{plead}件，投诉类{blame}件，其他类{rest}件。",
        "sum: t = ask + plead + blame + rest",
    )
    if rng.random() < 0.6:
        draft.tell(
            "{t'}件诉求中，已办结{done}件，占{=done/t}%，正在办理{open}件，占{=open/t}%。", "sum: t' = done + open"
        )


def cells(draft: Draft, world: World) -> None:
    """A table that stands one cell on a line, as it is copied from a page."""
    rng = draft.rng
    draft.narrow, draft.style = False, "digits"
    world.values["t"] = rng.randint(40, 300)
    draft.values |= world.values | world.cut("t", "x", "y", "z")
    rows = "\n".join(f"{letter}类\n{{{name}}}\n{{={name}/t}}%" for letter, name in zip("ABC", "xyz", strict=True))
    draft.tell(
        f"办理结果统计表\n类别\n件数\n占比\n{rows}\n合计\n{{t}}\n100%\n以上{{t'}}件均已答复。",
        "cell: t = x + y + z",
    )


def sections(draft: Draft, world: World) -> None:
    """A report with headings, each section with its own whole."""
    draft.values |= world.values | world.cut("a", "ax", "ay") | world.cut("b", "bx", "by")
    draft.tell(
        "一、总体情况\n{begin}{who}共办理建议提案{t}件，其中建议{a}件，提案{b}件。\n二、办理结果\n"
        "（一）建议办理。{a'}件建议中，已解决{ax}件，正在解决{ay}件。\n"
        "（二）提案办理。{b'}件提案中，已采纳{bx}件，留作参考{by}件。\n三、主要做法\n",
        "sum: t = a + b",
        "sum: a' = ax + ay",
        "sum: b' = bx + by",
    )


OTHERS = (filed, filed, motions, years, table, sections, calls, cells)
