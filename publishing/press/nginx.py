"""The pressed folder behind nginx (反向代理): a server block that answers as `huiyin serve` does."""

from collections.abc import Iterable
from pathlib import Path

from publishing.press.files import ADMIN, KEYS, LIVE
from publishing.press.headers import (
    CONTENT_TYPES,
    DOWNLOAD,
    INDEXES,
    MEDIA,
    NEVER_RUN_FROM_MEDIA,
    pressed_headers,
    regret_headers,
)
from publishing.press.server import NOT_FOUND, OUT_OF_ORDER

LARGEST_UPLOAD = "50m"


def server_block(root: Path, *, listen: str, name: str, upstream: str, admin_from: Iterable[str] = ()) -> str:
    """The block as text: what is pressed nginx answers itself, all else `huiyin serve` does, at `upstream`.

    Where networks are named in `admin_from`, they alone reach the admin.
    """
    indexes = "|".join(INDEXES)
    elsewhere = "try_files /.nothing @huiyin;"
    out_of_order = f"{OUT_OF_ORDER}index.html"
    django = [
        f"proxy_pass http://{upstream};",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_read_timeout 300s;",
    ]
    parts = [
        f"listen {listen};",
        f"server_name {name};",
        f"root {_quoted(str(root))};",
        "server_tokens off;",
        "absolute_redirect off;",
        "gzip_static on;",
        "# brotli_static on;  # with nginx's brotli module",
        f"client_max_body_size {LARGEST_UPLOAD};",
        f"error_page 502 504 =503 {out_of_order};",
        "",
        *_types(CONTENT_TYPES),
        "",
        "# The folder's own names, and what is never pressed",
        f"location ~ (/\\.|/index\\.({indexes})$|\\.(gz|br)$|^({NOT_FOUND}|{OUT_OF_ORDER})) {{ {elsewhere} }}",
        *(f"location ^~ {path} {{ {elsewhere} }}" for path in LIVE if path not in {KEYS, ADMIN}),
        f"location ^~ {ADMIN} {{",
        *_indented(_only_from(admin_from)),
        f"    {elsewhere}",
        "}",
        f"location = {out_of_order} {{",
        "    internal;",
        *_headers(regret_headers()),
        "}",
        "",
        "# Pages, then files",
        "location ~ /$ {",
        f"    try_files {' '.join(f'${{uri}}index.{index}' for index in INDEXES)} @huiyin;",
        *_headers(pressed_headers()),
        "}",
        f"location {MEDIA} {{",
        "    try_files $uri @huiyin;",
        *_indented(_types({k: v for k, v in CONTENT_TYPES.items() if k not in NEVER_RUN_FROM_MEDIA})),
        *_headers(pressed_headers()),
        "}",
        "location / {",
        *(f"    if (-f $document_root$uri/index.{index}) {{ return 301 $uri/$is_args$args; }}" for index in INDEXES),
        "    try_files $uri @huiyin;",
        *_headers(pressed_headers()),
        "}",
        "",
        "location @huiyin {",
        *_indented(django),
        "}",
        "",
        "# The address of a one-time page is its key: no log keeps it",
        f"location ^~ {KEYS} {{",
        "    access_log off;",
        *_indented(django),
        "}",
    ]
    return "\n".join(["server {", *_indented(parts), "}", ""])


def _only_from(networks: Iterable[str]) -> list[str]:
    allowed = [f"allow {network};" for network in networks]
    return [*allowed, "deny all;"] if allowed else []


def _types(types: dict[str, str]) -> list[str]:
    return [
        "types {",
        *(f"    {_quoted(kind)} {suffix};" for suffix, kind in types.items()),
        "}",
        f"default_type {DOWNLOAD};",
    ]


def _headers(some: dict[str, str]) -> list[str]:
    return [f"    add_header {name} {_quoted(value)} always;" for name, value in some.items()]


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" if line else "" for line in lines]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
