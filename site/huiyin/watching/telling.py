"""What is red is told to the administrators (系统运行), once a day, and retired once nothing is."""

from django.db import DatabaseError
from django.utils import timezone

from huiyin.watching.checks import RED, Check
from tracking import telling
from tracking.models import NoticeKind, Role

SUBJECT = "house:doctor"
"The subject of the message."


def tell_administrators(found: list[Check]) -> None:
    """Leave a message about what is red; with a database that can't be written there is nobody to tell."""
    red = [one for one in found if one.level == RED]
    try:
        if not red:
            telling.retire(SUBJECT)
            return
        text = "设置检查有须处理的项目：" + "；".join(f"{one.title}：{one.said}{one.to_do}" for one in red)
        administrators = telling.Staff(timezone.localdate()).by_role[Role.ADMIN]
        telling.tell_people(administrators, NoticeKind.HOUSE, text, subject=SUBJECT)
    except DatabaseError:
        return
