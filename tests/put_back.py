"""What a test changed in a database is put back row for row, so that the next one finds it like a new copy."""

from dataclasses import dataclass

import psycopg
import sqlalchemy as sa

# How many rows something has and when the newest was written: none comes, goes or changes without one of the two.
State = dict[str, tuple[int, int]]
CATALOGS = {
    "pg_class": "oid", "pg_attribute": "attrelid", "pg_attrdef": "oid", "pg_constraint": "oid",
    "pg_index": "indexrelid", "pg_namespace": "oid", "pg_policy": "oid", "pg_proc": "oid", "pg_rewrite": "oid",
    "pg_trigger": "oid", "pg_type": "oid",
}  # fmt: skip
OURS = 16384  # what PostgreSQL itself brings has lower numbers
TABLES = (
    "SELECT format('%I', relname) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
LOOK = "SELECT '{0}', count(*), coalesce(max(xmin::text::bigint), 0) FROM {0} WHERE {1}"
NUMBERS = "SELECT format('%I', sequencename), coalesce(last_value, 0), 0 FROM pg_sequences"
OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND pid <> ALL(%s)"
)
FORGET = "RESET ALL; RESET SESSION AUTHORIZATION; UNLISTEN *; SELECT pg_advisory_unlock_all()"


@dataclass(frozen=True)
class Scene:
    """What a play made of a database that was like new: the tables that it touched, whole, and numbers given out."""

    rows: dict[str, bytes]
    numbers: State


class Kept:
    """A database that was copied a moment ago. It knows what it holds, and becomes that again when it is told to."""

    def __init__(self, url: str) -> None:
        self.owner = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        # What was right before is not judged again, by no trigger and no key to another table.
        self.owner.execute("SET session_replication_role = replica")
        self.tables = [name for (name,) in self.owner.execute(TABLES)]
        self.asks_rows = " UNION ALL ".join(LOOK.format(name, "true") for name in self.tables)
        self.asks_shape = " UNION ALL ".join(LOOK.format(name, f"{key} >= {OURS}") for name, key in CATALOGS.items())
        self.shape, self.state, self.numbers = (
            self._look(asks) for asks in (self.asks_shape, self.asks_rows, NUMBERS)
        )  # fmt: skip
        self.is_new = True
        self.rows = {name: self._written_down(name) for name in self.tables if self.state[name][0]}

    def put_back(self, engine: sa.Engine | None) -> bool:
        """Make it what it was. False when that cannot be: somebody holds on to it, or its tables are other ones."""
        if not self._is_alone_with(engine) or self._look(self.asks_shape) != self.shape:
            return False
        now = self._look(self.asks_rows)
        changed = [name for name in self.tables if now[name] != self.state[name]]
        if changed:
            self._order("; ".join(f"DELETE FROM {name}" for name in changed))
            # Nothing of them stays behind in the files: what comes next lies there in its own order.
            self._order(f"VACUUM (INDEX_CLEANUP ON) {', '.join(changed)}")
            for name in self.rows.keys() & changed:
                self._write(name, self.rows[name])
            before, self.state = self.state, self._look(self.asks_rows)
            assert [self.state[name][0] for name in changed] == [before[name][0] for name in changed]
        if self._look(NUMBERS) != self.numbers:
            self._give_out(self.numbers)
        self.is_new = True
        return True

    def was_touched(self) -> bool:
        """Whether it is another one than it was, which it stays until it is put back."""
        self.is_new = self.is_new and self._look(self.asks_rows) == self.state
        return not self.is_new

    def seen(self) -> Scene:
        now = self._look(self.asks_rows)
        self.is_new = False
        touched = [name for name in self.tables if now[name] != self.state[name]]
        return Scene({name: self._written_down(name) for name in touched}, self._look(NUMBERS))

    def bring(self, scene: Scene) -> None:
        """In a database that is like new: what was played once stands there row for row."""
        self.is_new = False
        with self.owner.transaction():
            self._order("; ".join(f"DELETE FROM {name}" for name in scene.rows if self.state[name][0]) or "SELECT")
            for name, content in scene.rows.items():
                self._write(name, content)
            if scene.numbers != self.numbers:
                self._give_out(scene.numbers)

    def close(self) -> None:
        self.owner.close()

    def _is_alone_with(self, engine: sa.Engine | None) -> bool:
        """Hang up on everybody but the connections that rest in the engine, which forget what was set in them."""
        resting = []
        if engine is not None:
            assert isinstance(engine.pool, sa.QueuePool)
            if engine.pool.checkedout():
                return False
            for connection in [engine.raw_connection() for _ in range(engine.pool.checkedin())]:
                driver = connection.driver_connection
                assert isinstance(driver, psycopg.Connection)
                try:
                    driver.execute(FORGET)
                    driver.commit()
                except psycopg.OperationalError:
                    return False
                finally:
                    connection.close()
                resting.append(driver.info.backend_pid)
        self.owner.execute(OTHERS, (resting,))
        return True

    def _look(self, asks: str) -> State:
        return {name: (count, newest) for name, count, newest in self.owner.execute(asks.encode(), prepare=True)}

    def _order(self, order: str) -> None:
        self.owner.execute(order.encode())

    def _written_down(self, name: str) -> bytes:
        with self.owner.cursor().copy(f"COPY {name} TO STDOUT".encode()) as copy:
            return b"".join(copy)

    def _write(self, name: str, content: bytes) -> None:
        with self.owner.cursor().copy(f"COPY {name} FROM STDIN".encode()) as copy:
            copy.write(content)

    def _give_out(self, numbers: State) -> None:
        for name, (last, _) in numbers.items():
            self.owner.execute("SELECT setval(%s, greatest(%s, 1), %s)", (name, last, last > 0))
