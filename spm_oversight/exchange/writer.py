"""Workbooks written apart: each by a process of its own, which holds up nobody's save (ADR 48, 52)."""

from __future__ import annotations

import os
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection

from spm_oversight.domain.form import Form
from spm_oversight.exchange.apart import BEHIND_OTHERS
from spm_oversight.exchange.workbook_writer import write_workbook

# Not forked of the web worker, whose other threads may hold locks that nobody would let go in a copy; and not started
# anew, since loading what writing needs takes longer than to write.
_CHILDREN = get_context("forkserver")
_CHILDREN.set_forkserver_preload(["spm_oversight.exchange.workbook_writer"])


def write_apart(form: Form, *, made_at: datetime, seal_key: bytes, zone: str) -> bytes:
    """The workbook of a form, as ``write_workbook``; RuntimeError where the child was ended before it was done."""
    ours, its = _CHILDREN.Pipe(duplex=False)
    child = _CHILDREN.Process(target=_write, args=(its, form, made_at, seal_key, zone))
    child.start()
    # The child's end is its own now: were it open here too, nobody would see the child go.
    its.close()
    try:
        return ours.recv_bytes()
    except EOFError as error:
        raise RuntimeError("the process that writes a workbook was ended") from error
    finally:
        ours.close()
        child.join()
        child.close()


def _write(answer: Connection, form: Form, made_at: datetime, seal_key: bytes, zone: str) -> None:
    """The child's half."""
    os.nice(BEHIND_OTHERS)
    answer.send_bytes(write_workbook(form, made_at=made_at, seal_key=seal_key, zone=zone))
