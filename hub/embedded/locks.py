"""Locks between processes on a file; the kernel lets go of them when their holder dies."""

import fcntl
import os
from pathlib import Path


class FileLock:
    """One holder, or many that share it. Whoever holds it alone can leave a note saying who it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, *, shared: bool = False) -> bool:
        """Take it when that can be done at once; says whether it was. Raises `OSError`."""
        while self._handle is None:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return False
            # A reset may have removed the file in between; a lock on a removed file binds nobody.
            if self._is_current(handle):
                self._handle = handle
            else:
                os.close(handle)
        return True

    @property
    def held(self) -> bool:
        return self._handle is not None

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def leave_note(self, text: str) -> None:
        assert self._handle is not None
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, text.encode(), 0)

    def note(self) -> str:
        try:
            return self.path.read_text()
        except OSError:
            return ""

    def _is_current(self, handle: int) -> bool:
        try:
            return os.path.samestat(os.fstat(handle), os.stat(self.path))
        except FileNotFoundError:
            return False
