"""The checks (检查项): each answers green, yellow or red, what is the matter, and what to do."""

import shutil
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings
from django.core import mail
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from huiyin.keeping import runs, turns
from huiyin.keeping.shut import MARK
from huiyin.watching import machines, object_store, reporting
from huiyin.watching.found import GREEN, RED, YELLOW, Found
from publishing.models import PortalHomePage
from publishing.press.run import why_foreign
from tracking import outbox
from tracking.models import ChainHead, DocSeries, Event, Job, OfficeSettings, SeriesPurpose, Unit
from tracking.papers.pdf import substituted
from tracking.versions.chain import LAGGING

GIGABYTE = 1024**3
PATIENCE = 4
"Seconds that a mail server or one's own address gets to answer."


@dataclass(frozen=True)
class Check:
    """One check with its outcome."""

    key: str
    title: str
    level: str
    said: str
    to_do: str


_checks: dict[str, tuple[str, Callable[[], Found]]] = {}


def check(title: str) -> Callable[[Callable[[], Found]], Callable[[], Found]]:
    """Register a check under its function's name."""

    def register(function: Callable[[], Found]) -> Callable[[], Found]:
        _checks[function.__name__] = (title, function)
        return function

    return register


def examine() -> list[Check]:
    """Everything, in order; a check that itself fails is red, and one that asks a database that is gone is not asked."""
    found: list[Check] = []
    is_gone = False
    for key, (title, ask) in _checks.items():
        try:
            answer = ask()
        except DatabaseError as problem:
            if is_gone:
                continue
            answer = Found(
                RED,
                f"数据库没有应答，或不能读：{problem}",
                "请核对 HUIYIN_DATABASE_URL 和数据库服务；新装的先运行 huiyin migrate。",
            )
        except Exception as problem:  # what no check foresaw is told, and the other checks go on
            answer = Found(RED, f"检查没有完成：{type(problem).__name__}：{problem}", "请把这一行告诉维护人员。")
        is_gone = is_gone or (key == database.__name__ and answer.level == RED)
        found.append(Check(key, title, answer.level, answer.said, answer.to_do))
    return found


# Database and disk -----------------------------------------------------------------------------
@check("数据库")
def database() -> Found:
    executor = MigrationExecutor(connection)
    unapplied = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if unapplied:
        return Found(RED, f"数据库的结构比程序旧，差 {len(unapplied)} 步。", "请运行 huiyin upgrade。")
    known = set(executor.loader.disk_migrations)
    ours = {one for one in executor.loader.applied_migrations if one[0] in {"tracking", "publishing"}}
    if newer := sorted(ours - known):
        return Found(RED, f"数据库的结构比程序新（{'.'.join(newer[0])}）。", "请装回较新的程序，或恢复升级前的备份。")
    return Found(GREEN, f"{connection.display_name} 应答正常，结构与程序一致。")


@check("升级")
def upgrading() -> Found:
    if (Path(settings.DATA_DIR) / MARK).exists():
        return Found(
            RED,
            "正在升级，或上次升级中断；后台暂时关闭。",
            "没有升级在运行时，请再运行一次 huiyin upgrade，它会先退回再重来。",
        )
    return Found(GREEN, "没有中断的升级。")


@check("磁盘空间")
def disk() -> Found:
    usage = shutil.disk_usage(settings.DATA_DIR)
    said = f"数据目录所在磁盘还剩 {usage.free / GIGABYTE:.1f} GB（{usage.free / usage.total:.0%}）。"
    if usage.free < GIGABYTE:
        return Found(RED, said, "请马上腾出空间：写不进磁盘时办理就会中断。")
    if usage.free < 5 * GIGABYTE:
        return Found(YELLOW, said, "请安排清理或扩容。")
    return Found(GREEN, said)


@check("文件权限")
def permissions() -> Found:
    open_to_others = [
        path.name for path in map(Path, (settings.PRIVATE_ROOT, settings.KEYS_DIR, settings.MEDIA_ROOT))
        if path.exists() and path.stat().st_mode & 0o077
    ]  # fmt: skip
    if open_to_others:
        return Found(RED, f"{'、'.join(open_to_others)} 其他账号也能读。", "请运行 chmod 700 收紧，并查明是谁放宽的。")
    return Found(GREEN, "附件、图片和密钥只有本账号能读。")


check("附件存放")(object_store.attachments)


@check("密钥和调试")
def secrets() -> Found:
    if settings.DEBUG:
        return Found(
            RED, "HUIYIN_DEBUG 开着：出错时会把内部信息显示给访客。", "正式使用请去掉 HUIYIN_DEBUG 后重新启动。"
        )
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 5:
        return Found(RED, "HUIYIN_SECRET_KEY 太短或太简单。", "请换成至少 50 个随机字符，所有人会重新登录一次。")
    return Found(GREEN, "密钥够长，调试已关闭。")


# What follows commits --------------------------------------------------------------------------
@check("后台进程")
def worker() -> Found:
    if not outbox.has_worker():
        return Found(GREEN, "后续工作由办理的进程自己完成（HUIYIN_TASKS=inline）。")
    if not turns.is_running("worker"):
        return Found(
            RED,
            "HUIYIN_TASKS=worker，但本机没有 huiyin worker 在运行：公开页面、消息和检索都停着。",
            "请启动它的服务（systemctl start huiyin-worker）。",
        )
    return Found(GREEN, "huiyin worker 在运行。")


check("各台服务器")(machines.servers)
check("只读副本")(machines.replica)


@check("等待办理的后续工作")
def queue() -> Found:
    state = outbox.state()
    waited = state["oldest_seconds"]
    said = f"等着 {state['waiting']} 项，最久的等了 {waited // 60} 分钟。" if state["waiting"] else "没有积压。"
    if waited > 2 * 3600:
        return Found(RED, said, "请看 huiyin worker 或 huiyin settle 的定时是否在运行。")
    return Found(
        YELLOW if waited > 15 * 60 else GREEN, said, "请看 huiyin settle 的定时是否在运行。" if waited > 15 * 60 else ""
    )


@check("没有成功的后续工作")
def failed_jobs() -> Found:
    failed = list(Job.objects.here().failed().order_by("pk")[:3])
    if failed:
        names = "；".join(f"{job.kind}（试了 {job.attempts} 次）{job.error[:80]}" for job in failed)
        return Found(
            RED,
            f"有 {Job.objects.here().failed().count()} 项没有成功：{names}",
            "系统会再试；一直不成，请按原因处理后运行 huiyin settle。",
        )
    return Found(GREEN, "都已办成。")


# The timers ------------------------------------------------------------------------------------
def _last(name: str, late: timedelta, too_late: timedelta | None, to_do: str) -> Found:
    last = runs.last(name)
    if last is None:
        return Found(YELLOW, f"huiyin {name} 在这里还没有运行过。", to_do)
    ago = timezone.now() - last.moment
    said = f"上次运行：{timezone.localtime(last.moment):%Y-%m-%d %H:%M}{'，没有成功' if last.code else ''}。"
    if last.code or (too_late is not None and ago > too_late):
        return Found(RED, said, to_do)
    return Found(YELLOW if ago > late else GREEN, said, to_do if ago > late else "")


@check("每日提醒")
def remind() -> Found:
    return _last(
        "remind",
        timedelta(days=4),
        timedelta(days=14),
        "请看 huiyin-remind 的定时是否启用，再运行 huiyin remind 看它说什么。",
    )


@check("五分钟定时")
def settle() -> Found:
    return _last(
        "settle",
        timedelta(hours=1),
        timedelta(days=2),
        "请看 huiyin-settle 的定时是否启用，再运行 huiyin settle 看它说什么。",
    )


@check("备份")
def backup() -> Found:
    found = _last(
        "backup",
        timedelta(hours=26),
        timedelta(days=8),
        "请看 huiyin-nightly 的定时是否启用，再运行 huiyin backup 看它说什么。",
    )
    return Found(RED, "这里还没有备份过。", found.to_do) if runs.last("backup") is None else found


@check("试恢复过的备份")
def verified() -> Found:
    last = runs.last(runs.VERIFIED)
    to_do = "请运行 huiyin restore --verify 备份文件。"
    if last is None:
        return Found(YELLOW, "还没有一份备份试恢复过：能不能恢复，试过才知道。", to_do)
    days = (timezone.now() - last.moment).days
    return Found(YELLOW if days > 35 else GREEN, f"{days} 天前试恢复过 {last.about}。", to_do if days > 35 else "")


@check("核验办理记录")
def history() -> Found:
    return _last(
        "verify_history",
        timedelta(days=8),
        timedelta(days=60),
        "请运行 huiyin verify_history；发现问题时不要改数据，先另存备份再查。",
    )


# The chain -------------------------------------------------------------------------------------
@check("链尾")
def chain_head() -> Found:
    head, last = ChainHead.objects.now(), Event.objects.order_by("-number").first()
    if (head.number, head.digest) != ((last.number, last.digest) if last else (0, "0" * 64)):
        return Found(
            RED,
            "链尾与最后一条办理记录不符：末尾的记录可能被删除。",
            "请先另存一份备份，再运行 huiyin verify_history。",
        )
    return Found(GREEN, f"共 {head.number} 条，链尾 {head.digest[:16]}…")


@check("服务器时钟")
def clock() -> Found:
    head = ChainHead.objects.now()
    if head.at is not None and timezone.now() < head.at - LAGGING:
        return Found(
            RED,
            f"服务器时钟早于最后一条办理记录（{timezone.localtime(head.at):%Y-%m-%d %H:%M}）。",
            "请校准服务器时间（timedatectl）。",
        )
    return Found(GREEN, f"{timezone.localtime():%Y-%m-%d %H:%M}，不早于最后一条办理记录。")


# The portal ------------------------------------------------------------------------------------
@check("公开页面")
def press() -> Found:
    if not PortalHomePage.objects.exists():
        return Found(GREEN, "没有门户。")
    folder = Path(settings.PRESSED_DIR)
    if why := why_foreign():
        return Found(RED, why, "请按上面的提示处理。")
    if not (folder / "index.html").exists():
        return Found(RED, "门户首页没有印出来，公众看不到。", "请运行 huiyin press。")
    if folder.with_name(f"{folder.name}.unfinished").exists():
        return Found(YELLOW, "上次印制中断。", "请运行 huiyin press，它会接着印完。")
    at = datetime.fromtimestamp(folder.with_name(f"{folder.name}.json").stat().st_mtime, UTC)
    return Found(GREEN, f"最近一次印制：{timezone.localtime(at):%Y-%m-%d %H:%M}。")


@check("证书")
def certificate() -> Found:
    address = urlparse(settings.BASE_URL)
    host = address.hostname or ""
    if address.scheme != "https":
        if host in {"127.0.0.1", "localhost", "::1"}:
            return Found(GREEN, "只在本机使用，没有证书。")
        return Found(
            YELLOW,
            f"{settings.BASE_URL} 不是 https，口令会明文传送。",
            "请在反向代理上配置证书，并把 HUIYIN_BASE_URL 改成 https。",
        )
    try:
        with (
            socket.create_connection((host, address.port or 443), PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            until = ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"])
    except (OSError, ValueError) as problem:
        return Found(
            RED,
            f"{settings.BASE_URL} 的证书核对不了：{problem}",
            "请检查证书是否过期、是否与域名一致，本机能否连到这个地址。",
        )
    days = (datetime.fromtimestamp(until, UTC) - datetime.now(UTC)).days
    level = RED if days < 7 else YELLOW if days < 30 else GREEN
    return Found(level, f"证书还有 {days} 天到期。", "请换证书。" if level != GREEN else "")


# What lies around ------------------------------------------------------------------------------
@check("邮件")
def post() -> Found:
    if not settings.TRACKING_SENDS_MAIL:
        return Found(GREEN, "没有配置邮件服务器，只在系统内提醒。")
    try:
        with mail.get_connection(fail_silently=False, timeout=PATIENCE) as server:
            server.open()
    except (OSError, smtplib.SMTPException) as problem:
        return Found(
            RED, f"邮件服务器 {settings.EMAIL_HOST} 不能用：{problem}", "请核对 HUIYIN_EMAIL_URL，以及本机能否连到它。"
        )
    return Found(GREEN, f"邮件服务器 {settings.EMAIL_HOST} 应答正常。")


@check("出错上报")
def reports() -> Found:
    if why := reporting.trouble(settings.SENTRY_DSN):
        return Found(
            YELLOW, why, "请安装 sentry-sdk（pip install 'huiyin[sentry]'）、核对地址，或去掉 HUIYIN_SENTRY_DSN。"
        )
    return Found(GREEN, "出错时上报。" if settings.SENTRY_DSN else "没有配置，出错只写在日志里。")


@check("字体")
def fonts() -> Found:
    absent = substituted()
    if any(not stand_in for stand_in in absent.values()):
        return Found(YELLOW, "本机没有中文字体，不能制作文书的 PDF。", "请安装 fonts-noto-cjk。")
    if not absent:
        return Found(GREEN, "仿宋、小标宋、楷体、黑体齐全。")
    said = "，".join(f"{kind}以“{stand_in}”代替" for kind, stand_in in absent.items())
    return Found(GREEN, f"文书的 PDF 里，{said}；有使用权的字体可放入数据目录的 fonts 文件夹。")


# How the office works ----------------------------------------------------------------------------
@check("办文方式")
def working() -> Found:
    office, year = OfficeSettings.current(), timezone.localdate().year
    said = f"{office.get_way_display()}。"
    if office.works_here and not DocSeries.objects.counted_here(SeriesPurpose.ANSWER, year).exists():
        return Found(
            YELLOW,
            f"{said}{year}年还没有答复函的编号序列，不能正式行文。",
            "请在“名录—发文字号序列”中登记，编号方式选“本系统编号”；文号由OA给出的，请在“设置”中改回。",
        )
    lacking = Unit.objects.own().filter(is_active=True, head="").count() if office.head_signs else 0
    if lacking:
        return Found(
            YELLOW,
            f"{said}答复须由单位主要负责人签字，有 {lacking} 个单位还没有登记主要负责人，送审会被退回。",
            "请在“名录—承办单位”中登记。",
        )
    return Found(GREEN, said)


@check("版本")
def versions() -> Found:
    names = {"huiyin": "回音", "django": "Django", "wagtail": "Wagtail"}
    said = "，".join(f"{name} {version(package)}" for package, name in names.items()) + "。"
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        return Found(RED, said + "没有 pg_dump，不能备份。", "请安装与数据库服务器同版本的 postgresql-client。")
    return Found(GREEN, said)
