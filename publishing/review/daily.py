"""What the timer does for pages (定时办理): signatures on paper whose time has come, papers asked for, the week's list."""

from datetime import date

from publishing.review import on_call, paper, telling


def day_began(sender: object, day: date, **kwargs: object) -> None:
    """Once or more a day, by `huiyin remind`: done again, it changes nothing."""
    for form in paper.unsettled():
        paper.settle(form)
    on_call.remind_of_paper(on_call.without_paper())
    telling.weekly_list(day, len(paper.unanswered()))
