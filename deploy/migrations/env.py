"""Alembic's environment: one database address, handed over by hub.store.migrate."""

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

import hub.blobs
import hub.dispatch.agendas.planned_tables
import hub.dispatch.clarify_tables
import hub.dispatch.clock_tables
import hub.dispatch.consult.tables
import hub.dispatch.expertise.tables
import hub.dispatch.feedback.tables
import hub.dispatch.fitting.tables
import hub.dispatch.hand_over_tables
import hub.dispatch.house_rules.rules_tables
import hub.dispatch.letting_go.tables
import hub.dispatch.mailed.asking_tables
import hub.dispatch.mailed.weekly_tables
import hub.dispatch.minutes.minutes_tables
import hub.dispatch.neutrality.tables
import hub.dispatch.sessions.tables
import hub.dispatch.sharing.legal_tables
import hub.dispatch.sharing.sharing_tables
import hub.dispatch.side_door_tables
import hub.dispatch.still_right.asking_tables
import hub.dispatch.summer.tables
import hub.dispatch.table_tables
import hub.dispatch.tables
import hub.dispatch.telling_apart_tables
import hub.home.night.tables
import hub.home.old_list.tables
import hub.home.view_tables
import hub.hubs
import hub.intake.call_tables
import hub.intake.found_tables
import hub.intake.paper_tables
import hub.intake.proposal_tables
import hub.intake.tables
import hub.ledger
import hub.letters
import hub.links
import hub.monitoring.core_group.tables
import hub.monitoring.tables
import hub.partners.funding_tables
import hub.partners.import_tables
import hub.partners.tables
import hub.people.absence_tables
import hub.people.duty_tables
import hub.people.tables
import hub.pulse
import hub.stumbles

# Whoever compares the tables with the database has to know them all.
KNOWN = (
    hub.dispatch.sharing.legal_tables,
    hub.blobs, hub.dispatch.agendas.planned_tables, hub.dispatch.clarify_tables, hub.dispatch.clock_tables,
    hub.dispatch.feedback.tables, hub.dispatch.fitting.tables, hub.dispatch.hand_over_tables,
    hub.dispatch.house_rules.rules_tables,
    hub.dispatch.minutes.minutes_tables, hub.dispatch.neutrality.tables, hub.dispatch.letting_go.tables,
    hub.dispatch.consult.tables, hub.dispatch.expertise.tables,
    hub.dispatch.sessions.tables, hub.dispatch.sharing.sharing_tables, hub.dispatch.side_door_tables,
    hub.dispatch.mailed.asking_tables, hub.dispatch.mailed.weekly_tables, hub.dispatch.still_right.asking_tables,
    hub.dispatch.summer.tables, hub.dispatch.table_tables,
    hub.dispatch.tables,
    hub.dispatch.telling_apart_tables, hub.home.night.tables, hub.home.old_list.tables, hub.home.view_tables,
    hub.hubs, hub.intake.call_tables,
    hub.intake.found_tables, hub.intake.paper_tables, hub.intake.proposal_tables, hub.intake.tables, hub.ledger,
    hub.letters, hub.links, hub.monitoring.core_group.tables, hub.monitoring.tables, hub.partners.funding_tables,
    hub.partners.import_tables, hub.partners.tables,
    hub.people.absence_tables, hub.people.duty_tables, hub.people.tables, hub.pulse, hub.stumbles,
)  # fmt: skip


def run() -> None:
    """Migrations wait for each other on one advisory lock, so two machines may start at once. While people work they
    wait for a table no longer than people can wait behind them, for whoever comes after a migration waits with it."""
    engine = sa.create_engine(context.config.attributes["database_url"], poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(4242001)"))
        if context.config.attributes.get("while_running"):
            connection.execute(sa.text("SET lock_timeout = '2s'"))
        connection.commit()
        context.configure(
            connection=connection, target_metadata=SQLModel.metadata, compare_type=True, transaction_per_migration=True
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
