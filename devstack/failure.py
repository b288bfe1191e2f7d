from __future__ import annotations


class StackError(Exception):
    """Something the person at the keyboard can act on; its text is shown as it is.

    ``exit_code`` 2 means nothing was started, 1 that what was started has been stopped again.
    """

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
