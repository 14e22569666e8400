"""`huiyin load_example`: the example district of docs/example.md, ready to try; run again, it changes nothing."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from publishing.press.assets import collect_static_files

ACCOUNTS = [
    ("clerk", "政府办经办：收文、拟办、交办、行文、送达、征询、办结，导入导出"),
    ("reviewer", "政府办审核：审核、退回重新办理"),
    ("leader", "区领导：批示、签发"),
    ("unit", "承办单位经办（区发改委）：签收、沟通、进展、送审"),
    ("unit2", "承办单位经办（区教育局）；unit3 至 unit7 为其他单位"),
    ("supervisor", "督查室：督办、通报"),
    ("editor", "信息公开编辑：起草、送审"),
    ("first", "一审"),
    ("second", "二审"),
    ("final", "三审：签发、紧急撤稿"),
    ("admin", "系统管理员：人员、名录、设置"),
]


class Command(BaseCommand):
    """装载示例。"""

    help = "装载示例：巴宜区2024年“两会”的七件建议提案和信息公开栏目；再次运行不作改变。"

    def handle(self, *args, **options):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stderr.write("建立数据库……")
            call_command("migrate", interactive=False, verbosity=0)
        new_styles = collect_static_files()
        from huiyin.example import load
        from huiyin.example.people import demonstration_password
        from publishing.press.run import press_all, why_foreign

        if why := why_foreign():
            raise CommandError(why)
        loaded = load.load()
        if new_styles:
            press_all()
        self.stdout.write("示例已装载。" if loaded else "示例已在，没有改变。")
        self.stdout.write(f"\n门户：{settings.BASE_URL}/\n后台：{settings.BASE_URL}/admin/\n")
        self.stdout.write(f"账号（密码都是 {demonstration_password()}）：")
        for username, what in ACCOUNTS:
            self.stdout.write(f"  {username:<11}{what}")
