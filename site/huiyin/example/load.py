"""Loading the example once: the ledger in one transaction, then the portal; a second load changes nothing."""

from datetime import date
from pathlib import Path

from django.db import transaction

from huiyin.example import loop, people, portal
from tracking import ledger
from tracking.models import Session
from tracking.versions import chained, keep, kinds

HERE = Path(__file__).parent
CODE = "2024"


def make_session() -> Session:
    """巴宜区2024年“两会”, with the published dates: notice of 25 March, hand-over of 29 March."""
    return keep(
        Session(
            code=CODE,
            name="巴宜区2024年“两会”",
            year=2024,
            upper_name="林芝市人民政府办公室",
            notice_on=date(2024, 3, 25),
            notice_title="林芝市巴宜区人民政府办公室关于做好2024年度林芝市人大代表建议和政协提案办理工作的通知",
            handed_over_on=date(2024, 3, 29),
            is_example=True,
        ),
        reason="示例数据",
    )


def load_ledger() -> tuple[Session, dict, bool]:
    """The accounts, the session and its seven items taken to 办结; whether anything had to be done."""
    with transaction.atomic(), chained(kinds.EXAMPLE, account=None, summary="账号、单位和届次"):
        users = people.make_people()
        session = Session.objects.filter(code=CODE).first()
        fresh = session is None
        session = session or make_session()
    # The seven come all at once or not at all: whoever has tried an item of their own since finds it as they left it.
    if not session.records.exists():
        with transaction.atomic():
            plan = ledger.plan(ledger.read(HERE / "ledger-2024.xlsx", "ledger-2024.xlsx"), session)
            ledger.apply(plan, users["clerk"])
            loop.drive(session, users)
        fresh = True
    return session, users, fresh


def load() -> bool:
    """Load what is not there yet of 2024; whether anything was."""
    session, users, fresh = load_ledger()
    with transaction.atomic():
        return bool(portal.build(session, users)) or fresh
