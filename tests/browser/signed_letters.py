"""An office with letters that its leader has signed, on the day that it is asked for. Run as a module, with how many."""

import sys
from datetime import timedelta

import django


def main(many: int) -> None:
    """Walk that many items to 已签发 by their usual steps."""
    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from tests.browser.installations import PASSWORD
    from tests.prepared import walking
    from tests.tracking.factories import make_office
    from tracking.models import Person
    from tracking.stages import Stage

    with walking(), transaction.atomic():
        office = make_office()
        start = timezone.localdate() - timedelta(days=120)
        for number in range(1, many + 1):
            office.make_record(Stage.SIGNED, start=start, title=f"关于示例道路第{number}段照明的建议")
        office.clerk.set_password(PASSWORD)
        office.clerk.save()
        Person.objects.update(must_change_password=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
