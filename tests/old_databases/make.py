"""Make an old database for the tests, by the code of its time: how is told in docs/history.md (Upgrades).

Run inside a work tree of that release. Beside the example there is an item under way with a decision on paper, and pages
that were sent back, withdrawn, signed on paper, published and taken down.
"""

import io
import os
import sys
import tarfile
from datetime import date
from pathlib import Path

import django

ITEM = {
    "kind": "suggestion", "origin": "city", "number": 901, "duty": "lead", "title": "关于加强示例工作的建议",
    "first_signer": "示例代表甲",
}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FOUR = {"department": "综合科", "unit_leader": "示例领导", "handler": "示例经办人"}


def main(target: Path) -> None:
    """Load the example, act on top of it, and pack what an office would have on its disk."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.settings")
    django.setup()
    from django.core.management import call_command

    call_command("load_example", seed_only=True, stdout=io.StringIO(), stderr=io.StringIO())
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection

    users = {user.username: user for user in get_user_model().objects.all()}
    steps(users)
    pages(users)
    get_user_model().objects.update(password="!", last_login=None)
    get_user_model().objects.filter(username="admin").update(is_superuser=False)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("VACUUM")
    connection.close()
    data = Path(settings.PRIVATE_ROOT).parent
    with tarfile.open(target, "w:gz") as packed:
        for name in ("db.sqlite3", "private", "media"):
            if (data / name).exists():
                packed.add(data / name, name)


def steps(users: dict) -> None:
    """An item on its way: entered, proposed, instructed on paper, handed over, signed for, talked over, supervised."""
    from tracking.loop import take
    from tracking.models import Assignment, HandlingRecord, Person, PrivateFile, Session, Unit

    scan = PrivateFile.objects.keep("批示.pdf", PDF)
    event = take("register", account=users["clerk"], on=date(2024, 9, 2), session=Session.objects.get(), **ITEM)

    def item():
        return HandlingRecord.objects.get(pk=event.record_id)

    take("propose", item(), account=users["clerk"], on=date(2024, 9, 3), handling_proposal="拟由区发改委办理。")
    leader = Person.objects.get(user=users["leader"])
    take("instruct", item(), account=users["clerk"], decider=leader, scan=scan, wording="同意。",
         on=date(2024, 9, 4), instruction="同意拟办意见。")  # fmt: skip
    unit = Unit.objects.get(name__startswith="区发展和改革委员会")
    take("assign", item(), account=users["clerk"], on=date(2024, 9, 5), lead_units=[unit], support_units=[])
    part = Assignment.objects.get(record=item())
    take("sign_for", part, account=users["unit"], on=date(2024, 9, 6), **FOUR)
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
    part.refresh_from_db()
    take("contact", part, account=users["unit"], on=date(2024, 9, 20), signature=item().signatures.get(), **talk)
    take("supervise", item(), account=users["supervisor"], on=date(2024, 10, 8), kind="reminder", text="请加快办理。")


def pages(users: dict) -> None:
    """An article sent back, withdrawn and then published, one taken down on paper, and a definition confirmed."""
    from publishing import review
    from publishing.models import ArticlePage, ColumnKind, ColumnPage, Level
    from tracking.models import Person, PrivateFile, Session

    editor = users["editor"]
    final = Person.objects.get(user=users["final"])

    def article(title: str) -> ArticlePage:
        page = ArticlePage(
            title=title, live=False, owner=editor, body=[("paragraph", "第一条　示例条文。")],
            source="示例来源", editor_name="示例编辑甲",
        )  # fmt: skip
        ColumnPage.objects.get(kind=ColumnKind.RULES).add_child(instance=page)
        page.save_revision(user=editor)
        return ArticlePage.objects.get(pk=page.pk)

    def publish(page, scan) -> None:
        submission = review.submit(page, account=editor, note="请审。")
        review.sign(submission, Level.FIRST, account=users["first"], comment="同意。")
        review.sign(submission, Level.SECOND, account=users["second"])
        review.sign(submission, Level.FINAL, account=users["clerk"], decider=final, scan=scan)

    back = article("示例制度一")
    review.reject(review.submit(back, account=editor), Level.FIRST, account=users["first"], comment="请改。")
    again = ArticlePage.objects.get(pk=back.pk)
    again.save_revision(user=editor)
    review.withdraw(review.submit(again, account=editor), account=editor, reason="再改。")
    ArticlePage.objects.get(pk=back.pk).save_revision(user=editor)
    publish(ArticlePage.objects.get(pk=back.pk), PrivateFile.objects.keep("审签单一.pdf", PDF + b"%1\n"))
    gone = article("示例制度二")
    publish(gone, PrivateFile.objects.keep("审签单二.pdf", PDF + b"%2\n"))
    scan = PrivateFile.objects.keep("撤稿单.pdf", PDF + b"%3\n")
    gone = ArticlePage.objects.get(pk=gone.pk)
    review.take_down(gone, account=users["clerk"], decider=final, reason="内容有误。", is_urgent=True, scan=scan)
    review.answer_definition(Session.objects.get(), "satisfied_only", account=editor)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
