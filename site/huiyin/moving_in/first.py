"""The first account of an installation (第一个账号): an administrator, who sets up everything else."""

from django.contrib.auth import get_user_model
from django.db import transaction

from huiyin.moving_in.applying import AccountSlip, open_account
from tracking import permissions
from tracking.models import Person, Role
from tracking.versions import chained, keep, kinds

USERNAME = "admin"


def open_first_account() -> AccountSlip | None:
    """An administrator with a password for one login; None where somebody has an account already."""
    if get_user_model().objects.exists():
        return None
    with transaction.atomic(), chained(kinds.LIST, "开办", account=None, summary="第一个账号"):
        person = keep(Person(name="系统管理员"), reason="开办")
        permissions.grant(person, Role.ADMIN)
        slip = open_account(person, USERNAME)
        permissions.join_groups(person)
    return slip
