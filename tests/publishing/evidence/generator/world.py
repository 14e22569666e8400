"""What a text is about: who writes, how many items of each kind and duty, what came of them."""

from dataclasses import dataclass, field
from random import Random

from tests.publishing.evidence.generator.draft import parts

BUREAUS = ("我局", "我委", "我单位", "县水利局", "区民政局", "市交通运输局")
PLACES = ("全县", "全区", "县政府系统", "市政府系统", "区政府", "我镇")
TOPICS = tuple(
    "城建类 交通类 教育类 医疗类 农业类 环保类 文化类 养老类 旅游类 工业类 商贸类 水利类 民政类 科技类".split()
)
FIELDS = ("经济建设", "政治建设", "文化建设", "社会建设", "生态文明建设")


@dataclass
class World:
    """The numbers of one year: `values` by name, all of them in agreement."""

    rng: Random
    values: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @classmethod
    def made(cls, rng: Random) -> "World":
        """A bureau with some items or a county with some hundreds, in two kinds and two duties."""
        small = rng.random() < 0.6
        low, high = (2, 30) if small else (12, 240)
        values = {name: rng.randint(low, high) for name in ("la", "ja", "lb", "jb")}
        values |= {"a": values["la"] + values["ja"], "b": values["lb"] + values["jb"]}
        values |= {"l": values["la"] + values["lb"], "j": values["ja"] + values["jb"]}
        values["t"] = values["a"] + values["b"]
        year = rng.randint(2016, 2025)
        joint = rng.choice(("会办", "会办", "协办"))
        who = rng.choice(BUREAUS if small else PLACES)
        words = {
            "who": who,
            "hands": "个科室" if small or who == "我镇" else "家单位",
            "year": f"{year}年",
            "before": f"{year - 1}年",
            "joint": joint,
            "S": rng.choice(("人大代表建议", "代表建议", "建议", "县人大代表建议")),
            "P": rng.choice(("政协提案", "委员提案", "提案", "县政协提案")),
            "both": rng.choice(("建议提案", "建议、提案", "人大代表建议和政协提案")),
            "begin": rng.choice(("今年，", "今年以来，", f"{year}年，", f"{year}年度，", "一年来，")),
        }
        return cls(rng, values, words)

    def cut(self, whole: str, *names: str) -> dict[str, int]:
        """A number cut into parts by name, none of them nought."""
        return dict(zip(names, parts(self.rng, self.values[whole], len(names)), strict=True))
