"""What a fault does to the call that it has hit."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import NoReturn

from x_sandbox import problems
from x_sandbox.calls import Call, Change, Reply
from x_sandbox.faults import REFUSALS, Fault
from x_sandbox.problems import Problem

# A call that hangs ends by itself after this many seconds at the latest.
LONGEST_HANG = 300.0
ERROR_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Something went wrong</title></head>"
    "<body><h1>Something went wrong, but don't fret.</h1></body></html>\n"
)


def before(call: Call) -> None:
    """What happens before X has even read the request; raises to end the call there."""
    if call.hit is None:
        return
    fault, seconds = call.hit
    if fault in REFUSALS:
        raise REFUSALS[fault](int(call.sandbox.now() + seconds))
    if fault is Fault.REDIRECT:
        raise Problem(307, {}, {"Location": call.request.url})
    if fault is Fault.HANG_BEFORE:
        call.sandbox.pause(min(seconds, LONGEST_HANG))
    if fault in {Fault.HANG_BEFORE, Fault.DROP_BEFORE}:
        hang_up(call)


def carry_out(call: Call, change: Change) -> Reply:
    """Let the change happen, and spoil the answer that tells of it."""
    if call.hit is None:
        return change()
    fault, seconds = call.hit
    if fault is Fault.LATE:
        call.sandbox.pause(min(seconds, LONGEST_HANG))
        if call.sandbox.closing.is_set():
            hang_up(call)
    reply = change()
    if fault is Fault.HANG_AFTER:
        call.sandbox.pause(min(seconds, LONGEST_HANG))
    if fault in {Fault.LATE, Fault.HANG_AFTER, Fault.DROP_AFTER}:
        hang_up(call)
    if fault is Fault.UNAVAILABLE_AFTER:
        raise problems.plain(503, "Service Unavailable")
    if fault is Fault.HTML:
        return replace(reply, html=ERROR_PAGE)
    return reply


def hang_up(call: Call) -> NoReturn:
    """Close the connection without an answer."""
    call.request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionError
