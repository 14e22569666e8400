"""Patterns of sessions (届次范本): what is usual, the same as last year's, and how answers are classed; values alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from tracking.models.sessions import OpinionLimit, Session, default_reply_classes
from tracking.wording.labels import Label

OF_ONE_YEAR = frozenset(
    {
        "id", "version", "code", "name", "year", "notice_on", "notice_title", "handed_over_on", "fixed_due_on",
        "off_ledger_count", "is_example",
    }
)  # fmt: skip
"The fields of a session that are its own year's alone; all others are how the office works."


@dataclass(frozen=True, slots=True)
class SessionPattern:
    """Settings that go together, with the rule that they follow, in a sentence."""

    label: Label
    rule: Label
    values: Mapping[str, Any]


PATTERNS: Mapping[str, SessionPattern] = MappingProxyType(
    {
        "usual": SessionPattern(
            _("办法常见"),
            _("自交办起三个月内答复，最长六个月；三个工作日签收，五个工作日内可申请退回；会办意见三十天；答复后二十个工作日内公开。"),
            MappingProxyType({}),
        ),
        "meeting": SessionPattern(
            _("通知限期见面的"),
            _("三个月内答复；七个工作日内可申请退回；签收后二十天内与代表、委员见面；会办意见在答复期限二十天前送主办单位。"),
            MappingProxyType(
                {
                    "objection_days": 7,
                    "meeting_days": 20,
                    "opinion_days": 20,
                    "opinion_counted": OpinionLimit.BEFORE_ANSWER.value,
                }
            ),
        ),
    }
)  # fmt: skip
"By key: the limits that rules of procedure and notices of hand-over name (R40 to R45, R90)."


def _classes(codes: str, *labels: str) -> list[dict[str, str]]:
    return [{"code": code, "label": label} for code, label in zip(codes, labels, strict=True)]


REPLY_CLASSES: Mapping[str, tuple[Label, list[dict[str, str]]]] = MappingProxyType(
    {
        "usual": (_("A 已解决、B 正在解决、C 待以后解决、D 留作参考"), default_reply_classes()),
        "planned": (
            _("A 已解决、B 正在解决、C 列入规划、D 留作参考"),
            _classes("ABCD", "已解决或基本解决", "正在解决", "列入规划逐步解决", "留作参考"),
        ),
        "three": (
            _("A 已解决、B 正在解决、C 留作参考"),
            _classes("ABC", "已解决或基本解决", "正在解决或列入规划逐步解决", "留作参考"),
        ),
        "words": (
            _("A 解决采纳、B 正在解决、C 计划解决、D 留作参考"),
            _classes("ABCD", "解决采纳", "正在解决", "计划解决", "留作参考"),
        ),
        "stems": (
            _("甲 已解决、乙 正在解决、丙 待以后解决"),
            _classes("甲乙丙", "已解决或基本解决", "正在解决或列入规划逐步解决", "因条件限制待以后解决"),
        ),
    }
)
"By key: how the classes of answers are called in one place or another (R29), as shown and as a session's setting."


def ways_of(session: Session) -> dict[str, Any]:
    """How the office worked in this session: every setting that does not belong to its year alone."""
    return {
        field.name: getattr(session, field.attname)
        for field in Session._meta.concrete_fields
        if field.name not in OF_ONE_YEAR
    }


def following(session: Session) -> dict[str, Any]:
    """A session for the year after this one, the same in all but its year: its days are still to be entered."""
    year = session.year + 1
    old, new = str(session.year), str(year)
    return ways_of(session) | {
        "code": session.code.replace(old, new) if old in session.code else new,
        "name": session.name.replace(old, new),
        "year": year,
    }
