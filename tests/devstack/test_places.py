from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from devstack import lock, places
from devstack.account import Account
from devstack.failure import StackError

NOBODY = Account(uid=65534, gid=65534)


@pytest.fixture
def unreachable(tmp_path: Path) -> Iterator[Path]:
    """A checkout below a folder that only its owner can enter."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o700)
    checkout = locked / "checkout"
    checkout.mkdir()
    yield checkout
    for link in filter(Path.is_symlink, locked.glob("*/.run/state")):
        shutil.rmtree(link.readlink(), ignore_errors=True)


def test_an_ordinary_checkout_keeps_its_state_inside(state: Path) -> None:
    settled = places.settle(state, None)
    assert settled.state == state / ".run" / "state"
    assert not settled.state.is_symlink()
    assert settled.run.stat().st_mode & 0o777 == 0o700


def test_a_checkout_out_of_reach_of_postgres_keeps_its_state_outside(unreachable: Path) -> None:
    settled = places.settle(unreachable, NOBODY)
    assert (unreachable / ".run" / "state").readlink() == settled.state
    assert NOBODY.can_enter(settled.state)
    assert settled.state.stat().st_mode & 0o777 == 0o711
    assert places.settle(unreachable, NOBODY) == settled


def test_a_path_too_long_for_a_socket_keeps_its_state_outside(unreachable: Path) -> None:
    long = unreachable.with_name("long" * 20)
    long.mkdir()
    settled = places.settle(long, None)
    assert len(os.fsencode(settled.state / places.DEEPEST_SOCKET)) <= places.LONGEST_SOCKET_PATH
    assert settled.state.stat().st_mode & 0o777 == 0o700


def test_a_database_is_not_left_behind_silently_when_its_checkout_moves(
    unreachable: Path,
) -> None:
    inside = unreachable / ".run" / "state"
    inside.mkdir(parents=True)
    with pytest.raises(StackError, match="Move the checkout back"):
        places.settle(unreachable, NOBODY)
    assert inside.is_dir()


def test_a_copied_checkout_does_not_share_the_state_of_its_original(unreachable: Path) -> None:
    original = places.settle(unreachable, NOBODY)
    copy = shutil.copytree(unreachable, unreachable.with_name("copy"), symlinks=True)
    assert places.settle(copy, NOBODY).state != original.state


def test_a_state_that_others_may_write_to_is_refused(unreachable: Path) -> None:
    places.settle(unreachable, NOBODY).state.chmod(0o777)
    with pytest.raises(StackError, match="not ours alone"):
        places.settle(unreachable, NOBODY)


def test_the_state_of_a_removed_checkout_is_swept_once_nothing_runs_there(
    unreachable: Path,
) -> None:
    removed = places.settle(unreachable, NOBODY)
    shutil.rmtree(unreachable)
    with lock.hold(removed.lock):
        unreachable.mkdir()
        places.settle(unreachable, NOBODY)
        assert removed.state.exists()
    other = unreachable.with_name("other")
    other.mkdir()
    places.settle(other, NOBODY)
    assert not removed.state.exists()
