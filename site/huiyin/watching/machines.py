"""The checks of what is not on this machine alone (几台机器): the other servers."""

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
