"""A new office on the day it starts: accounts, units, a session and an empty portal, no item yet. Run as a module."""

import django


def main() -> None:
    """Make everything that is there before the first letter comes in."""
    django.setup()
    from django.db import transaction

    from huiyin.example.load import make_session
    from huiyin.example.people import make_people
    from publishing import review
    from publishing.permissions import install_page_permissions
    from publishing.tree import build_portal
    from tracking.versions import chained

    with transaction.atomic(), chained("example", "准备", account=None, summary="账号、单位和届次"):
        make_people()
        make_session()
    with transaction.atomic():
        home = build_portal("示例区人民政府", tagline="政府信息公开", is_demonstration=True)
        install_page_permissions(home)
        review.install_workflow()


if __name__ == "__main__":
    main()
