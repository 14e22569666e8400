"""What timers do for pages (定时办理): releases whose moment has come; signatures on paper, papers asked for, the week's list."""

from datetime import date

from django.utils.translation import gettext as _

from publishing.review import on_call, paper, releasing, telling


def day_began(sender: object, day: date, **kwargs: object) -> None:
    """Once or more a day, by `huiyin remind`: done again, it changes nothing."""
    for form in paper.unsettled():
        paper.settle(form)
    on_call.remind_of_paper(on_call.without_paper())
    telling.weekly_list(day, len(paper.unanswered()))


def timer_ran(sender: object, told: list[str], failed: list[str], **kwargs: object) -> None:
    """Every few minutes, by `huiyin settle`: what was planned for a moment that has come."""
    done = releasing.do_what_is_due()
    in_time, late = _("已按时发布：%(name)s。"), _("定时任务没有按时运行，已补发：%(name)s。")
    told += [(late if name in done.late else in_time) % {"name": name} for name in done.published]
    told += [_("已到期撤下：%(name)s。") % {"name": name} for name in done.taken_down]
    failed += [_("%(name)s到时间没有办成：%(why)s") % {"name": name, "why": why} for name, why in done.left.items()]
