"""What every step's page has around it (各步页面): title, crumb, why it is asked, what it lacks, and which step is next."""

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.moving_in.missing.snapshot import Snapshot
from huiyin.moving_in.steps.overview import overview, still_open
from tracking.admin.frame import frame


def step_frame(key: str, now: Snapshot | None = None) -> dict:
    """The context of a step's page, as the step stands after what was just entered."""
    steps = overview(now)
    step = next(one for one in steps if one.key == key)
    after = steps[steps.index(step) + 1 :]
    following = next(iter([*still_open(after), *still_open(steps)]), None)
    crumb = (_("开始使用"), reverse("moving_in"))
    return frame(step.title, crumb, icon="cog") | {
        "step": step,
        "following": following if following is not None and following.key != key else None,
    }
