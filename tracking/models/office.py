"""How one installation works (办公室设置): how far duties are kept apart, and what must be confirmed."""

from contextlib import nullcontext, suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import connections, models, transaction
from django.utils.translation import gettext_lazy as _

from tracking.models.reading import read_once
from tracking.models.statements import ByKeys
from tracking.models.versioned import Versioned
from tracking.wording.labels import Label
from tracking.wording.local import local, words_here
from tracking.wording.place_words import PlaceAbove, PlaceLevel, PlaceWords, SectionPlace, words_of


class Profile(models.TextChoices):
    """How far duties are kept apart (分工方式); whoever drafted a text never signs it last, in either."""

    FULL = "full", _("完整分工")
    SMALL = "small", _("小型办公室（三人）")

    @property
    def gives_up(self) -> tuple[Label, ...]:
        """What an office gives up that works this way, in sentences for the settings page."""
        return _GIVES_UP[self]


_GIVES_UP = {
    Profile.FULL: (
        _("不放弃任何一道把关：拟稿、审核、签发是三个人，页面按三审由三位非编写人签署，至少要有四个人。"),
        _("纸质审签由本人确认或他人复核后才生效；没有人确认，页面就一直不公开。"),
        _("编写人不能代录自己所写页面的纸质审签。"),
    ),
    Profile.SMALL: (
        _("页面只有两审：少于三审制度的要求，公开检查会提示，审签页如实写“两审”；不补签第三审。"),
        _("审核人可以兼签发人：一份答复可能只有拟稿人以外的一个人看过。"),
        _("编写人可以代录他人的纸质审签：登记一个工作日后仍没有人确认的，页面会公开，内部标明“未经复核”。"),
        _("不放弃的：拟稿人、编写人永远不能作最后签发；代录的人不能作最后签发。"),
    ),
}


class WorkingWay(models.TextChoices):
    """Where letters are finished (办文方式): in the OA, whose results are registered here, or in this system itself."""

    RECORDS = "records", _("本系统登记OA办理结果")
    ITSELF = "itself", _("在本系统办文")

    @property
    def means(self) -> Label:
        """What it means for those who number letters, in a sentence for the settings page."""
        return _MEANS[self]


_MEANS = {
    WorkingWay.RECORDS: _("文稿在OA（或纸上）编号、用印，本系统登记文号、日期和用印件；文号由OA或文书给出。"),
    WorkingWay.ITSELF: _("文号取自本系统的编号序列（“名录”的“发文字号序列”），文稿由本系统生成，盖章后登记用印件。"),
}


check_word = RegexValidator(r"^[\u3400-\u9fff\u00b7]+$", _("只能用汉字，例如：县领导、州政府办。"))
"Names and words of a place: they are set into sentences, titles and headings."


LETTER_REASONS = """\
答复不明确
未与代表沟通
未逐条答复
措施不具体
承诺无时限
答非所问
格式不规范
文字错误"""
PROPOSAL_REASONS = """\
承办单位不合适
缺少配合单位
办理要求不具体
期限不合适"""
"What the lists begin with; the first two and the last three of letters are R20's."
MOST_REASONS, LONGEST_REASON = 20, 30


def check_reasons(lines: str) -> None:
    """Refuse a list that nobody takes in on a phone, and a line that is no reason but a letter."""
    found = [line.strip() for line in lines.splitlines() if line.strip()]
    if len(found) > MOST_REASONS:
        raise ValidationError(_("最多%(most)s条，现有%(n)s条。") % {"most": MOST_REASONS, "n": len(found)})
    if long := next((line for line in found if len(line) > LONGEST_REASON), ""):
        raise ValidationError(_("每条最多%(most)s字：“%(line)s…”太长。") % {"most": LONGEST_REASON, "line": long[:10]})


class OfficeSettings(Versioned):
    """The one row of an installation's own rules; before the first change the defaults hold."""

    profile = models.CharField(_("分工方式"), max_length=10, choices=Profile.choices, default=Profile.FULL)
    confirms_paper = models.BooleanField(
        _("纸质批示、审核、签发须确认"),
        default=False,
        help_text=local("代录的{leaders}批示、审核和签发，由本人确认或他人复核之前，答复不能正式行文、送达。"),
    )
    way = models.CharField(_("办文方式"), max_length=10, choices=WorkingWay.choices, default=WorkingWay.RECORDS)
    head_signs = models.BooleanField(
        _("答复须由单位主要负责人签字"),
        default=False,
        help_text=_("送审和申请退回时，签字人须是“承办单位”名录中登记的主要负责人。"),
    )

    place = models.CharField(
        _("地名"),
        max_length=30,
        blank=True,
        help_text=_("行政区划全称，例如：示例县、示例区。"),
        validators=[check_word],
    )
    level = models.CharField(
        _("级别"), max_length=20, choices=PlaceLevel.choices, default=PlaceLevel.DISTRICT,
        help_text=_("决定页面和文书里怎样称呼本级的政府领导、人大和政协。"),
    )  # fmt: skip
    above = models.CharField(
        _("上级"), max_length=20, choices=PlaceAbove.choices, default=PlaceAbove.CITY,
        help_text=_("交来承办件的上一级，决定怎样称呼上级的办公室。"),
    )  # fmt: skip
    leaders_word = models.CharField(
        _("领导称谓"), max_length=10, blank=True, validators=[check_word],
        help_text=_("批示、签发的政府领导在本地的叫法；不填时按级别，例如：县领导、旗领导。"),
    )  # fmt: skip
    upper_office_word = models.CharField(
        _("上级办公室简称"), max_length=15, blank=True, validators=[check_word],
        help_text=_("审核上报件的上级办公室的简称；不填时按上级，例如：州政府办、盟行署办。"),
    )  # fmt: skip
    section = models.CharField(
        _("办理科室所在"), max_length=20, choices=SectionPlace.choices, default=SectionPlace.OFFICE,
        help_text=_("办理建议提案的科室设在哪里，经办、审核的角色就冠以它的名称。"),
    )  # fmt: skip
    signs_together = models.BooleanField(
        _("领导可以一次签发多件（全部同意）"),
        default=False,
        help_text=_("打开后，领导可以在一页上签发多件；每件的函都在页上，没有打开看过的会逐件指出。不打开时逐件签发。"),
    )

    letter_reasons = models.TextField(
        _("退回答复的原因"), default=LETTER_REASONS, validators=[check_reasons],
        help_text=local("审核退回、{leaders}不予签发和{upper_office}退回时点选；一行一条，“其他”总在最后。"),
    )  # fmt: skip
    proposal_reasons = models.TextField(
        _("退回拟办的原因"), default=PROPOSAL_REASONS, validators=[check_reasons],
        help_text=local("{leaders}退回拟办时点选；一行一条，“其他”总在最后。"),
    )  # fmt: skip

    class Meta:
        verbose_name = verbose_name_plural = _("办公室设置")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="office_settings_once",
                violation_error_message=_("办公室设置只有一份。"),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_profile_display())

    @classmethod
    def current(cls) -> "OfficeSettings":
        """The rules that hold now."""
        return current_settings()

    @property
    def is_small(self) -> bool:
        """Whether three people hold all roles (小型办公室)."""
        return self.profile == Profile.SMALL

    @property
    def works_here(self) -> bool:
        """Whether letters are numbered and made by this system itself (在本系统办文)."""
        return self.way == WorkingWay.ITSELF

    @property
    def words(self) -> PlaceWords:
        """How the place's organs and leaders are called by these settings."""
        return words_of(
            self.level, self.above, place=self.place, leaders=self.leaders_word, upper_office=self.upper_office_word,
            section=self.section,
        )  # fmt: skip


_settings = ByKeys(OfficeSettings, lambda: OfficeSettings.objects.filter(pk=1))


@read_once
def current_settings() -> OfficeSettings:
    """The office's rules as they hold now; no step changes them."""
    return next(iter(_settings()), None) or OfficeSettings(pk=1)


def words_in_the_database() -> PlaceWords:
    """The words that hold by what is stored; inside a transaction a missing table spoils nothing of it."""
    connection = connections[OfficeSettings.objects.db]
    with transaction.atomic(connection.alias) if connection.in_atomic_block else nullcontext():
        return OfficeSettings.current().words


def before_a_change(sender: object, **kwargs: object) -> None:
    """Know the words before they may change: inside the transaction that changes them nothing is read."""
    words_here.current()
    words_here.believe()


def words_mark() -> Path:
    """The file whose date tells the other processes on this machine that the words were changed."""
    return Path(settings.PRIVATE_ROOT) / "words.changed"


def after_a_change(sender: object, instance: OfficeSettings, using: str, **kwargs: object) -> None:
    """Once a change is committed, its words hold in this process and on its mark; a change that is undone leaves them."""
    words = instance.words

    def tell() -> None:
        words_here.remember(words)
        with suppress(OSError):  # then the others find out within a minute
            words_mark().touch()

    transaction.on_commit(tell, using=using)


def before_a_request(**kwargs: object) -> None:
    """See whether another process changed the words: a page never mixes old ones with those of the page before it."""
    words_here.look(words_mark())
