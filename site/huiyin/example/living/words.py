"""What is written about the living session's items: texts, letters, talks and notes, put together from small lists."""

from dataclasses import dataclass
from random import Random

from huiyin.example.living.matters import Matter

SEEN = (
    "今年以来，我们先后走访了{place}的{n}个村（社区），与{m}名群众座谈。",
    "前不久，我们到{place}实地查看，并听取了{m}名群众的意见。",
    "在代表委员联系群众活动中，{place}有{m}名群众反映了这件事。",
    "我们查阅了近{n}年的有关情况，并向{place}的干部群众作了了解。",
)
MATTERS_MUCH = (
    "这件事虽小，却关系群众的日常生活，宜早作安排。",
    "如不及时解决，问题会逐年加重，处理起来花费更大。",
    "群众对此期盼已久，盼望今年能有实实在在的进展。",
    "附近乡镇已有成熟做法，可以借鉴。",
)
TALKS = (
    "到{who}所在单位当面听取意见，对方补充了{n}处具体位置，希望先办急需的。",
    "邀请{who}到现场查看，逐项说明打算，对方表示理解，希望写明完成时间。",
    "与{who}座谈，介绍了资金和进度安排，对方建议多听取村里老人的意见。",
    "电话向{who}通报进展，对方认可，希望完工后再走访一次。",
)
METHODS = ("face", "face", "meeting", "phone")
"How each of those talks was held."
NOTES = (
    "已组织人员到{place}核实情况，形成初步方案。",
    "方案征求了有关单位意见，已按意见修改完善。",
    "第一批工作已经开始，现场负责人每周报告进度。",
    "完成情况过半，对群众提出的{n}处问题作了调整。",
)
DIFFICULTIES = ("资金缺口尚有{m}万元，需要统筹解决。", "施工季节短，材料运输需要协调。")
OPENINGS = (
    "我们收到后组织人员到{place}作了调查，并与您当面沟通，听取了意见。",
    "我单位对此十分重视，主要负责人到{place}查看，并与您座谈交换了意见。",
    "办理中，我们向您通报了进展，并吸收了您补充的意见。",
)
CLOSINGS = ("感谢您对我区工作的关心和支持。", "感谢您的关心，欢迎继续提出宝贵意见。", "感谢您对这项工作的关注和支持。")
BESIDE_THE_POINT = "经研究，我单位一贯重视有关工作，采取了多项措施，取得了较好成效。下一步将继续加大力度。"
UNCLEAR = "请逐项写明做了什么、由谁负责、何时完成；第二项没有回答。"
UNSATISFIED = "答复只讲了打算，没有写明{place}什么时候能办好，希望再到现场看一看。"
OPINIONS = ("我单位同意主办单位的意见，涉及我单位的工作已安排专人配合。", "我单位已提供有关资料，没有不同意见。")


@dataclass
class Words:
    """The words on one item: each time other numbers, and for the same item the same."""

    matter: Matter
    place: str
    random: Random

    def _said(self, template: str, **more: object) -> str:
        numbers = {"n": self.random.randint(2, 9), "m": self.random.randint(12, 96)}
        return template.format(place=self.place, **numbers, **more)

    def _one_of(self, templates: tuple[str, ...], **more: object) -> str:
        return self._said(self.random.choice(templates), **more)

    @property
    def title(self) -> str:
        """The item's title (案由)."""
        return self.matter.title.format(place=self.place)

    def text(self) -> str:
        """The item's own text (原文): what was seen, why it matters, and the two requests."""
        first, second = self.matter.asks
        return "\n".join((
            f"{self._one_of(SEEN)}{self.matter.why}。", self._one_of(MATTERS_MUCH), "为此，我们提出以下意见：",
            f"1．{first}。", f"2．{second}。",
        ))  # fmt: skip

    def talk(self, who: str) -> tuple[str, str]:
        """A talk with the proposer: how it was held, and what was said."""
        which = self.random.randrange(len(TALKS))
        return METHODS[which], self._said(TALKS[which], who=who)

    def note(self, which: int) -> str:
        """A note of progress: the first, the second …"""
        return self._said(NOTES[which % len(NOTES)])

    def difficulty(self) -> str:
        """Something that stands in the way."""
        return self._one_of(DIFFICULTIES)

    def done(self) -> tuple[str, str]:
        """What was done about each of the two requests: the same numbers wherever it is told."""
        told = Words(self.matter, self.place, Random(self.title))  # noqa: S311 - made-up words, no secret
        first, second = self.matter.done
        return told._said(first), told._said(second)

    def letter(self, salutation: str, number: int, *, is_promise: str = "") -> str:
        """The letter to the proposer; with what is still promised, where something is."""
        (ask, other), (done, also) = self.matter.asks, self.done()
        lines = [
            f"{salutation}：", f"您提出的《{self.title}》（第{number}号）收悉。现答复如下：", self._one_of(OPENINGS),
            f"一、关于{ask}。{done}。", f"二、关于{other}。{also}。",
        ]  # fmt: skip
        if is_promise:
            lines.append(f"三、尚未完成的部分，由我单位负责，{is_promise}前完成，届时再向您报告。")
        return "\n".join([*lines, self.random.choice(CLOSINGS)])

    def weak_letter(self, salutation: str, number: int) -> str:
        """A letter that answers beside the point, and is returned."""
        opening = f"您提出的《{self.title}》（第{number}号）收悉。现答复如下："
        return "\n".join((f"{salutation}：", opening, BESIDE_THE_POINT, CLOSINGS[0]))

    def joint_opinion(self) -> str:
        """The opinion on a 会办 item, for the city's lead unit."""
        (ask, other), (done, also) = self.matter.asks, self.done()
        return "\n".join((
            f"关于《{self.title}》，现提出会办意见如下：", f"一、关于{ask}。{done}。", f"二、关于{other}。{also}。",
            "涉及我区的事项，我单位将按市主办单位的安排配合办理。",
        ))  # fmt: skip

    def support(self) -> str:
        """A supporting unit's opinion."""
        return self.random.choice(OPINIONS)

    def complaint(self) -> str:
        """What a proposer who is not satisfied says."""
        return self._said(UNSATISFIED)
