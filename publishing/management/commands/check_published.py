"""`huiyin check_published`: whether the addresses on the platform above are there, and say what was signed."""

from django.core.management.base import CommandError

from publishing.handover import looking, platforms
from publishing.review import Refused
from tracking.management.answering import AnsweringCommand
from tracking.management.named import WRONG_USE


class Command(AnsweringCommand):
    """上级平台网址核查."""

    help = "逐一访问登记过的上级平台网址：打不开的、内容与签发文稿不同的列出来，退出码为 1。要能访问外网的机器才能用。"

    def handle(self, *args, **options):
        try:
            found = looking.look(platforms.current())
        except platforms.Broken as problem:
            raise CommandError(str(problem), returncode=WRONG_USE) from None
        except Refused as why:
            raise CommandError(str(why), returncode=WRONG_USE) from None
        wrong = [one for one in found if not one.is_fine]
        report = {
            "looked_at": len(found),
            "findings": [
                {
                    "page": one.parcel.page.pk,
                    "title": one.parcel.page.title,
                    "url": one.publication.url,
                    "found": one.found.value,
                    "detail": one.detail,
                }
                for one in wrong
            ],
        }
        lines = [
            f"{one.found.label}\t《{one.parcel.page.title}》\t{one.publication.url}\t{one.detail}" for one in wrong
        ]
        lines.append(f"核查网址{len(found)}个，有问题的{len(wrong)}个。")
        self.answer(report, lines, as_json=options["json"])
        if wrong:
            raise SystemExit(1)
