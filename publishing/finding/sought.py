"""What of a public piece can be looked for (检索内容), as plain data."""

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import datetime

DIMENSIONS = {"nd": "年份", "lx": "类型", "dw": "承办单位", "lb": "答复类别", "zt": "主题"}
"By what an answer can be narrowed: the name in an address, and what readers call it."
MOST_WORDS = 400_000
"Characters of a text, and of all attachments together, that are looked into."
MARK = "\ue001"
_EPOCH = 946_684_800
_ROOM = 16


@dataclass(frozen=True, slots=True)
class Sought:
    """A public piece as it is found and shown."""

    id: int
    path: str
    title: str
    published: str
    "ISO time, with its zone; empty where it is not known."
    day: str
    "The day as lists print it, ISO."
    kind: str
    "建议, 提案, or what its type is called."
    tag: str
    "What a list prints before its unit; empty for other pieces than replies."
    unit: str
    reply_class: str
    topic: str
    year: str
    numbers: str
    "索引号, 文号, and the item's own number."
    facts: str
    "What it says of itself besides: who asked, who answered, what kind it is."
    words: str
    files: str
    "The words of its attachments, with their titles."

    @property
    def places(self) -> dict[str, str]:
        """Where it stands on each dimension."""
        classes = f"{self.reply_class}类" if self.reply_class else ""
        return {"nd": self.year, "lx": self.kind, "dw": self.unit, "lb": classes, "zt": self.topic}

    @property
    def digest(self) -> str:
        """What changes when anything of it does."""
        return hashlib.sha256(json.dumps(astuple(self), ensure_ascii=False).encode()).hexdigest()

    @property
    def place(self) -> int:
        """Its number in the index: the later published, the higher; the same wherever and whenever it is written."""
        moment = datetime.fromisoformat(self.published).timestamp() if self.published else _EPOCH
        return (max(0, int(moment - _EPOCH)) // 60 << _ROOM) | self.id % (1 << _ROOM)


def mark_of(dimension: str, label: str) -> str:
    """A choice as the index spells it: no word that a reader may type."""
    return MARK + dimension + hashlib.sha256(label.encode("utf-8", "surrogatepass")).hexdigest()[:12]
