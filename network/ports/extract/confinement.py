"""Starts a program that recognises text, with the limits of the reading process and without a network.

Run as a script with the seconds and bytes of memory that the program may use, and its command line. It is shut in by
the kernel: no socket, no new file, no other process. On a machine whose calls it does not know it starts nothing.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys

# The numbers of socket, socketpair, io_uring_setup, ptrace, process_vm_readv and process_vm_writev
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 425, 101, 310, 311)),
    "aarch64": (0xC00000B7, (198, 199, 425, 117, 270, 271)),
}
_LOAD, _IS, _IS_AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EACCES
_OTHER_TABLE = 0x40000000  # the same calls under other numbers
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER = 38, 22, 2


def is_possible() -> bool:
    """Whether this machine's kernel can be told what to refuse."""
    return sys.platform == "linux" and platform.machine() in _CALLS


def _rule(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def _rules(machine: str) -> bytes:
    table, calls = _CALLS[machine]
    rules = [_rule(_LOAD, 4), _rule(_IS, table, then=1), _rule(_ANSWER, _KILL), _rule(_LOAD, 0)]
    rules += [_rule(_IS_AT_LEAST, _OTHER_TABLE, otherwise=1), _rule(_ANSWER, _REFUSE)]
    for call in calls:
        rules += [_rule(_IS, call, otherwise=1), _rule(_ANSWER, _REFUSE)]
    return b"".join([*rules, _rule(_ANSWER, _ALLOW)])


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("rules", ctypes.c_void_p))


def cut_off() -> None:
    """From here on this process and what it becomes have no network. Raises OSError, KeyError."""
    rules = _rules(platform.machine())
    buffer = ctypes.create_string_buffer(rules, len(rules))
    program = _Program(len(rules) // 8, ctypes.addressof(buffer))
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or system.prctl(_SET_FILTER, _FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel takes no filter")


def main(seconds: str, memory: str, *command: str) -> None:
    """Become the program."""
    os.nice(10)
    for kind, value in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        resource.setrlimit(kind, (value, value))
    cut_off()
    os.execv(command[0], command)  # noqa: S606 -- that is what it is for


if __name__ == "__main__":
    main(*sys.argv[1:])
