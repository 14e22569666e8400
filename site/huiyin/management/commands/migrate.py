"""`huiyin migrate`: Django's command, which starts an empty SQLite database from the prepared one."""

from django.core.management.commands import migrate
from django.db import connections

from huiyin import prepared


class Command(migrate.Command):
    """建立或更新数据库。"""

    help = "建立或更新数据库；空的 SQLite 数据库从预制的开始，几秒钟就好。"

    def add_arguments(self, parser) -> None:
        """Django's options, and one that leaves the prepared database out."""
        super().add_arguments(parser)
        parser.add_argument("--from-scratch", action="store_true", help="不用预制的空数据库，逐个执行迁移")

    def handle(self, *args, from_scratch: bool = False, **options):
        """Lay the prepared database into an empty one where all is to be migrated, then migrate what is newer."""
        if not (from_scratch or options["app_label"] or options["check_unapplied"] or options["plan"]):
            prepared.lay(connections[options["database"]])
        return super().handle(*args, **options)
