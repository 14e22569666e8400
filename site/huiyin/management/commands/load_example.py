"""`huiyin load_example`: the example district of docs/example.md, ready to try; run again, it changes nothing.

Beside 2024's seven closed items it makes a living one (示例届次), on dates that follow today's.
"""

from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from huiyin.keeping.troubles import Trouble
from publishing.press.assets import collect_static_files
from tracking.management.named import day

ACCOUNTS = [
    ("clerk", "政府办经办：收文、拟办、交办、行文、送达、征询、办结，导入导出"),
    ("reviewer", "政府办审核：审核、退回重新办理"),
    ("leader", "区领导：批示、签发；leader2、leader3 为另两位"),
    ("unit", "承办单位经办（区发改委）：签收、沟通、进展、送审"),
    ("unit2", "承办单位经办（区教育局）；unit3 至 unit20 为其他单位"),
    ("supervisor", "督查室：督办、通报"),
    ("editor", "信息公开编辑：起草、送审"),
    ("first", "一审"),
    ("second", "二审"),
    ("final", "三审：签发、紧急撤稿"),
    ("admin", "系统管理员：人员、名录、设置"),
]
AGED = 7
"After how many days the living session's dates are called old."


class Command(BaseCommand):
    """装载示例。"""

    help = "装载示例：巴宜区2024年“两会”的七件建议提案和信息公开栏目，以及日期跟着今天走的示例届次；再次运行不作改变。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which of the two sessions, how large, and for which day."""
        parser.add_argument("--seed-only", action="store_true", help="只装载2024年的七件，不要示例届次")
        parser.add_argument("--large", action="store_true", help="示例届次139件、40个单位；不写则60件、20个单位")
        parser.add_argument(
            "--today", type=day, metavar="DATE", help="示例届次按这一天编排日期，默认今天，例如 2026-06-03"
        )
        parser.add_argument(
            "--refresh", action="store_true", help="把示例换成日期最新的一套：原来的数据另存在数据目录里，不删除"
        )

    def handle(self, *args, seed_only, large, today, refresh, **options):
        """Load what is missing, and say how to log in."""
        if seed_only and (large or today or refresh):
            raise CommandError(
                "--seed-only 只装载2024年的七件，不能与 --large、--today、--refresh 同用。", returncode=2
            )
        if today is not None and today > timezone.localdate():
            raise CommandError(f"--today 不能是将来的日期（{today}）：办理记录不能记在将来。", returncode=2)
        if refresh:
            self._refresh(large=large, today=today)
            return
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write("建立数据库……")
            call_command("migrate", interactive=False, verbosity=0)
        new_styles = collect_static_files()
        from huiyin.example import load, people
        from huiyin.example.living import session
        from publishing.press.run import press_all, why_foreign

        if why := why_foreign():
            raise CommandError(why)
        loaded = load.load()
        if not seed_only and session.living_session() is None:
            self.stderr.write("编排示例届次，约需一分钟……")
            loaded = session.make(people.make_people(), large=large, today=today) or loaded
        if new_styles:
            press_all()
        self.stdout.write("示例已装载。" if loaded else "示例已在，没有改变。")
        self._say_how_old(session.made_for())
        self._say_how_to_log_in()

    def _refresh(self, *, large: bool, today: date | None) -> None:
        """Put a demonstration with today's dates in the place of the one that is here."""
        from huiyin.example.living.refresh import refresh

        try:
            kept = refresh(self.stderr.write, large=large, today=today)
        except Trouble as trouble:
            raise CommandError(str(trouble), returncode=trouble.exit_code) from trouble
        self.stdout.write("示例已换成日期最新的一套。")
        for one in kept:
            self.stdout.write(f"原来的数据保留在：{one}（不再需要时可删除）。")
        self._say_how_to_log_in()

    def _say_how_to_log_in(self) -> None:
        """Say where portal and admin are, and whose accounts there are."""
        from huiyin.example import people

        self.stdout.write(f"\n门户：{settings.BASE_URL}/\n后台：{settings.BASE_URL}/admin/\n")
        self.stdout.write(f"账号（密码都是 {people.demonstration_password()}）：")
        for username, what in ACCOUNTS:
            self.stdout.write(f"  {username:<11}{what}")

    def _say_how_old(self, made_for: date | None) -> None:
        """Say when the living session's dates have grown old, and how to get new ones."""
        age = (timezone.localdate() - made_for).days if made_for is not None else 0
        if age > AGED:
            self.stdout.write(
                f"示例届次的日期按{age}天前（{made_for}）编排，许多件已显示逾期。停下服务后执行 huiyin load_example --refresh，换成今天的。"
            )
