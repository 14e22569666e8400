"""Where mail goes out (邮件服务器): HUIYIN_EMAIL_URL read into Django's own settings; without it no mail is sent."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"Plain, STARTTLS, and TLS from the first byte."
PATIENCE = 10
"Seconds that a mail server may take to answer."
WRONG = "HUIYIN_EMAIL_URL 应写成 smtp://用户:密码@主机:25、smtp+tls://… 或 smtps://…。"


def mail_settings(url: str) -> dict[str, object]:
    """Django's EMAIL_* settings for smtp://user:password@host:25, smtp+tls:// or smtps://; characters are %-encoded."""
    if not url:
        return {
            "TRACKING_SENDS_MAIL": False,
            "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
            "DEFAULT_FROM_EMAIL": "huiyin@localhost",
        }
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ImproperlyConfigured(WRONG) from None
    if parts.scheme not in PORTS or not host:
        raise ImproperlyConfigured(WRONG)
    user = unquote(parts.username or "")
    return {
        "TRACKING_SENDS_MAIL": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": PATIENCE,
        "DEFAULT_FROM_EMAIL": user if "@" in user else f"huiyin@{host}",
    }
