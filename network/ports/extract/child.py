"""The process that reads one document: it gives up all it could do harm with, then reads, then ends.

It gets the document as its standard input and answers on standard output with one JSON object a line: `{"ready": 1}`
once it is shut in, one `{"page", "text"}` for each page with text, and last the outcome with what the file says of
itself: `{"outcome", "title", "language", "tagged", "truncated", "pictures", "detail"}`. A drawing is one line.
"""

import codecs
import contextlib
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any, BinaryIO

from network.core import media_types
from network.core.archive import Archive
from network.core.unreadable import Encrypted, TooHeavy, Unreadable, Unsupported
from network.ports.extract import Outcome
from network.ports.extract.limits import Limits
from network.ports.extract.pages import EnoughText, PageWriter

Reader = Callable[[BinaryIO, PageWriter], None]
ArchiveReader = Callable[[Archive, PageWriter], None]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Office wraps an encrypted file
_NEEDED_CODECS = ("utf-8-sig", "cp1252", "cp437", "utf-16", "utf-16-le", "ascii", "latin-1")
_OUTCOMES = {Encrypted: Outcome.ENCRYPTED, TooHeavy: Outcome.TOO_HEAVY, Unsupported: Outcome.UNSUPPORTED}
_WALL_GRACE = 2  # seconds; the parent ends the process sooner, unless it is dead


def run(task: str, limits: Limits) -> None:
    """Do what is asked: "draw", "scan PAGE TYPE", or the type as which all is to be read."""
    kind, _, rest = task.partition(" ")
    if kind == "draw":
        draw(limits)
    elif kind == "scan":
        number, _, media_type = rest.partition(" ")
        scan(media_type, int(number), limits)
    else:
        main(task, limits)


def main(media_type: str, limits: Limits) -> None:
    """Read standard input as `media_type`."""
    reader = _reader(media_type, limits)
    _shut_in(limits)
    _say(ready=1)
    with open(0, "rb", closefd=False) as stream:
        _say(**_read(reader, stream, limits))


def draw(limits: Limits) -> None:
    """Say what the first page of standard input, a PDF, looks like; nothing when it cannot be drawn."""
    from network.ports.extract.picture import draw_pdf

    _shut_in(limits)
    _say(ready=1)
    with open(0, "rb", closefd=False) as stream, contextlib.suppress(Exception):
        _say(**draw_pdf(stream))


def scan(media_type: str, number: int, limits: Limits) -> None:
    """Say what one page of standard input looks like in grey, large enough to be read; or why it cannot be drawn."""
    from network.ports.extract.scanning import draw_page

    _shut_in(limits)
    _say(ready=1)
    with open(0, "rb", closefd=False) as stream:
        try:
            _say(**draw_page(stream, media_type, number, limits.pixels))
        except MemoryError:
            _say(outcome=Outcome.TOO_HEAVY)
        except Unreadable as error:
            _say(outcome=_outcome_of(error))
        except Exception:  # whatever a file provokes, the answer is an outcome
            _say(outcome=Outcome.DAMAGED)


def _read(reader: Reader, stream: BinaryIO, limits: Limits) -> dict[str, Any]:
    out = PageWriter(lambda number, text: _say(page=number, text=text), limits)
    outcome, truncated, detail = None, False, ""
    try:
        reader(stream, out)
        out.finish()
    except EnoughText:
        truncated = True
    except MemoryError:
        outcome = Outcome.TOO_HEAVY
    except Unreadable as error:
        outcome, detail = _outcome_of(error), str(error)
    except Exception as error:  # whatever a file provokes, the answer is an outcome
        outcome, detail = Outcome.DAMAGED, _place(error)
    outcome = outcome or (Outcome.TEXT if out.emitted else Outcome.NO_TEXT)
    about = {"title": out.title, "language": out.language, "tagged": out.tagged}
    return {"outcome": outcome, **about, "truncated": truncated, "pictures": out.pictures, "detail": detail}


def _outcome_of(error: Unreadable) -> Outcome:
    return _OUTCOMES.get(type(error), Outcome.DAMAGED)


def _place(error: Exception) -> str:
    """Where the reader stumbled, without what the file says."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    return f"{type(error).__name__} at {PurePath(frame.f_code.co_filename).name}:{line}"


def _reader(media_type: str, limits: Limits) -> Reader:
    """Imports only what this type needs; start-up is most of the time a small document takes."""
    if media_type == media_types.PDF:
        from network.ports.extract.pdf import read_pdf

        return read_pdf
    if media_type == media_types.RTF:
        from network.ports.extract.rtf import read_rtf

        return read_rtf
    if media_type in media_types.TEXTS:
        from network.ports.extract.plain import read_plain

        return partial(read_plain, characters=limits.characters)
    archive_reader = _archive_reader(media_type)
    return partial(_read_archive, archive_reader) if archive_reader else _refuse


def _archive_reader(media_type: str) -> ArchiveReader | None:
    if media_type in media_types.OPEN_DOCUMENT:
        from network.ports.extract import opendocument

        return {
            media_types.ODT: opendocument.read_odt,
            media_types.ODP: opendocument.read_odp,
            media_types.ODS: opendocument.read_ods,
        }[media_type]
    if media_type in media_types.OFFICE_OPEN:
        from network.ports.extract import office, sheets

        return {
            media_types.DOCX: office.read_docx,
            media_types.PPTX: office.read_pptx,
            media_types.XLSX: sheets.read_xlsx,
        }[media_type]
    return None


def _refuse(stream: BinaryIO, out: PageWriter) -> None:
    raise Unsupported


def _read_archive(read: ArchiveReader, stream: BinaryIO, out: PageWriter) -> None:
    if stream.read(len(_OLE)) == _OLE:
        raise Encrypted("Office password")
    read(Archive(stream), out)


def _shut_in(limits: Limits) -> None:
    """From here on: no new file, socket or process, little memory, an end in time."""
    for name in _NEEDED_CODECS:
        codecs.lookup(name)  # a codec is imported at first use, and imports open files
    os.nice(5)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write("1000")
    signal.alarm(int(limits.wall) + _WALL_GRACE)
    _limit(resource.RLIMIT_AS, limits.memory)
    _limit(resource.RLIMIT_CPU, limits.cpu)
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        _limit(kind, 0)
    _limit(resource.RLIMIT_NOFILE, 3)


def _limit(kind: int, value: int) -> None:
    with contextlib.suppress(ValueError):  # a hard limit that is lower already
        resource.setrlimit(kind, (value, value))


def _say(**answer: Any) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
