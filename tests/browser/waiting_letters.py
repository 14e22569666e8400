"""Letters that wait: one that came back with the office's edits, some for the review, some for the signature. Run as a module."""

from datetime import timedelta

import django


def main() -> None:
    """Walk the items to where they wait."""
    django.setup()
    from django.utils import timezone

    from tests.tracking.factories import kept, make_office
    from tracking.loop import take
    from tracking.models import OfficeSettings
    from tracking.stages import Stage

    office, start = make_office(), timezone.localdate() - timedelta(days=120)
    kept(OfficeSettings(pk=1, signs_together=True))
    back = office.make_record(Stage.SUBMITTED, start=start, title="关于示例道路照明的建议").assignments.get()
    edits = {"reason": "措施不具体", "comment": "写明数量。", "edited": "已在示例路安装路灯12盏。"}
    take("return_for_redo", back, account=office.reviewer, **edits)
    for number in range(2):
        office.make_record(Stage.SUBMITTED, start=start, title=f"关于示例公园第{number}处步道的建议")
    for number in range(3):
        office.make_record(Stage.REVIEWED, start=start, title=f"关于示例社区第{number}处停车的建议")


if __name__ == "__main__":
    main()
