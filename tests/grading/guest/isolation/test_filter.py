"""The filter of system calls, gone through as the kernel goes through it, for both architectures."""

import errno
import platform
import re
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.grading.guest.isolation.seccomp import assemble
from whiteboard.grading.guest.isolation.system_calls import _NUMBERS, ARCHITECTURES, LAST_KNOWN, number

ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
OWN = 4321
both = pytest.mark.parametrize("machine", ARCHITECTURES)


def answer(machine, call, arguments=(), audit=None):
    """What the kernel would do about a system call."""
    seen = struct.pack("=iIQ6Q", call, audit or AUDIT[machine], 0, *(*arguments, *[0] * 6)[:6])
    code = [struct.unpack_from("=HBBI", assemble(machine, OWN), at) for at in range(0, length(machine), 8)]
    at = accumulator = 0
    while True:
        operation, then, otherwise, value = code[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", seen, value)
        elif operation == 0x06:
            return value
        else:
            holds = {0x15: accumulator == value, 0x25: accumulator > value, 0x45: bool(accumulator & value)}
            at += then if holds[operation] else otherwise


def length(machine):
    return len(assemble(machine, OWN))


def named(machine, name, *arguments):
    return answer(machine, number(name, machine), arguments)


@both
def test_what_a_computation_needs_is_allowed(machine):
    read, write = {"x86_64": (0, 1), "aarch64": (63, 64)}[machine]
    assert answer(machine, read) == answer(machine, write) == ALLOW
    assert named(machine, "clone", 0x3D0F00) == ALLOW  # what pthread_create asks for
    assert named(machine, "kill", OWN, 15) == named(machine, "tgkill", OWN, OWN, 6) == ALLOW
    assert named(machine, "prlimit64", 0) == named(machine, "socketpair", 1) == ALLOW
    assert named(machine, "prctl", 15) == named(machine, "ioctl", 1, 0x5401) == ALLOW


@both
def test_what_reaches_beyond_the_guest_is_refused(machine):
    refused = FAIL | errno.EPERM
    assert named(machine, "clone", 17) == refused  # fork
    assert named(machine, "clone", 0x3D0F00 | 0x10000000) == refused
    assert named(machine, "kill", OWN + 1) == named(machine, "kill", 0) == refused
    assert named(machine, "kill", 2**32 - 1) == refused  # everybody
    assert named(machine, "prlimit64", OWN + 1) == named(machine, "socketpair", 2) == refused
    assert named(machine, "prctl", 1) == named(machine, "ioctl", 1, 0x5412) == refused
    assert named(machine, "execve") == named(machine, "ptrace") == named(machine, "mount") == refused
    assert named(machine, "socket", 1) == FAIL | errno.EOPNOTSUPP
    assert named(machine, "clone3") == FAIL | errno.ENOSYS


@both
def test_other_architectures_and_unknown_calls_are_refused(machine):
    i386 = 0x40000003
    assert answer(machine, 1, audit=i386) == KILL
    assert answer(machine, LAST_KNOWN + 1) == FAIL | errno.ENOSYS
    if machine == "x86_64":
        assert answer(machine, 0x40000000 | 1) == KILL


@both
def test_every_named_call_but_those_that_are_looked_into_is_refused(machine):
    looked_into = {"clone", "kill", "tgkill", "prlimit64", "socketpair", "prctl", "ioctl"}
    part_of_confinement = {"capset", "seccomp", *(name for name in _NUMBERS if name.startswith("landlock"))}
    for name in set(_NUMBERS) - looked_into - part_of_confinement:
        if (at := number(name, machine)) is not None:
            assert answer(machine, at) & 0xFFFF0000 == FAIL, name


@both
@given(call=st.integers(-(2**31), 2**31 - 1), arguments=st.lists(st.integers(0, 2**64 - 1), max_size=6))
def test_every_call_gets_an_answer(machine, call, arguments):
    assert answer(machine, call, arguments) & 0xFFFF0000 in (ALLOW, KILL, FAIL)


@both
def test_numbers_are_those_of_the_kernel_s_headers(machine):
    header = {
        "x86_64": Path("/usr/include", f"{platform.machine()}-linux-gnu", "asm/unistd_64.h"),
        "aarch64": Path("/usr/include/asm-generic/unistd.h"),
    }[machine]
    if not header.is_file():
        pytest.skip(f"no {header} here")
    told = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    for name in _NUMBERS:
        assert str(number(name, machine)) == told.get(name, "None"), name
