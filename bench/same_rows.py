"""The limit of everything that comes in: the very rows that the hub wrote, written by hand in one transaction."""

import re
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

# In the order in which they may point at each other, and which rows of each belong to one case.
TABLES = {
    "blob": """id IN (SELECT blob_id FROM raw_mail WHERE referral_id = %(case)s
               UNION SELECT blob_id FROM document WHERE referral_id = %(case)s)""",
    "youngster": "id IN (SELECT youngster_id FROM referral WHERE id = %(case)s)",
    "raw_mail": "referral_id = %(case)s",
    "referral": "id = %(case)s",
    "mail_referral": "referral_id = %(case)s",
    "document": "referral_id = %(case)s",
    "link": "referral_id = %(case)s",
    "letter": "referral_id = %(case)s",
    "ledger": "referral_id = %(case)s",
}
# Columns in which no two rows are alike, beside those that hold ids.
UNIQUE = {"number", "digest", "message_key", "token_hash", "message_id", "once_key"}
COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_name = %s AND is_generated = 'NEVER' AND is_identity = 'NO'"""
_turn = count(1)


@dataclass(frozen=True)
class SameRows:
    """The rows of one case as the database keeps them: (INSERT, values) each, and which ids are their own."""

    rows: list[tuple[sql.Composed, dict[str, Any]]]
    own: frozenset[UUID]
    hub_id: UUID

    def write(self, connection: psycopg.Connection) -> None:
        """Once more, under new ids, in one transaction with one statement a row."""
        new = {one: uuid4() for one in self.own}
        texts = {str(one): str(fresh) for one, fresh in new.items()}
        ids = re.compile("|".join(texts))
        turn = f"~{next(_turn)}"
        with connection.transaction():
            connection.execute(
                "UPDATE hub_number SET given = given + 1 WHERE hub_id = %s RETURNING given", (self.hub_id,)
            )
            for order, values in self.rows:
                connection.execute(
                    order, {name: _fresh(name, one, new, texts, ids, turn) for name, one in values.items()}
                )


def rows_of_case(connection: psycopg.Connection, case: UUID) -> SameRows:
    found: list[tuple[sql.Composed, dict[str, Any]]] = []
    own: set[UUID] = set()
    for table, belongs in TABLES.items():
        columns = [row[0] for row in connection.execute(COLUMNS, (table,))]
        with connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(f"SELECT * FROM {table} WHERE {belongs}".encode(), {"case": case})
            for row in cursor:
                values = {name: _kept(row[name]) for name in columns}
                own |= {values["id"]} if isinstance(values.get("id"), UUID) else set()
                found.append((_insert(table, columns), values))
    hub_id = next(values["hub_id"] for _order, values in found if values.get("hub_id"))
    form_keys = {values["form_key"] for _order, values in found if values.get("form_key")}
    return SameRows(found, frozenset(own | form_keys), hub_id)


def _insert(table: str, columns: list[str]) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(map(sql.Placeholder, columns)),
    )  # fmt: skip


def _kept(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


def _fresh(
    name: str, value: Any, new: dict[UUID, UUID], texts: dict[str, str], ids: re.Pattern[str], turn: str
) -> Any:  # fmt: skip
    if isinstance(value, UUID):
        return new.get(value, value)
    if not isinstance(value, str):
        return value
    if name in UNIQUE:
        value += turn
    return ids.sub(lambda found: texts[found[0]], value) if "-" in value else value
