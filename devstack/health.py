from __future__ import annotations

from http.client import HTTPConnection, HTTPException

from devstack.port import HOST


def is_healthy(port: int) -> bool:
    """Whether ``/healthz`` answers 200."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
