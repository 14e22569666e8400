"""The log (日志): plain lines or JSON lines, each with the number of its request; keys and what concerns persons stay out."""

import logging
import re
import uuid
from contextvars import ContextVar

from django.core.exceptions import ImproperlyConfigured

TOKEN = re.compile(r"(/feedback/)[^/\s?\"']+")
PERSONAL = re.compile(r"[^\s<>@，。：；]+@[^\s<>@，。：；]+|(?<!\d)\d{11,18}[\dXx]?(?!\d)|DETAIL:.*", re.DOTALL)
"Addresses of mail, numbers as long as a telephone's or an identity card's, and PostgreSQL's quotation of a row."
NAMED = re.compile(r"[A-Za-z0-9-]{8,64}")
"What a request may be called by a proxy."
TAKEN = ("method", "path", "status", "ms")
"What the line of a request says besides its number."
FORMATS = {
    "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    "json": {"()": "huiyin.logs.json_lines"},
}
"Formatters by the value of HUIYIN_LOG_FORMAT."

_request: ContextVar[str] = ContextVar("request", default="")


def begin_request(named: str) -> str:
    """The number of the request that begins now: the one that a proxy gave, where it is one, or a new one."""
    number = named if NAMED.fullmatch(named) else uuid.uuid4().hex
    _request.set(number)
    return number


class WithoutTokens(logging.Filter):
    """Blots out the token wherever a line names the address of a one-time page."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without tokens."""
        said = record.getMessage()
        if "/feedback/" in said:
            record.msg, record.args = TOKEN.sub(r"\1…", said), None
        return True


def logging_settings(form: str, level: str) -> dict:
    """Django's LOGGING: everything to standard error, in one of FORMATS."""
    if form not in FORMATS:
        raise ImproperlyConfigured("HUIYIN_LOG_FORMAT 只能是 line 或 json。")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": FORMATS[form]},
        "filters": {"without_tokens": {"()": "huiyin.logs.WithoutTokens"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["without_tokens"]}
        },
        "loggers": {
            "django": {"handlers": []},  # its own would name one-time links
            "axes": {"level": "ERROR"},  # names and addresses of failed logins stand in the database alone
        },
        "root": {"handlers": ["stderr"], "level": level},
    }


# JSON lines ------------------------------------------------------------------------------------
def json_lines() -> logging.Formatter:
    """One JSON object a line, for the log platform of an information centre.

    Of a failure it says the kind and where in the program: its message may quote what somebody typed.
    """
    import structlog  # a fifth of a second that nobody else need wait for

    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    before = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=TAKEN),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _with_number,
        _without_persons,
        _where_it_failed,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )


def _with_number(_logger: object, _method: str, line: dict) -> dict:
    return line | ({"request": number} if (number := _request.get()) else {})


def _without_persons(_logger: object, _method: str, line: dict) -> dict:
    line["event"] = PERSONAL.sub("…", line["event"])
    if "path" in line:
        line["path"] = PERSONAL.sub("…", TOKEN.sub(r"\1…", line["path"]))
    return line


def _where_it_failed(_logger: object, _method: str, line: dict) -> dict:
    """The chain of a failure: kinds and places, the innermost last."""
    failed = line.pop("exc_info", None)
    line.pop("stack", None)
    if not failed:
        return line
    failure = failed[1] if isinstance(failed, tuple) else failed
    chain = []
    while isinstance(failure, BaseException) and len(chain) < 10:
        chain.append({"kind": type(failure).__name__, "at": _places(failure)})
        failure = failure.__cause__ or failure.__context__
    return line | {"failure": chain}


def _places(failure: BaseException) -> list[str]:
    """File, line and function of each frame, outermost first."""
    places, frame = [], failure.__traceback__
    while frame is not None:
        code = frame.tb_frame.f_code
        places.append(f"{code.co_filename}:{frame.tb_lineno} {code.co_name}")
        frame = frame.tb_next
    return places[-20:]
