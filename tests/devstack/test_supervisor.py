from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from devstack import lock
from devstack.failure import StackError
from devstack.process import Command
from devstack.supervisor import Supervisor
from tests.devstack.scripts import Script, is_running, wait_until

NOTE_THE_END = 'trap "echo $0 >> $1; exit" TERM; echo up >> $1; while :; do sleep 0.02; done'

# A child with a grandchild, both deaf to SIGTERM, below a supervisor that is to be killed.
STUBBORN = """
import os, signal, sys, time
from pathlib import Path
from devstack import lock
from devstack.process import Command
from devstack.supervisor import Supervisor

folder = Path(sys.argv[1])
deaf = "trap '' TERM; (echo $$; exec sh -c 'echo $$; while :; do sleep 1; done')"
with lock.hold(folder / "lock") as descriptor, Supervisor(folder, lock=descriptor) as supervisor:
    child = supervisor.start(
        Command(name="deaf", argv=["sh", "-c", deaf], env=os.environ, folder=folder)
    )
    supervisor.wait_until(lambda: len(child.log.read_text().split()) == 2, "deaf")
    print(child.log.read_text().replace(chr(10), " "), flush=True)
    supervisor.watch()
"""


def shell(folder: Path, name: str, code: str, *arguments: str | Path) -> Command:
    argv = ["sh", "-c", code, *arguments]
    return Command(name=name, argv=argv, env=os.environ, folder=folder)


def test_processes_are_stopped_in_reverse_order(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    diary.touch()
    with Supervisor(tmp_path) as supervisor:
        for name in ("first", "second", "third"):
            supervisor.start(shell(tmp_path, name, NOTE_THE_END, name, diary))
        supervisor.wait_until(lambda: diary.read_text().count("up") == 3, "all three")
    assert diary.read_text().split()[3:] == ["third", "second", "first"]


def test_one_process_can_be_ended_while_the_others_run_on(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    diary.touch()
    with Supervisor(tmp_path) as supervisor:
        one, other = (
            supervisor.start(shell(tmp_path, name, NOTE_THE_END, name, diary))
            for name in ("one", "other")
        )
        supervisor.wait_until(lambda: diary.read_text().count("up") == 2, "both")
        supervisor.end(one)
        assert diary.read_text().split()[2:] == ["one"]
        supervisor.check()
        assert is_running(other.pid)


def test_a_killed_process_has_no_last_word_and_is_no_failure(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    diary.touch()
    with Supervisor(tmp_path) as supervisor:
        one = supervisor.start(shell(tmp_path, "one", NOTE_THE_END, "one", diary))
        supervisor.wait_until(lambda: diary.read_text().count("up") == 1, "one")
        supervisor.kill(one)
        assert not is_running(one.pid)
        supervisor.check()
    assert diary.read_text().split() == ["up"]


def test_a_process_that_dies_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        survivor = supervisor.start(shell(tmp_path, "survivor", "exec sleep 600"))
        supervisor.start(shell(tmp_path, "fragile", "echo out of paper; exit 3"))
        with pytest.raises(StackError, match=r"fragile ended with exit code 3.*\n\nout of paper"):
            supervisor.watch()
    assert not is_running(survivor.pid)


def test_a_failed_step_stops_the_start(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor, pytest.raises(StackError, match="migrate ended"):
        supervisor.run(shell(tmp_path, "migrate", "exit 1"))


def test_a_process_that_does_not_listen_is_killed_when_there_is_hurry(tmp_path: Path) -> None:
    with Supervisor(tmp_path, hurry=lambda: True) as supervisor:
        process = supervisor.start(
            shell(tmp_path, "deaf", "trap '' TERM; echo up; while :; do sleep 1; done")
        )
        supervisor.wait_until(lambda: "up" in process.tail(), "deaf")
    assert process.exit_code == -signal.SIGKILL


def test_nothing_survives_a_killed_supervisor_and_the_lock_waits_for_that(
    tmp_path: Path, script: Callable[..., Script]
) -> None:
    supervisor = script(STUBBORN, tmp_path)
    child, grandchild = map(int, supervisor.line().split())
    assert child != grandchild
    assert is_running(child)
    assert is_running(grandchild)

    supervisor.end(signal.SIGKILL)

    with lock.hold(tmp_path / "lock"):
        wait_until(lambda: not is_running(child), "the child's end", seconds=1)
        wait_until(lambda: not is_running(grandchild), "the grandchild's end", seconds=1)
