"""The checks of what is not on this machine alone (几台机器): the other servers, the read replica."""

from time import monotonic, sleep

from django.conf import settings

from huiyin.replica import LONGEST_LAG, REPLICA, Fitness
from huiyin.watching.found import GREEN, RED, YELLOW, Found
from tracking.servers import this_server, waiting


def servers() -> Found:
    """Whether every server is there, and this one among them."""
    known = waiting()
    if not this_server():
        if known:
            return Found(
                RED,
                f"数据库里登记着服务器 {'、'.join(one['name'] for one in known)}，本机却没有设 HUIYIN_SERVER。",
                "请给本机设 HUIYIN_SERVER；只剩这一台的，用 huiyin servers --drop 去掉登记。",
            )
        return Found(GREEN, "只有一台（没有设 HUIYIN_SERVER）。")
    if away := [one for one in known if one["is_away"]]:
        said = "；".join(f"{one['name']} 没有应答，等着它的有 {one['jobs']} 项" for one in away)
        return Found(
            RED, f"{said}：它可能还显示已经撤下的页面。", "请恢复它或停下它；不再用的运行 huiyin servers --drop。"
        )
    if this_server() not in {one["name"] for one in known}:
        return Found(RED, f"本机 {this_server()} 还没有登记。", "请启动 huiyin serve。")
    if shut := [one["name"] for one in known if one["is_shut"]]:
        return Found(YELLOW, f"{'、'.join(shut)} 的后台关着，等待升级。", "升级后在那台上运行 huiyin servers --open。")
    return Found(GREEN, f"{'、'.join(one['name'] for one in known)} 都在。")


def replica() -> Found:
    """Whether the read replica answers and keeps up."""
    if REPLICA not in settings.DATABASES:
        return Found(GREEN, "没有设只读副本（HUIYIN_REPLICA_URL）。")
    looking, until = Fitness(), monotonic() + LONGEST_LAG
    while (why := looking.look()) and "落后" in why and monotonic() < until:
        sleep(0.2)
    if why:
        return Found(YELLOW, why, "后台照常，只是都由主库应答。请检查副本数据库和它的复制（pg_stat_replication）。")
    return Found(GREEN, "只读副本应答正常，跟得上主库。")
