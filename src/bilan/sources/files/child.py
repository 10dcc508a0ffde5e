"""Reading somebody's file in a process of its own, with bounded memory and time, that may die without harm."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyarrow as pa

from bilan.errors import BilanError
from bilan.label import Label
from bilan.sources.files.ending import ended, out_of_memory
from bilan.sources.files.limits import MB, memory, seconds
from bilan.sources.source import Batch, Context, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = struct.Struct("!cQ")
_SAID = 100_000  # bytes of what a dying child wrote
_ROWS, _REST, _REFUSED, _GUESS, _END = b"R", b"J", b"E", b"G", b"Z"

Order = dict[str, object]


def ask(order: Order) -> Iterator[tuple[bytes, bytes]]:
    """The child's answers as they come; a child that dies becomes a refusal that says so."""
    path = Path(str(order["path"]))
    environment = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONUTF8": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "bilan.sources.files.child"]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603  # our own module, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, env=environment
        ) as child,
    ):
        try:
            yield from _asked(child, order)
        except (BrokenPipeError, EOFError):
            status = child.wait()
            complaints.seek(0)
            raise ended(path, status, complaints.read(_SAID)) from None
        finally:
            child.kill()


def _asked(child: subprocess.Popen[bytes], order: Order) -> Iterator[tuple[bytes, bytes]]:
    if child.stdin is None or child.stdout is None:
        raise EOFError
    with contextlib.suppress(OSError):  # a wider pipe is only faster
        fcntl.fcntl(child.stdout, fcntl.F_SETPIPE_SZ, 1 << 20)
    child.stdin.write(json.dumps(order).encode())
    child.stdin.close()
    yield from _answers(child.stdout)


def _answers(stream: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    while True:
        head = stream.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise EOFError
        kind, size = _HEAD.unpack(head)
        body = stream.read(size)
        if len(body) < size:
            raise EOFError
        if kind == _END:
            return
        if kind == _REFUSED:
            raise BilanError(Label(**json.loads(body)))
        yield kind, body


def rows_of(answers: Iterator[tuple[bytes, bytes]]) -> Iterator[Batch]:
    """Batches from the child's answers: rows, then what was set apart."""
    rows: pa.Table | None = None
    for kind, body in answers:
        if kind == _ROWS:
            rows = pa.ipc.open_stream(body).read_all()
        elif kind == _REST and rows is not None:
            rest = json.loads(body)
            rejected = tuple(_rejection(one) for one in rest["rejected"])
            doubled, cents = tuple(rest["duplicates"]), tuple(rest["duplicate_cents"])
            yield Batch(rows, rejected, doubled, cents, rest["ignored_private"])


def _rejection(one: dict[str, object]) -> Rejection:
    line, original, reason, remedy, cents, total = (one[name] for name in _FIELDS)
    return Rejection(line, original, Label(*reason), Label(*remedy), cents, total)  # type: ignore[arg-type, misc]  # as packed below


_FIELDS = ("line", "original", "reason", "remedy", "cents", "total")


def _packed(one: Rejection) -> dict[str, object]:
    reason, remedy = (one.reason.fr, one.reason.en), (one.remedy.fr, one.remedy.en)
    return dict(zip(_FIELDS, (one.line, one.original, reason, remedy, one.cents, one.total), strict=True))


# --- in the child


def main() -> None:
    """Do what the order on the standard input asks, within the limits that its file's size allows."""
    order = json.loads(sys.stdin.buffer.read())
    path = Path(order["path"])
    out = os.fdopen(os.dup(1), "wb")
    size = path.stat().st_size if path.exists() else MB
    try:
        _bound(size)
        _obey(order, path, out)
        _send(out, _END, b"")
    except BilanError as refusal:
        _refuse(out, refusal)
    except MemoryError:
        _refuse(out, out_of_memory(path, size))
    out.close()


def _refuse(out: IO[bytes], refusal: BilanError) -> None:
    _send(out, _REFUSED, json.dumps({"fr": refusal.message.fr, "en": refusal.message.en}).encode())


def _bound(size: int) -> None:
    pa.set_cpu_count(2)
    resource.setrlimit(resource.RLIMIT_AS, (memory(size), memory(size)))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds(size), seconds(size) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _obey(order: dict[str, str], path: Path, out: IO[bytes]) -> None:
    # read by the child alone: the parent never loads a parser
    from bilan.sources.files.batches import batches  # noqa: PLC0415  # see above
    from bilan.sources.files.mapping import Mapping  # noqa: PLC0415  # see above
    from bilan.sources.files.reading import read_raw  # noqa: PLC0415  # see above

    context = Context(order["currency"], order["zone"], date.fromisoformat(order["cut_off"]))
    if "mapping" in order:
        mapping = Mapping.model_validate_json(order["mapping"])
        for batch in batches(read_raw(path, mapping.sheet), mapping, context):
            _send_batch(out, batch)
        return
    from bilan.sources.files.guess import guess  # noqa: PLC0415  # see above

    raw = read_raw(path, order["sheet"] or None)
    found = guess(raw, path.stem, context, order["table"] or None, order["sheet"] or None)
    _send(out, _GUESS, found.model_dump_json().encode())


def _send_batch(out: IO[bytes], batch: Batch) -> None:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.rows.schema) as stream:
        stream.write_table(batch.rows)
    _send(out, _ROWS, sink.getvalue())
    rest = {"rejected": [_packed(one) for one in batch.rejected], "duplicates": batch.duplicates,
            "duplicate_cents": batch.duplicate_cents, "ignored_private": batch.ignored_private}  # fmt: skip
    _send(out, _REST, json.dumps(rest).encode())


def _send(out: IO[bytes], kind: bytes, body: bytes | pa.Buffer) -> None:
    out.write(_HEAD.pack(kind, len(body)))
    out.write(body)
    out.flush()


if __name__ == "__main__":
    main()
