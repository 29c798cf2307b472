"""What was done in a night, counted once by the worker, so that Vandaag reads one row a hub."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from hub.columns import moment


class NightRow(SQLModel, table=True):
    """One night of a hub. `did`: how many times each thing of `nights.DID`; `letters`: how many of each kind left."""

    __tablename__ = "night"
    hub_id: UUID = Field(foreign_key="hub.id", primary_key=True)
    day: date = Field(primary_key=True)
    since: datetime = moment()
    until: datetime = moment()
    did: dict[str, int] = Field(sa_type=JSONB, nullable=False, sa_column_kwargs={"server_default": sa.text("'{}'")})
    letters: dict[str, int] = Field(sa_type=JSONB, nullable=False, sa_column_kwargs={"server_default": sa.text("'{}'")})
