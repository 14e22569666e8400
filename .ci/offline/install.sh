#!/bin/sh
# 回音离线安装：在不能联网的 Debian 类系统上安装、启动并核对。用法见 ./install.sh --help
set -eu
cd "$(dirname "$0")"
here=$(pwd)

usage() {
    cat <<'END'
用法：./install.sh [选项]
  --to DIR       程序装在哪里，默认 /opt/huiyin
  --data DIR     数据放在哪里，默认 /var/lib/huiyin
  --user NAME    以哪个系统账号运行；以 root 安装时默认 huiyin，没有就新建
  --port N       huiyin serve 监听 127.0.0.1 的端口，默认 8000
  --address URL  公众使用的网址，默认 http://127.0.0.1:端口
  --example      装入示例区县，供试用（不要与正式数据同库）
安装不访问任何网络；每个文件先核对 SHA-256。
END
}

say() { printf '%s\n' "$*"; }
refuse() {
    printf '没有安装：%s\n' "$*" >&2
    exit "${code:-1}"
}

to=/opt/huiyin data=/var/lib/huiyin user='' port=8000 address='' example=''
while [ $# -gt 0 ]; do
    case "$1" in
    --help | -h) usage; exit 0 ;;
    --example) example=yes; shift; continue ;;
    --to | --data | --user | --port | --address)
        [ $# -ge 2 ] || { code=2; refuse "$1 后面要写一个值。"; }
        case "$1" in
        --to) to=$2 ;; --data) data=$2 ;; --user) user=$2 ;; --port) port=$2 ;; --address) address=$2 ;;
        esac
        shift 2 ;;
    *) code=2; refuse "不认识 $1；用法见 ./install.sh --help" ;;
    esac
done
case "$to$data" in *[!A-Za-z0-9/._-]*) code=2; refuse "目录只能用字母、数字、/ . _ -。" ;; esac
case "$to" in /*) ;; *) code=2; refuse "--to 应写成完整路径。" ;; esac
case "$data" in /*) ;; *) code=2; refuse "--data 应写成完整路径。" ;; esac
case "$port" in '' | *[!0-9]* | ??????*) code=2; refuse "端口“$port”应是 1 到 65535 之间的整数。" ;; esac
{ [ "$port" -ge 1 ] && [ "$port" -le 65535 ]; } || { code=2; refuse "端口“$port”应是 1 到 65535 之间的整数。"; }
[ -n "$address" ] || address="http://127.0.0.1:$port"
case "$address" in http://?* | https://?*) ;; *) code=2; refuse "网址应以 http:// 或 https:// 开头。" ;; esac
case "$address" in *[!A-Za-z0-9:/._-]*) code=2; refuse "网址“$address”里有不该有的字符。" ;; esac
if [ "$(id -u)" = 0 ]; then user=${user:-huiyin}; else
    [ -z "$user" ] || [ "$user" = "$(id -un)" ] || { code=2; refuse "只有 root 能以别的账号安装。"; }
    user=$(id -un)
fi

# 1. 文件是否完整
command -v sha256sum >/dev/null || refuse "缺少 sha256sum（coreutils）。"
broken=$(sha256sum --check --quiet SHA256SUMS 2>/dev/null | sed 's/: .*//' | head -5)
sha256sum --check --status SHA256SUMS 2>/dev/null || refuse "文件不完整或被改过：${broken:-SHA256SUMS}。请重新拷贝安装包。"
say "文件核对无误。"

# 2. 机器是否合适
machine=$(uname -m)
case "$machine" in x86_64 | aarch64) ;; *) refuse "没有 $machine 的安装包，只有 x86_64 和 aarch64。" ;; esac
[ ! -s "missing-$machine.txt" ] || refuse "$machine 缺少这些包：$(tr '\n' ' ' <"missing-$machine.txt")。"
python=''
for version in $(cat python-versions); do
    for one in "python$version" python3; do
        if [ -z "$python" ] && command -v "$one" >/dev/null &&
            [ "$("$one" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$version" ]; then
            python=$(command -v "$one")
        fi
    done
done
[ -n "$python" ] || refuse "这台机器没有 Python $(cat python-versions)（Debian 12 自带 3.11）。"
"$python" -c 'import ensurepip, venv' 2>/dev/null || refuse "缺少系统软件包 python3-venv，请从系统安装盘安装。"
if "$python" -c "import socket; socket.create_connection(('127.0.0.1', $port), 2)" 2>/dev/null; then
    refuse "端口 $port 已被占用，请用 --port 另选一个。"
fi
[ ! -e "$to/bin/huiyin" ] || refuse "$to 里已经装有回音。升级请看 docs/operations.md 的“升级”一节。"

# 3. 账号和目录
if [ "$(id -u)" = 0 ] && ! id "$user" >/dev/null 2>&1; then
    useradd --system --home-dir "$data" --no-create-home --shell /usr/sbin/nologin "$user"
    say "已建立系统账号 $user。"
fi
mkdir -p "$to" "$data"
[ "$(id -u)" != 0 ] || chown "$user" "$data"
chmod 711 "$data" # nginx passes through it to pressed/; what is private in it is shut itself
as_user() {
    if [ "$(id -u)" = 0 ] && [ "$user" != root ]; then setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "$@"; else "$@"; fi
}

# 4. 程序：只用这个文件夹里的包，逐个核对哈希
"$python" -m venv "$to"
say "安装程序……"
PIP_CONFIG_FILE=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 "$to/bin/python" -m pip install --quiet --no-cache-dir \
    --no-index --require-hashes --find-links "$here/wheels/any" --find-links "$here/wheels/$machine" \
    -r requirements.lock -r program.lock

# 5. 字体：本机没有中文字体时才装
if command -v fc-list >/dev/null && [ -z "$(fc-list :lang=zh family 2>/dev/null)" ]; then
    fonts=/usr/local/share/fonts/huiyin
    [ "$(id -u)" = 0 ] || fonts="${XDG_DATA_HOME:-$HOME/.local/share}/fonts/huiyin"
    mkdir -p "$fonts" && cp fonts/* "$fonts/" && fc-cache "$fonts" 2>/dev/null || true
    say "已安装中文字体。"
fi

# 6. 设置、数据库
settings="$to/huiyin.env"
if [ ! -e "$settings" ]; then
    (
        umask 077
        {
            say "PORT=$port"
            say "HUIYIN_DATA_DIR=$data"
            say "HUIYIN_BASE_URL=$address"
            say "HUIYIN_SECRET_KEY=$("$python" -c 'import secrets; print(secrets.token_urlsafe(60))')"
        } >"$settings"
    )
    [ "$(id -u)" != 0 ] || chown "$user" "$settings"
fi
cat >"$to/run" <<END
#!/bin/sh
# 以安装时的设置运行一条命令，例如：$to/run serve --port $port
set -a
. "$settings"
set +a
cd "$data"
exec "$to/bin/huiyin" "\$@"
END
chmod 755 "$to/run"
say "建立数据库……"
if [ -n "$example" ]; then as_user "$to/run" load_example; else as_user "$to/run" migrate --verbosity 0; fi

# 7. 启动并核对
as_user sh -c "umask 077; nohup '$to/run' serve --port '$port' >'$data/serve.log' 2>&1 & echo \$! >'$data/serve.pid'"
HUIYIN_EXAMPLE=$example "$to/bin/python" - "$port" "$address" <<'END' || refuse "启动后没有应答，请看 $data/serve.log。"
import os, sys, time, urllib.error, urllib.request
port, address = sys.argv[1:]
host = address.split("://", 1)[1].split("/", 1)[0]
pages = ["/healthz", "/admin/login/"] + (["/"] if os.environ.get("HUIYIN_EXAMPLE") else [])
until = time.monotonic() + 300
for page in pages:
    while True:
        try:
            asked = urllib.request.Request(f"http://127.0.0.1:{port}{page}", headers={"Host": host})
            with urllib.request.urlopen(asked, timeout=30) as answer:
                print(f"{page}：{answer.status}")
                break
        except urllib.error.HTTPError as problem:
            sys.exit(f"{page}：{problem.code}")
        except OSError:
            if time.monotonic() > until:
                sys.exit(f"{page} 没有应答")
            time.sleep(0.5)
END
say "回音已在 http://127.0.0.1:$port/ 应答（进程号 $(cat "$data/serve.pid")）。"
say "第一个账号：$to/run createsuperuser"
say "随机器启动：$to/run units /tmp/huiyin-units，再按它说的做（先停下现在的进程：kill $(cat "$data/serve.pid")）。"
