"""Where words are printed on an office's own pre-printed sheets (套打位置), in millimetres from the sheet's top left corner."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tracking.models.versioned import Versioned


class OverprintField(models.TextChoices):
    """What can be printed on the handling sheet (收文处理单), by the names that offices write in the list of places."""

    FROM_BODY = "from_body", _("来文机关")
    INCOMING_NUMBER = "incoming_number", _("来文号")
    RECEIVED_ON = "received_on", _("收文日期")
    URGENCY = "urgency", _("缓急")
    TITLE = "title", _("文件标题")
    NUMBER = "number", _("编号")
    DUTY = "duty", _("承办方式")
    PROPOSERS = "proposers", _("提出人")
    DUE_ON = "due_on", _("办理期限")
    PROPOSAL = "proposal", _("拟办意见")
    PROPOSED_ON = "proposed_on", _("拟办日期")
    INSTRUCTION = "instruction", _("领导批示")
    INSTRUCTED_BY = "instructed_by", _("批示人")
    INSTRUCTED_ON = "instructed_on", _("批示日期")
    HANDLED = "handled", _("办理结果")
    REMARK = "remark", _("备注")


class OverprintPaper(models.TextChoices):
    """The papers that are printed onto a pre-printed sheet, by their codes."""

    HANDLING = "handling_overprint", _("收文处理单")


SIZES = (6.0, 36.0)
"The smallest and the largest type, in points."


def default_places() -> list[dict[str, Any]]:
    """Places of a usual red-grid sheet of A4, to begin with: an office measures its own."""
    usual: list[tuple[OverprintField, float, float, float, float, float]] = [
        (OverprintField.RECEIVED_ON, 150, 40, 45, 8, 12),
        (OverprintField.FROM_BODY, 48, 52, 58, 12, 12),
        (OverprintField.INCOMING_NUMBER, 132, 52, 58, 12, 12),
        (OverprintField.URGENCY, 48, 66, 20, 8, 12),
        (OverprintField.TITLE, 48, 78, 142, 16, 14),
        (OverprintField.NUMBER, 48, 96, 58, 12, 12),
        (OverprintField.DUE_ON, 132, 96, 58, 8, 12),
        (OverprintField.PROPOSAL, 48, 112, 142, 36, 14),
        (OverprintField.PROPOSED_ON, 145, 150, 45, 8, 12),
        (OverprintField.INSTRUCTION, 48, 164, 142, 52, 14),
        (OverprintField.INSTRUCTED_ON, 145, 218, 45, 8, 12),
        (OverprintField.HANDLED, 48, 232, 142, 34, 12),
    ]
    names = ("x", "y", "width", "height", "size")
    return [{"field": str(field), **dict(zip(names, rest, strict=True))} for field, *rest in usual]


def check_places(places: object) -> None:
    """Refuse what is no list of places with numbers, a field that there is not, one that is there twice, type of no size."""
    if not isinstance(places, list) or not places:
        raise ValidationError(_now("请至少写一栏的位置。"))
    seen = set()
    for number, one in enumerate(places, 1):
        names = ("x", "y", "width", "height", "size")
        if not isinstance(one, dict) or not all(isinstance(one.get(name), int | float) for name in names):
            raise ValidationError(_now("第%(n)s行的位置不完整。") % {"n": number})
        if one.get("field") not in OverprintField.values:
            known = "、".join(str(label) for label in OverprintField.labels)
            raise ValidationError(
                _now("第%(n)s行的栏目不认识。可用的栏目：%(known)s。") % {"n": number, "known": known}
            )
        label = OverprintField(one["field"]).label
        if one["field"] in seen:
            raise ValidationError(_now("“%(label)s”写了两行，请删去一行。") % {"label": label})
        seen.add(one["field"])
        if min(one["x"], one["y"]) < 0 or min(one["width"], one["height"]) < 1:
            raise ValidationError(_now("“%(label)s”的左、上不能小于 0，宽、高不能小于 1 毫米。") % {"label": label})
        if not SIZES[0] <= one["size"] <= SIZES[1]:
            raise ValidationError(_now("“%(label)s”的字号应在 6 到 36 磅之间。") % {"label": label})


class OverprintSheet(Versioned):
    """An office's own pre-printed sheet (红格纸): its size, what is printed where, and how far the printer is off."""

    paper = models.CharField(
        _("套打的文书"), max_length=50, choices=OverprintPaper.choices, default=OverprintPaper.HANDLING, unique=True,
        error_messages={"unique": _("这种文书的套打位置已经登记，请修改原来的登记。")},
    )  # fmt: skip
    width = models.DecimalField(
        _("纸宽（毫米）"), max_digits=4, decimal_places=1, default=Decimal(210),
        validators=[MinValueValidator(100), MaxValueValidator(420)],
    )  # fmt: skip
    height = models.DecimalField(
        _("纸高（毫米）"), max_digits=4, decimal_places=1, default=Decimal(297),
        validators=[MinValueValidator(100), MaxValueValidator(420)],
    )  # fmt: skip
    right = models.DecimalField(
        _("整体右移（毫米）"), max_digits=3, decimal_places=1, default=Decimal(0),
        validators=[MinValueValidator(-30), MaxValueValidator(30)],
        help_text=_("打印机走纸偏左时填正数，偏右时填负数。"),
    )  # fmt: skip
    down = models.DecimalField(
        _("整体下移（毫米）"), max_digits=3, decimal_places=1, default=Decimal(0),
        validators=[MinValueValidator(-30), MaxValueValidator(30)],
        help_text=_("打印偏上时填正数，偏下时填负数。"),
    )  # fmt: skip
    places = models.JSONField(_("各栏位置"), default=default_places, validators=[check_places])

    class Meta:
        verbose_name = verbose_name_plural = _("套打位置")
        ordering = ["paper"]

    def __str__(self) -> str:
        return str(self.get_paper_display())

    def clean(self) -> None:
        """Refuse a place that leaves the sheet."""
        try:
            check_places(self.places)
        except ValidationError:
            return  # the field says so itself
        if self.width is None or self.height is None:
            return
        for one in self.places:
            if one["x"] + one["width"] > float(self.width) or one["y"] + one["height"] > float(self.height):
                said = {"label": OverprintField(one["field"]).label, "width": self.width, "height": self.height}
                words = _now("“%(label)s”超出了纸边：左加宽不能超过 %(width)s 毫米，上加高不能超过 %(height)s 毫米。")
                raise ValidationError({"places": words % said})

    @classmethod
    def of(cls, paper: str) -> "OverprintSheet":
        """The office's sheet of a paper; the usual one where none was entered."""
        return cls.objects.filter(paper=paper).first() or cls(paper=paper)
