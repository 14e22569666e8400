"""Two papers in prose (文稿): 关于代表建议办理情况的报告 and 提案办理情况通报, each sentence counted or left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracking import figures
from tracking.models import Duty, Kind
from tracking.reports.facts import Report
from tracking.wording.local import localised
from tracking.workdays import in_full


@dataclass(frozen=True, slots=True)
class ReportPaper:
    """A paper to copy and print: its title, to whom it goes, its paragraphs, its signature, and what it rests on."""

    title: str
    addressee: str
    paragraphs: tuple[tuple[str, str], ...]
    "Each with its kind: heading or text."
    signature: tuple[str, ...]
    basis: str


def deputies_report(report: Report) -> ReportPaper:
    """关于代表建议办理情况的报告, to the standing committee of the congress."""
    return _draft(
        report,
        Kind.SUGGESTION,
        title=_("关于%(session)s代表建议办理情况的报告"),
        addressee=localised("{congress}常委会："),
        opening=_("现将%(session)s人大代表建议办理情况报告如下："),
        close=_("特此报告。"),
    )


def members_circular(report: Report) -> ReportPaper:
    """提案办理情况通报, to the units that handle them."""
    return _draft(
        report,
        Kind.PROPOSAL,
        title=_("关于%(session)s提案办理情况的通报"),
        addressee=_("各承办单位："),
        opening=_("现将%(session)s政协提案办理情况通报如下："),
        close=_("特此通报。"),
    )


def _draft(report: Report, kind: Kind, *, title: str, addressee: str, opening: str, close: str) -> ReportPaper:
    named = {"session": report.session.name}
    told = Told(report, kind)
    parts = [
        (_("一、基本情况"), told.situation()),
        (_("二、办理和答复情况"), told.answers()),
        (_("三、沟通和反馈情况"), told.opinions()),
        (_("四、存在的问题"), told.problems()),
        (_("五、下一步打算"), told.next_steps()),
    ]
    paragraphs = [("text", opening % named)]
    for heading, sentences in parts:
        text = "".join(sentences)
        paragraphs += [("heading", heading), ("text", text)]
    paragraphs.append(("text", close))
    signed = report.signed
    return ReportPaper(
        title % named,
        addressee,
        tuple(paragraphs),
        (
            in_full(signed.on),
            _("（填报人：%(filled_by)s　审核人：%(reviewed_by)s）")
            % {"filled_by": signed.filled_by, "reviewed_by": signed.reviewed_by},
        ),
        str(report.basis),
    )


class Told:
    """What the ledger tells of one kind of items, in sentences; a sentence with nothing behind it is left out."""

    def __init__(self, report: Report, kind: Kind):
        self.report, self.kind = report, kind
        self.snapshot = report.of(kind)
        self.counts = figures.counts(self.snapshot)
        self.noun = _("建议") if kind is Kind.SUGGESTION else _("提案")
        self.people = _("代表") if kind is Kind.SUGGESTION else _("委员")

    def n(self, key: str) -> int:
        """A figure's count."""
        return self.counts[key].numerator

    def rate(self, key: str) -> str:
        """A rate with its proof: 满意率100%（2/2）."""
        count = self.counts[key]
        return f"{count.label}{count.proven}"

    def situation(self) -> Iterator[str]:
        """The sentences on how many items there are, by duty, topic and unit."""
        said = {"day": in_full(self.report.as_of), "noun": Kind(self.kind).full_label, "total": self.n("records")}
        if not self.n("records"):
            yield _("截至%(day)s，本届没有交办的%(noun)s。") % said
            return
        yield _("截至%(day)s，共承办%(noun)s%(total)s件") % said
        duties = [f"{duty.label}{self.n(duty.value)}件" for duty in Duty if self.n(duty.value)]
        yield _("，其中%(duties)s。") % {"duties": "，".join(duties)}
        topics = [label for label, _numbers in figures.group("topic", self.snapshot).rows if label != _("未分主题")]
        if topics:
            yield _("内容涉及%(topics)s等方面。") % {"topics": "、".join(topics[:8])}
        units = figures.group("unit", self.snapshot).rows
        if units:
            yield _("分别由%(units)s个单位牵头办理，按承办单位计%(parts)s件次。") % {
                "units": len(units),
                "parts": self.n("assignments"),
            }
        if apart := self.n("withdrawn") + self.n("transferred"):
            yield _("另有撤回、转办%(apart)s件，未计入以上数字。") % {"apart": apart}

    def answers(self) -> Iterator[str]:
        """The sentences on what was answered, in time, by class, and published."""
        if not self.n("answered"):
            yield _("目前尚无已答复的%(noun)s，各承办单位正在办理。") % {"noun": self.noun}
            return
        yield _("已书面答复%(answered)s件，%(rates)s。") % {
            "answered": self.n("answered"),
            "rates": "，".join(self.rate(key) for key in ("completion_rate", "on_time_rate")),
        }
        if classes := [(label, row[0]) for label, row in figures.group("class", self.snapshot).rows if row[0]]:
            told = "，".join(f"“{label}”{number}件" for label, number in classes)
            yield _("按答复类别分，%(classes)s。") % {"classes": told}
        if self.counts["published_rate"].denominator:
            yield _("应主动公开的答复中，已公开%(published)s件，%(rate)s。") % {
                "published": self.n("published"),
                "rate": self.rate("published_rate"),
            }

    def opinions(self) -> Iterator[str]:
        """The sentences on contacts with the proposers and their opinions."""
        if not self.counts["contact_rate"].denominator:
            yield localised("会办的%(noun)s由{upper_lead}统一征询意见，本级不登记满意度。") % {"noun": self.noun}
            return
        yield _("主办、独办、分办的%(noun)s，%(rate)s。") % {"noun": self.noun, "rate": self.rate("contact_rate")}
        if not self.counts["satisfaction_rate"].denominator:
            yield _("答复意见正在向%(people)s征询。") % {"people": self.people}
            return
        measure = self.counts["satisfied"].unit
        names = ("satisfied", "basically_satisfied", "unsatisfied")
        told = "，".join(f"{self.counts[key].label}{self.n(key)}{measure}" for key in names if self.n(key))
        yield _("已收回%(people)s意见%(total)s%(measure)s，其中%(told)s，%(rate)s。") % {
            "people": self.people,
            "total": self.counts["satisfaction_rate"].denominator,
            "measure": measure,
            "told": told,
            "rate": self.rate("satisfaction_rate"),
        }
        if unheard := self.n("unheard"):
            yield _("未反馈%(unheard)s件，不计入满意率。") % {"unheard": unheard}
        if still := self.n("still_unsatisfied"):
            yield _("重新办理后仍不满意%(still)s件，已报交办机关。") % {"still": still}

    def problems(self) -> Iterator[str]:
        """The sentences on late, open and promised items, or that there are none."""
        found = []
        if overdue := self.n("overdue"):
            found.append(_("超过办理期限尚未答复的%(overdue)s件") % {"overdue": overdue})
        if waiting := self.n("unanswered") - self.n("overdue"):
            found.append(_("尚在办理期限内的%(waiting)s件") % {"waiting": waiting})
        if promised := self._promised():
            found.append(_("答复中作出承诺、尚待兑现的%(promised)s件") % {"promised": promised})
        if found:
            yield _("主要是%(found)s。") % {"found": "，".join(found)}
        else:
            yield _("没有超期未答复和承诺未兑现的%(noun)s。") % {"noun": self.noun}

    def _promised(self) -> int:
        mine = [one for one in self.report.promises if self.noun in str(one["编号"])]
        return sum(one["兑现情况"] != _("已兑现") for one in mine)

    def next_steps(self) -> Iterator[str]:
        """The sentences on what the units do next about these."""
        steps = []
        if self.n("unanswered"):
            steps.append(_("督促承办单位在期限内答复未办结的%(noun)s") % {"noun": self.noun})
        if self._promised():
            steps.append(_("对承诺事项逐件跟踪，落实后再次答复"))
        steps.append(_("加强与%(people)s的沟通，做好答复公开") % {"people": self.people})
        yield _("下一步，%(steps)s。") % {"steps": "；".join(steps)}
