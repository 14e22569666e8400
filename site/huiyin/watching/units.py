"""systemd's units and timers (服务和定时) for one district or several on a host: written into a folder, for an operator to install."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from huiyin.keeping.troubles import Trouble, WrongUse, in_words

ENVIRONMENT = "/etc/huiyin/{name}.env"
"Where the settings of a district lie; %i is its name inside the units."
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
SAFE = "ProtectSystem=full\nProtectHome=read-only\nPrivateTmp=true\nNoNewPrivileges=true\n"
"What a service of ours never needs."


@dataclass(frozen=True)
class Timed:
    """A command that a timer runs."""

    what: str
    commands: tuple[str, ...]
    when: str


TIMED = {
    "remind": Timed("每天上午的到期提醒", ("remind",), "OnCalendar=*-*-* 08:30:00 Asia/Shanghai\nPersistent=true"),
    "settle": Timed("补办后续工作", ("settle",), "OnBootSec=1min\nOnUnitActiveSec=5min"),
    "nightly": Timed(
        "每夜的备份、清理、核验和检查",
        (
            "backup --rotate {backups} --verify",
            "tidy",
            "press --reads",
            "verify_history",
            "check_published",
            "doctor --tell",
        ),
        "OnCalendar=*-*-* 02:30:00 Asia/Shanghai\nRandomizedDelaySec=20min\nPersistent=true",
    ),
}
RUNNING = {"serve": "门户和后台", "worker": "后台办理"}


def units(program: Path, user: str, backups: str) -> dict[str, str]:
    """Every unit by its file name; each is a template, so `huiyin-serve@bayi.service` serves the district bayi."""
    run = shlex.quote(str(program))
    head = f"Type=oneshot\nUser={user}\nEnvironmentFile={ENVIRONMENT.format(name='%i')}\n"
    found = {}
    for name, what in RUNNING.items():
        command = f"{run} serve --host 127.0.0.1 --port ${{PORT}}" if name == "serve" else f"{run} {name}"
        found[f"huiyin-{name}@.service"] = (
            f"[Unit]\nDescription=回音（%i）：{what}\nAfter=network-online.target postgresql.service redis.service\n"
            "Wants=network-online.target\nPartOf=huiyin@%i.target\n\n"
            f"[Service]\n{head.replace('Type=oneshot', 'Type=exec')}ExecStart={command}\n"
            f"Restart=always\nRestartSec=3\nTimeoutStopSec=40\n{SAFE}\n"
            "[Install]\nWantedBy=huiyin@%i.target\n"
        )
    for name, timed in TIMED.items():
        lines = "".join(f"ExecStart=-{run} {one.format(backups=backups)}\n" for one in timed.commands)
        found[f"huiyin-{name}@.service"] = (
            f"[Unit]\nDescription=回音（%i）：{timed.what}\n\n[Service]\n{head}{lines if len(timed.commands) > 1 else lines.replace('=-', '=')}{SAFE}"
        )
        found[f"huiyin-{name}@.timer"] = (
            f"[Unit]\nDescription=回音（%i）：{timed.what}\nPartOf=huiyin@%i.target\n\n"
            f"[Timer]\n{timed.when}\n\n[Install]\nWantedBy=huiyin@%i.target\n"
        )
    wants = (
        " ".join(f"huiyin-{name}@%i.service" for name in RUNNING)
        + " "
        + " ".join(f"huiyin-{name}@%i.timer" for name in TIMED)
    )
    found["huiyin@.target"] = (
        f"[Unit]\nDescription=回音（%i）\nWants={wants}\n\n[Install]\nWantedBy=multi-user.target\n"
    )
    return found


def environment(name: str, port: int) -> str:
    """The settings of one district, for an operator to fill in."""
    return (
        f"# 回音（{name}）的环境设置。改好后：install -m 600 -o root 这个文件 {ENVIRONMENT.format(name=name)}\n"
        f"PORT={port}\nHUIYIN_DATA_DIR=/var/lib/huiyin/{name}\nHUIYIN_SECRET_KEY=\nHUIYIN_BASE_URL=https://\n"
        f"#HUIYIN_DATABASE_URL=postgres://huiyin@127.0.0.1:5432/huiyin_{name}\n"
        f"#HUIYIN_REDIS_URL=redis://127.0.0.1:6379/{port % 10}\nHUIYIN_TASKS=worker\n"
    )


def write(folder: Path, names: list[str], program: Path, user: str, backups: str, first_port: int) -> list[Path]:
    """Write units and one environment file for each district; what was written."""
    for name in names:
        if not NAME.fullmatch(name):
            raise WrongUse(f"名称“{name}”只能用小写字母、数字、- 和 _，例如 bayi。")
    if len(set(names)) < len(names):
        raise WrongUse("同一个名称写了两次。")
    if not NAME.fullmatch(user):
        raise WrongUse(f"账号“{user}”只能用小写字母、数字、- 和 _。")
    files = units(program, user, backups)
    files |= {f"{name}.env": environment(name, first_port + place) for place, name in enumerate(names)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as problem:
        raise Trouble(in_words(problem, folder)) from problem
    return [folder / name for name in files]
