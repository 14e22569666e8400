"""`huiyin nginx_conf` (反向代理配置): the pressed folder for nginx, from the same table of headers; of one district or several."""

from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from huiyin.keeping.troubles import Trouble
from huiyin.watching.districts import districts
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
        parser.add_argument("--server-name", help=_("域名，默认取自 HUIYIN_BASE_URL（%s）") % base.hostname)
        parser.add_argument("--upstream", help=_("huiyin serve 的地址，默认 127.0.0.1:8000"))
        words = _("只许这些地址或网段打开 /admin/，例如 10.1.0.0/16 192.168.3.7；默认不限")
        parser.add_argument("--admin-from", nargs="+", default=[], metavar="CIDR", help=words)
        words = _(
            "同一台机器上的几个区县：各自的环境文件，例如 /etc/huiyin/bayi.env，可写几次；域名、目录、端口取自其中"
        )
        parser.add_argument("--district", action="append", default=[], type=Path, metavar="FILE", help=words)

    def handle(self, *, listen, server_name, upstream, admin_from, district, **options) -> None:
        """Print a block for each district; certificates are added by hand."""
        if district and (server_name or upstream):
            raise CommandError(_("--district 已写明域名和端口，不能与 --server-name、--upstream 同用。"), returncode=2)
        try:
            common = {
                "listen": hosts.port_or_address(listen, "--listen"),
                "admin_from": [hosts.network(one, "--admin-from") for one in admin_from],
            }
            if district:
                blocks = [
                    f"# {one.file}\n"
                    + server_block(
                        one.pressed, name=one.name, upstream=f"127.0.0.1:{one.port}", origins=one.origins, **common
                    )
                    for one in districts(district)
                ]
            else:
                name = urlparse(settings.BASE_URL).hostname if server_name is None else server_name
                at = "127.0.0.1:8000" if upstream is None else upstream
                blocks = [
                    server_block(
                        settings.PRESSED_DIR,
                        name=hosts.names(name, "--server-name"),
                        upstream=hosts.host_and_port(at, "--upstream"),
                        origins=settings.PUBLISHING_API_ORIGINS,
                        **common,
                    )
                ]
        except (hosts.NoHost, ImproperlyConfigured, Trouble) as problem:
            raise CommandError(str(problem), returncode=2) from None
        self.stdout.write("\n".join(blocks), ending="")
