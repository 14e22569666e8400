"""`huiyin nginx_conf` (反向代理配置): the pressed folder for nginx, from the same table of headers."""

from urllib.parse import urlparse

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from publishing.press import hosts
from publishing.press.nginx import server_block


class Command(BaseCommand):
    """反向代理配置。"""

    help = "打印 nginx 的 server 配置：已印制的页面由 nginx 直接提供，其余转给 huiyin serve。"
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        """Where nginx listens, under which name, and where `huiyin serve` does."""
        base = urlparse(settings.BASE_URL)
        parser.add_argument("--listen", default="80", help=_("nginx 监听的地址或端口，默认 80"))
        parser.add_argument("--server-name", default=base.hostname, help=_("域名，默认取自 HUIYIN_BASE_URL"))
        parser.add_argument("--upstream", default="127.0.0.1:8000", help=_("huiyin serve 的地址，默认 127.0.0.1:8000"))
        words = _("只许这些地址或网段打开 /admin/，例如 10.1.0.0/16 192.168.3.7；默认不限")
        parser.add_argument("--admin-from", nargs="+", default=[], metavar="CIDR", help=words)

    def handle(self, *, listen: str, server_name: str, upstream: str, admin_from: list[str], **options) -> None:
        """Print the block; certificates are added by hand."""
        try:
            block = server_block(
                settings.PRESSED_DIR,
                listen=hosts.port_or_address(listen, "--listen"),
                name=hosts.names(server_name, "--server-name"),
                upstream=hosts.host_and_port(upstream, "--upstream"),
                admin_from=[hosts.network(one, "--admin-from") for one in admin_from],
                origins=settings.PUBLISHING_API_ORIGINS,
            )
        except hosts.NoHost as problem:
            raise CommandError(str(problem), returncode=2) from None
        self.stdout.write(block, ending="")
