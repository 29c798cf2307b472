"""New tables while people work: which migrations wait, and whether the version that runs can live with each."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from kombu.utils.functional import retry_over_time
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError


@dataclass(frozen=True)
class Waiting:
    """A migration that the database has not had. `additive`: it only adds what the version that runs never asks for,
    and holds nobody up, so that both versions can work with the tables."""

    revision: str
    caption: str
    additive: bool


class StillInUse(Exception):
    """Somebody has been working in a table all the while; what was done before that stays done."""


def upgrade(config: Config, heard: Callable[[], None] = lambda: None, tries: int = 100) -> None:
    """Bring the tables up to date while people work, as `hub.store.alembic_config` says. Who works in a table goes
    before us: we let go and come again, after `heard`. StillInUse when that did not help."""

    def let_go(why: Exception, pauses: Iterator[float], tried: int) -> float:
        if not isinstance(getattr(why, "orig", None), LockNotAvailable):
            raise why
        if tried + 1 >= tries:
            raise StillInUse from why
        heard()
        return next(pauses)

    config.attributes["while_running"] = True
    retry_over_time(
        command.upgrade, OperationalError, (config, "head"), errback=let_go, interval_start=0.2, interval_step=0.4,
        interval_max=3,
    )  # fmt: skip


def waiting(config: Config) -> list[Waiting]:
    """In the order in which they run; config as of `hub.store.alembic_config`."""
    scripts = ScriptDirectory.from_config(config)
    engine = sa.create_engine(config.attributes["database_url"], poolclass=sa.NullPool)
    with engine.connect() as connection:
        there = MigrationContext.configure(connection).get_current_heads()
    engine.dispose()
    found = [one for one in scripts.walk_revisions("base", "heads") if one.revision not in _with_older(scripts, there)]
    return [Waiting(one.revision, one.doc, is_additive(Path(one.path).read_text())) for one in reversed(found)]


def _with_older(scripts: ScriptDirectory, heads: Sequence[str]) -> set[str]:
    return {one.revision for head in heads for one in scripts.walk_revisions("base", head)}


def is_additive(source: str) -> bool:
    """Whether the text of a migration does nothing in `upgrade` but make tables with their indexes and rights, and add
    columns that an older version may leave out. What cannot be told from the text counts as no."""
    upgrade = next(
        one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef) and one.name == "upgrade"
    )  # fmt: skip
    steps = list(_steps(upgrade.body))
    made = {_text(one.args[0]) for one in steps if one and _operation(one) == "create_table"}
    return all(one is not None and _adds(one, made) for one in steps)


def _steps(body: Sequence[ast.stmt]) -> Iterator[ast.Call | None]:
    """Each call that is made; None for what is no call."""
    for one in body:
        if isinstance(one, ast.For):
            yield from _steps(one.body)
        elif isinstance(one, ast.Expr) and isinstance(one.value, ast.Call):
            yield one.value
        else:
            yield None


def _adds(call: ast.Call, made: set[str]) -> bool:
    match _operation(call):
        case "create_table":
            return True
        case "create_index":
            return _text(call.args[1]) in made  # on a table with rows nobody could write meanwhile
        case "add_column":
            return isinstance(call.args[1], ast.Call) and _may_be_left_out(call.args[1])
        case "execute":
            return _text(call.args[0]).startswith("GRANT ")
    return False


def _may_be_left_out(column: ast.Call) -> bool:
    said = {one.arg: one.value for one in column.keywords}
    nullable = said.get("nullable")
    points_away = any(isinstance(one, ast.Call) and _operation(one) == "ForeignKey" for one in column.args)
    empty = nullable is None or (isinstance(nullable, ast.Constant) and nullable.value is True)
    return not points_away and (empty or "server_default" in said)


def _operation(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _text(told: ast.expr) -> str:
    """The text that is written there, or that it begins with."""
    if isinstance(told, ast.JoinedStr):
        told = told.values[0]
    return told.value if isinstance(told, ast.Constant) and isinstance(told.value, str) else ""
