"""What screening finds: its kinds, each with the rule that it follows, and a finding with its place and mask."""

from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Kind(TextChoices):
    """What was found."""

    MOBILE = "mobile", gettext_lazy("手机号码")
    LANDLINE = "landline", gettext_lazy("固定电话")
    IDENTITY = "identity", gettext_lazy("身份证号码")
    BANK_CARD = "bank_card", gettext_lazy("银行账号")
    PASSPORT = "passport", gettext_lazy("护照号码")
    PERMIT = "permit", gettext_lazy("港澳台证件号码")
    PLATE = "plate", gettext_lazy("车牌号")
    EMAIL = "email", gettext_lazy("电子邮箱")
    QQ = "qq", gettext_lazy("QQ号")
    WECHAT = "wechat", gettext_lazy("微信号")
    ADDRESS = "address", gettext_lazy("住址")
    DEPUTY = "deputy_contact", gettext_lazy("代表委员的联系方式")
    MINOR = "minor", gettext_lazy("未成年人姓名")
    PATIENT = "patient", gettext_lazy("患者姓名")
    SECRECY = "secrecy", gettext_lazy("保密标志")
    TERM = "term", gettext_lazy("表述错误")
    SCAN = "scan", gettext_lazy("扫描件无法检查")
    HIDDEN = "hidden", gettext_lazy("无法检查的内容")
    LOCATION = "location", gettext_lazy("拍摄地点")
    METADATA = "metadata", gettext_lazy("文件属性")
    TRACES = "traces", gettext_lazy("修订和批注")

    @property
    def rule(self) -> str:
        """The number of the rule in docs/rules.md."""
        return _RULES[self]


_NUMBERS = (Kind.MOBILE, Kind.LANDLINE, Kind.IDENTITY, Kind.DEPUTY)
_OTHERS = (Kind.BANK_CARD, Kind.PASSPORT, Kind.PERMIT, Kind.PLATE, Kind.EMAIL, Kind.QQ, Kind.WECHAT)
_FILES = (Kind.SCAN, Kind.HIDDEN, Kind.LOCATION, Kind.METADATA, Kind.TRACES)
_RULES = (
    dict.fromkeys(_NUMBERS, "R96")
    | dict.fromkeys(_OTHERS, "R105")
    | {Kind.ADDRESS: "R106", Kind.MINOR: "R107", Kind.PATIENT: "R107", Kind.SECRECY: "R108", Kind.TERM: "R109"}
    | dict.fromkeys(_FILES, "R110")
)


@dataclass(frozen=True, slots=True)
class ScreenFinding:
    """Something that may not go out as it stands: what, its words, its place in the text, and what is to be done.

    `mask` is what may stand in the quote's place; empty where only taking it out helps. What `blocks` keeps the piece from
    being published until it is masked or a second person has justified it; all else is asked about.
    """

    kind: Kind
    quote: str
    start: int
    end: int
    mask: str = ""
    blocks: bool = True
    message: str = ""
    where: str = ""
    passage: int | None = None
    "Of a file: the number of the passage in which it stands."

    @property
    def rule(self) -> str:
        """The number of the rule in docs/rules.md."""
        return self.kind.rule

    def moved(self, by: int) -> "ScreenFinding":
        """The same finding in a text that has so many characters more before it."""
        return replace(self, start=self.start + by, end=self.end + by)

    def placed(self, where: str) -> "ScreenFinding":
        """The same finding with its place in words (正文第3行, 工作表“名单”B2)."""
        return replace(self, where=where)

    def sentence(self) -> str:
        """What is wrong and what to do, in one sentence."""
        if self.message:
            return self.message
        words = _("有%(kind)s，") % {"kind": self.kind.label}
        return words + (_("请改为“%(mask)s”。") % {"mask": self.mask} if self.mask else _("请删去。"))

    def as_json(self) -> dict:
        """The JSON form of `huiyin screen`."""
        return {"kind": self.kind.value, "quote": self.quote, "where": self.where, "mask": self.mask}
