"""The wall around a child process that works on what others wrote: papers to print, files to read (ADR 0010).

A filter on addresses is not a wall: WeasyPrint's was bypassed three times. So the kernel refuses: the child cannot open
a socket, cannot start a program, cannot gain rights, and has its limits. No right is needed to raise it; namespaces are
refused on Ubuntu 24.04 and in Docker's default profile, a seccomp filter is not.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW = 0x7FFF0000
_RET_REFUSE = 0x00050000 | errno.EPERM
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _MACHINE_AT = 0, 4  # offsets in the kernel's struct seccomp_data
_FOREIGN_ABI = 0x40000000  # x32 calls on x86-64 carry this bit and would slip past the numbers

# Per machine: its audit number, and the calls refused: socket, socketpair, connect, bind, listen, execve, execveat,
# ptrace, process_vm_readv, process_vm_writev, io_uring_setup (a second way to a socket), pidfd_getfd.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 53, 42, 49, 50, 59, 322, 101, 310, 311, 425, 438)),
    "aarch64": (0xC00000B7, (198, 199, 203, 200, 201, 221, 281, 117, 270, 271, 425, 438)),
}
# open, creat, openat, openat2, open_by_handle_at; the first two exist on the older machine alone.
_OPENING = {"x86_64": (2, 85, 257, 437, 304), "aarch64": (56, 437, 265)}
# Landlock's three calls, the same on each machine, and what it knows to refuse: the rights of its first version.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ_FILE, _READ_FOLDER, _EVERYTHING = 1 << 2, 1 << 3, (1 << 13) - 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def wall_available() -> bool:
    """Whether this machine can raise the wall: Linux on x86-64 or aarch64. Production refuses to start without."""
    return platform.system() == "Linux" and platform.machine() in _MACHINES


def limit(memory_bytes: int, *, seconds: int | None = None, file_bytes: int | None = None) -> None:
    """Take from this process what is over ``memory_bytes``; it ends after ``seconds`` of computing, where given.

    ``file_bytes``: the most it may write into any file.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    if file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))


def raise_wall(*, opens_files: bool = True) -> None:
    """Shut this process in for the rest of its life: no socket, no new program, and no file where not ``opens_files``.

    Errors: OSError when the kernel refuses the filter; RuntimeError on a machine without one (``wall_available``).
    """
    if not wall_available():
        raise RuntimeError(f"no wall on {platform.system()} {platform.machine()}")
    machine, refused = _MACHINES[platform.machine()]
    code = _filter(machine, refused if opens_files else refused + _OPENING[platform.machine()])
    program = _Program(len(code) // 8, code)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(program))


def fence_available() -> bool:
    """Whether the kernel can keep a process from files by their place: Linux 5.13 with Landlock switched on."""
    return wall_available() and _landlock(_CREATE_RULESET, None, 0, 1) > 0


def fence_files(*, readable: Iterable[Path], own: Path) -> None:
    """Leave this process the folders ``readable`` to read and ``own`` to do as it likes, for the rest of its life.

    Only where ``fence_available``; what is open stays open. Errors: OSError when the kernel refuses the fence.
    """
    handled = ctypes.c_uint64(_EVERYTHING)
    ruleset = _done(_landlock(_CREATE_RULESET, ctypes.byref(handled), ctypes.sizeof(handled), 0))
    for rights, folder in (*((_READ_FILE | _READ_FOLDER, each) for each in readable), (_EVERYTHING, own)):
        if folder.is_dir():
            place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            _done(_landlock(_ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, place), 0))
            os.close(place)
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)
    _done(_landlock(_RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _filter(machine: int, refused: tuple[int, ...]) -> bytes:
    """The filter program: another machine's calls and the listed ones are refused (EPERM), the rest allowed."""
    last = len(refused) + 4  # the refusal stands one after; a jump counts from the instruction after itself
    lines = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_JUMP_EQUAL, 0, last - 1, machine),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, last - 3, 0, _FOREIGN_ABI),
    ]
    lines += [(_JUMP_EQUAL, last - place, 0, number) for place, number in enumerate(refused, start=4)]
    lines += [(_RETURN, 0, 0, _RET_ALLOW), (_RETURN, 0, 0, _RET_REFUSE)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _landlock(*words: Any) -> int:
    return ctypes.CDLL(None, use_errno=True).syscall(*words)


def _done(answer: int) -> int:
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def _prctl(option: int, first: int, second: int) -> None:
    call = ctypes.CDLL(None, use_errno=True).prctl
    call.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
    if call(option, first, second, 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
