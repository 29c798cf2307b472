"""Logs as JSON lines: events, ids and kinds; never a name, an address or a local variable of a failed function."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress
from io import TextIOBase
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor


def configure() -> None:
    """Every line is one JSON object on standard error: our own, and those of the libraries from warnings on."""
    told: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
    ]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    logging.getLogger("celery.app.trace").addFilter(_failed_task)
    _of_libraries(told, as_json)
    structlog.configure(
        processors=[*told, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: structlog.PrintLogger(cast(TextIO, _AsFarAsThereIsRoom(sys.stderr))),
        cache_logger_on_first_use=False,
    )


def _of_libraries(told: list[Processor], as_json: Processor) -> None:
    form = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, as_json]
    handler = _ToStandardError(logging.WARNING)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=form, foreign_pre_chain=told))
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, _ToStandardError)] + [handler]
    logging.captureWarnings(True)


def request() -> str:
    """The id of the request that this thread works for; "" when it works for none."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))


class _ToStandardError(logging.Handler):
    """Writes to what standard error is at that moment, as our own lines do."""

    def emit(self, record: logging.LogRecord) -> None:
        there = _AsFarAsThereIsRoom(sys.stderr)
        there.write(f"{self.format(record)}\n")
        there.flush()


class _AsFarAsThereIsRoom(TextIOBase):
    """A line that cannot be written, on a full disk, is lost; what it tells about goes on."""

    def __init__(self, there: TextIO) -> None:
        self.there = there

    def write(self, line: str, /) -> int:
        with suppress(OSError):
            return self.there.write(line)
        return 0

    def flush(self) -> None:
        with suppress(OSError):
            self.there.flush()


def _without_values(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Where an exception came from and of which kind each one was. What it says stays out: the database's words hold
    the row that it refused, and those of a failed reading what was read."""
    trouble = event.pop("exc_info", None)
    if trouble is True:
        trouble = sys.exc_info()[1]
    if isinstance(trouble, tuple):
        trouble = trouble[1]
    if isinstance(trouble, BaseException):
        event["exception"] = "\n".join(_told(trouble))
    return event


def _failed_task(record: logging.LogRecord) -> bool:
    """Celery's own line about a task that failed, as told above instead of in the words of what failed."""
    if record.exc_info and record.exc_info[1]:
        record.exc_text = "\n".join(_told(record.exc_info[1]))
        if isinstance(record.args, dict):
            record.args = {**record.args, "exc": type(record.exc_info[1]).__name__, "traceback": ""}
    return True


def _told(trouble: BaseException) -> Iterator[str]:
    before = trouble.__cause__ or (None if trouble.__suppress_context__ else trouble.__context__)
    if before is not None:
        yield from _told(before)
    for frame in traceback.extract_tb(trouble.__traceback__):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(trouble).__module__}.{type(trouble).__qualname__}"
