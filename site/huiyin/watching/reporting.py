"""Failures reported (出错上报) to a Sentry of one's own, where HUIYIN_SENTRY_DSN names one and sentry-sdk is installed.

What is sent says the kind of the failure, where in the program, method and path; no words, values, accounts or addresses.
"""

from huiyin.logs import PERSONAL, TOKEN

WITHOUT = ("breadcrumbs", "user", "extra", "server_name", "modules", "logentry", "message")
"Parts of a report that may quote what somebody typed, or name who they are."
REQUEST = ("method", "url")
"All that is told of a request."


def begin(dsn: str) -> None:
    """Report from now on, where that can be; `trouble` says why it can't."""
    if trouble(dsn):
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        send_client_reports=False,
        auto_session_tracking=False,
        before_send=without_persons,
    )


def trouble(dsn: str) -> str:
    """Why nothing is reported, though it is wanted, in a sentence; empty when all is well."""
    if not dsn:
        return ""
    try:
        from sentry_sdk.utils import BadDsn, Dsn
    except ImportError:
        return "设置了 HUIYIN_SENTRY_DSN，但没有安装 sentry-sdk，出错不会上报。"
    try:
        Dsn(dsn)
    except BadDsn:
        return "HUIYIN_SENTRY_DSN 不是可用的地址，出错不会上报。"
    return ""


def without_persons(event: dict, _hint: dict) -> dict:
    """The report as it may leave the house."""
    event = {name: value for name, value in event.items() if name not in WITHOUT}
    if request := event.get("request"):
        kept = {name: request[name] for name in REQUEST if name in request}
        if "url" in kept:
            kept["url"] = PERSONAL.sub("…", TOKEN.sub(r"\1…", kept["url"].partition("?")[0]))
        event["request"] = kept
    for failure in event.get("exception", {}).get("values", []):
        failure.pop("value", None)
        for frame in failure.get("stacktrace", {}).get("frames", []):
            for name in ("vars", "context_line", "pre_context", "post_context"):
                frame.pop(name, None)
    return event
