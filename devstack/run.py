"""The whole application in the foreground, until Ctrl-C or until one of its processes dies."""

from __future__ import annotations

import os
from pathlib import Path

from devstack import lock, places, startup
from devstack.account import postgres_account
from devstack.interruption import Interrupted, Interruption
from devstack.port import Ports
from devstack.progress import Progress
from devstack.supervisor import Supervisor


def run(checkout: Path, *, port: int, x_port: int) -> int:
    """Returns 0 after Ctrl-C or another stop signal; everything is stopped then.

    Raises ``StackError`` when nothing could start or when something died, likewise.
    """
    ports = Ports(web=port, x=None if os.environ.get("X_API_BASE_URL") else x_port)
    progress = Progress()
    interruption = Interruption()
    interruption.listen()
    try:
        settled = places.settle(checkout, postgres_account())
        with lock.hold(settled.lock) as descriptor:
            # Only now: the remains of a killed run may have held the ports until a moment ago.
            ports.require_free()
            supervisor = Supervisor(settled.log, lock=descriptor, hurry=interruption.hurry)
            with supervisor:
                try:
                    startup.bring_up(supervisor, settled, ports, progress)
                    supervisor.watch()
                finally:
                    interruption.disarm()
                    progress.report("stopping")
    except Interrupted:
        progress.report("stopped")
    return 0
