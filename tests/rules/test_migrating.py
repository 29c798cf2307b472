"""Which changes of the tables may come in while people work with the version of before."""

import pytest

from hub.migrating import is_additive
from tests.machine import ROOT


def migration(*steps: str) -> str:
    body = "\n    ".join(steps)
    return f'"""Something new."""\n\nfrom alembic import op\n\n\ndef upgrade() -> None:\n    {body}\n'


TABLE = 'op.create_table("pause", sa.Column("id", sa.Uuid(), primary_key=True))'


@pytest.mark.parametrize(
    "steps",
    [
        [TABLE, 'op.create_index("pause_of_case", "pause", ["id"])', 'op.execute("GRANT SELECT ON pause TO hub_app")'],
        [TABLE, 'for table in ("pause",):\n        op.execute(f"GRANT SELECT ON {table} TO hub_app")'],
        ['op.add_column("hub", sa.Column("motto", sa.Text(), nullable=True))'],
        ['op.add_column("hub", sa.Column("day", sa.Integer(), nullable=False, server_default="1"))'],
    ],
)
def test_what_an_older_version_never_asks_for_may_come_while_it_runs(steps: list[str]) -> None:
    assert is_additive(migration(*steps))


@pytest.mark.parametrize(
    "step",
    [
        'op.add_column("hub", sa.Column("motto", sa.Text(), nullable=False))',
        'op.add_column("track", sa.Column("hub_id", sa.Uuid(), sa.ForeignKey("hub.id"), nullable=True))',
        'op.create_index("late", "track", ["due_at"])',
        'op.drop_column("hub", "motto")',
        'op.alter_column("hub", "motto", nullable=False)',
        'op.create_check_constraint("one", "hub", "id IS NOT NULL")',
        'op.execute("UPDATE hub SET motto = 1")',
        "op.execute(f\"{'DROP'} TABLE hub\")",
        "backfill()",
        "values = 1",
    ],
)
def test_what_it_would_notice_or_wait_for_may_not(step: str) -> None:
    assert not is_additive(migration(TABLE, step))


def test_each_migration_of_ours_is_told_apart() -> None:
    told = {
        one.name[:4]: is_additive(one.read_text()) for one in (ROOT / "deploy/migrations/versions").glob("0*.py")
    }  # fmt: skip
    assert (told["0084"], told["0085"], told["0086"], told["0087"]) == (False, False, True, True)
