"""One structured line a request, with the id that an error page shows.

No query strings: they may hold what people sought.
"""

import json
import logging
import secrets
import sys
import time

from flask import Flask, Response, g, request

logger = logging.getLogger("network.request")


_encode = json.JSONEncoder(ensure_ascii=False).encode  # `dumps` would make an encoder for each line


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname.lower()}
        entry |= getattr(record, "fields", None) or {"message": record.getMessage()}
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return _encode(entry)


def configure_logging(level: int = logging.INFO) -> None:
    """Send the network's log to standard error."""
    # What no line shows need not be found out for each: logging's own advice, see "Optimization" in its documentation.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger("network")
    root.handlers = [handler]
    root.setLevel(level)
    root.propagate = False


def init_request_log(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def logged_path() -> str:
    """The route's pattern with its numbers filled in. Its words stay out: they are a private title or a live token."""
    rule = request.url_rule
    if rule is None:
        first, slash, _ = request.path[1:].partition("/")
        return f"/{first}{slash and '/…'}"
    path = rule.rule
    for name, value in (request.view_args or {}).items():
        if isinstance(value, int):
            path = path.replace(f"<int:{name}>", str(value))
    return path


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    if logger.isEnabledFor(logging.INFO):
        fields = {
            "request": g.request_id,
            "method": request.method,
            "path": logged_path(),
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.began) * 1000, 1),
        }
        # `info` would look up who called it
        record = logging.LogRecord(logger.name, logging.INFO, "", 0, "request", None, None)
        record.fields = fields
        logger.handle(record)
    return response
