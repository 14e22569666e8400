"""One table of response headers: Django's settings, `huiyin serve` and nginx are fed from it (R104)."""

from collections.abc import Collection

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PUBLIC_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
}
"The content security policy of everything public; the admin has a looser one of its own."
FRESHNESS = "no-cache"
"Kept by browsers but asked about each time, so that a page taken down (紧急撤稿) is gone at once."
READING = ("GET", "HEAD")
"What may be done with a page."
ALLOWED = "GET, HEAD, OPTIONS"
RETRY_AFTER = "60"
"Seconds after which a reader may try again when Django is too busy or its database is down."

HTML = "text/html; charset=utf-8"
DOWNLOAD = "application/octet-stream"
CONTENT_TYPES = {
    "html": HTML,
    "atom": "application/atom+xml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"By suffix; a file of any other is a download."
INDEXES = ("html", "atom", "xml")
"What may lie behind an address that ends in a slash, likeliest first; index.json lies beside it, under its own name."
COMPRESSED = frozenset({"html", "atom", "xml", "json", "txt", "csv", "svg"})
"What is worth keeping in gzip and brotli too; the rest is compressed already."
NEVER_RUN_FROM_MEDIA = frozenset({"html", "atom", "xml"})
"An uploaded file of these is a download: it is no page of this portal and must not act as one."
MEDIA = "/media/"


def suffix_of(path: str) -> str:
    """The suffix of a path's last part, in small letters and without the dot; empty when it has none."""
    return path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""


def content_type_of(path: str) -> str:
    """What a file's path says that it is, `path` starting with a slash."""
    suffix = suffix_of(path)
    if path.startswith(MEDIA) and suffix in NEVER_RUN_FROM_MEDIA:
        return DOWNLOAD
    return CONTENT_TYPES.get(suffix, DOWNLOAD)


def policy(directives: dict[str, list[str]]) -> str:
    """A content security policy as it stands in its header."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def public_headers() -> dict[str, str]:
    """What every public answer carries, whatever it is."""
    return {"Content-Security-Policy": policy(PUBLIC_POLICY), **SECURITY_HEADERS}


def pressed_headers() -> dict[str, str]:
    """What every pressed page and file carries besides."""
    return {"Cache-Control": FRESHNESS, "Vary": "Accept-Encoding", **public_headers()}


def message_headers() -> dict[str, str]:
    """What a page carries that says what is not, or not so."""
    return {"Cache-Control": FRESHNESS, **public_headers()}


def sharing_headers(origin: str, origins: Collection[str]) -> dict[str, str]:
    """What lets a front end of another origin read an answer in its browser; `origins` are those that may, or "*"."""
    if not origins:
        return {}
    exposed = {"Access-Control-Expose-Headers": "ETag"}
    if "*" in origins:
        return exposed | {"Access-Control-Allow-Origin": "*"}
    allowed = {"Access-Control-Allow-Origin": origin} if origin in origins else {}
    return exposed | {"Vary": "Origin"} | allowed


def regret_headers() -> dict[str, str]:
    """What the page carries that says 暂时无法访问."""
    return {"Cache-Control": "no-store", "Retry-After": RETRY_AFTER, **public_headers()}
