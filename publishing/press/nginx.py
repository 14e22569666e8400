"""The pressed folder behind nginx (反向代理): a server block that answers as `huiyin serve` does."""

from collections.abc import Collection, Iterable
from http import HTTPStatus
from pathlib import Path

from publishing.press.answers import MESSAGES, OUT_OF_ORDER, locations_file
from publishing.press.files import ADMIN, KEYS, LIVE
from publishing.press.headers import (
    CONTENT_TYPES,
    DOWNLOAD,
    HTML,
    INDEXES,
    MEDIA,
    NEVER_RUN_FROM_MEDIA,
    message_headers,
    pressed_headers,
    regret_headers,
    sharing_headers,
)
from publishing.press.server import in_words

LARGEST_UPLOAD = "50m"
KNOWN = "$known_origin"
"nginx's variable for the origin of a request that may read what is pressed."


def server_block(
    root: Path,
    *,
    listen: str,
    name: str,
    upstream: str,
    admin_from: Iterable[str] = (),
    origins: Collection[str] = (),
) -> str:
    """The block as text: what is pressed nginx answers itself, all else `huiyin serve` does, at `upstream`.

    Where networks are named in `admin_from`, they alone reach the admin; front ends of `origins` may read what is
    pressed from a browser.
    """
    indexes = "|".join(INDEXES)
    elsewhere = "try_files /.nothing @huiyin;"
    out_of_order = f"{OUT_OF_ORDER}index.html"
    messages = "|".join(sorted(MESSAGES))
    answers = _quoted(f"{str(locations_file(root))[:-1]}[f]")
    django = [
        f"proxy_pass http://{upstream};",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_set_header X-Request-ID $request_id;",
        "proxy_read_timeout 300s;",
    ]
    pressed = _headers(pressed_headers()) + _headers(_shared(origins))
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
        "error_page 405 = @huiyin;",
        "error_page 414 /414/;",
        *_known_origins(origins),
        "",
        *_types(CONTENT_TYPES),
        "",
        "# What was moved or taken down, as the press left it: nginx -s reload after a change; none yet is none",
        f"include {answers};",
        "",
        "# The folder's own names, and what is never pressed",
        f"location ~ (/\\.|/index\\.({indexes})$|\\.(gz|br)$|^({messages})) {{ {elsewhere} }}",
        *(f"location ^~ {path} {{ {elsewhere} }}" for path in LIVE if path not in {KEYS, ADMIN}),
        f"location ^~ {ADMIN} {{",
        *_indented(_only_from(admin_from)),
        f"    {elsewhere}",
        "}",
        f"location = {out_of_order} {{",
        "    internal;",
        *_headers(regret_headers()),
        "}",
        *(line for message in sorted(MESSAGES - {OUT_OF_ORDER}) for line in _message(message)),
        "",
        "# Pages, then files",
        "location ~ /$ {",
        f"    try_files {' '.join(f'${{uri}}index.{index}' for index in INDEXES)} @huiyin;",
        *pressed,
        "}",
        f"location {MEDIA} {{",
        "    try_files $uri @huiyin;",
        *_indented(_types({k: v for k, v in CONTENT_TYPES.items() if k not in NEVER_RUN_FROM_MEDIA})),
        *pressed,
        "}",
        "location / {",
        *(f"    if (-f $document_root$uri/index.{index}) {{ return 301 $uri/$is_args$args; }}" for index in INDEXES),
        "    try_files $uri @huiyin;",
        *pressed,
        "}",
        "",
        "location = /414/ {",
        "    internal;",
        *_headers(message_headers()),
        f"    default_type {_quoted(HTML)};",
        f"    return 414 {_quoted(in_words(HTTPStatus.REQUEST_URI_TOO_LONG).decode())};",
        "}",
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


def _known_origins(origins: Collection[str]) -> list[str]:
    """$known_origin: where a request comes from if it may; empty, and its header then left out, if it may not."""
    if not origins or "*" in origins:
        return []
    known = [f"if ($http_origin = {_quoted(one)}) {{ set $known_origin {_quoted(one)}; }}" for one in sorted(origins)]
    return ['set $known_origin "";', *known]


def _shared(origins: Collection[str]) -> dict[str, str]:
    return sharing_headers("*", origins) if not origins or "*" in origins else sharing_headers(KNOWN, {KNOWN})


def _only_from(networks: Iterable[str]) -> list[str]:
    allowed = [f"allow {network};" for network in networks]
    return [*allowed, "deny all;"] if allowed else []


def _message(message: str) -> list[str]:
    return [f"location = {message}index.html {{", "    internal;", *_headers(message_headers()), "}"]


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
