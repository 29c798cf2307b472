"""As whom the embedded servers run: ourselves, or an ordinary user when we are root (PostgreSQL refuses root)."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

NOBODY = "nobody"


@dataclass(frozen=True)
class Account:
    """An ordinary user. `may_enter`: it needs leave to walk through folders that are closed to it."""

    user: int
    group: int
    may_enter: bool

    def own(self, folder: Path) -> None:
        os.chown(folder, self.user, self.group)


def servant(folder: Path, *programs: Path) -> Account | None:
    """Who runs servers that keep their data in `folder` (which may not exist yet); None when we are not root.

    Data that exists decides, then the person behind sudo, then nobody. Raises `KeyError` where no such user is known.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid if folder.exists() else 0
    user = owner or int(os.environ.get("SUDO_UID", "0"))
    entry = pwd.getpwuid(user) if user else pwd.getpwnam(NOBODY)
    closed = not all(_can_reach(entry, path) for path in (folder.parent / "x", *programs))
    return Account(entry.pw_uid, entry.pw_gid, may_enter=closed)


def _can_reach(entry: pwd.struct_passwd, path: Path) -> bool:
    return all(_may_walk(entry, folder.stat()) for folder in path.resolve().parents)


def _may_walk(entry: pwd.struct_passwd, folder: os.stat_result) -> bool:
    if folder.st_uid == entry.pw_uid:
        return bool(folder.st_mode & stat.S_IXUSR)
    if folder.st_gid == entry.pw_gid:
        return bool(folder.st_mode & stat.S_IXGRP)
    return bool(folder.st_mode & stat.S_IXOTH)
