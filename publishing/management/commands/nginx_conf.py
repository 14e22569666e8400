"""`huiyin nginx_conf` (反向代理配置): the pressed folder for nginx, from the same table of headers."""

from urllib.parse import urlparse

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

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

    def handle(self, *, listen: str, server_name: str, upstream: str, **options) -> None:
        """Print the block; certificates are added by hand."""
        self.stdout.write(
            server_block(settings.PRESSED_DIR, listen=listen, name=server_name, upstream=upstream), ending=""
        )
