"""The groups of Vandaag beside cases: mails, letters that did not arrive, claims, appointments."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date, midnight
from hub.dispatch import sight
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.sight import R, at_most, lines
from hub.dispatch.table_tables import Claim
from hub.dispatch.tables import Appointment
from hub.home.case_words import LETTER_WORDS
from hub.home.today_lines import SHOWN, Group, Item, for_decider, item
from hub.intake.outcome import reason_words
from hub.intake.tables import RawMail
from hub.letters import Letter
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import N_, _, ago, time_words

SOME_LETTER = N_("e-mail")


def mails(work: Work, hubs: list[UUID]) -> Group:
    """Mails that found no place by themselves, and those in which a national register number stood."""
    table: Any = RawMail.__table__  # type: ignore[attr-defined]
    mine = table.c.hub_id.in_(hubs)
    columns = (table.c.id, table.c.stored_at, table.c.from_name, table.c.from_address, table.c.outcome_reason)
    to_place = sa.select(*columns, sa.literal("place").label("what")).where(
        mine, sa.text("outcome = 'to_place' AND settled_at IS NULL")
    )
    flagged = sa.select(*columns, sa.literal("number").label("what")).where(
        mine, sa.text("national_numbers > 0 AND flag_settled_at IS NULL")
    )
    both = sa.union_all(
        to_place.order_by(table.c.stored_at).limit(sight.MANY + 1).subquery().select(),
        flagged.order_by(table.c.stored_at).limit(sight.MANY + 1).subquery().select(),
    ).subquery()
    rows = work.session.execute(sa.select(both).order_by(both.c.stored_at).limit(SHOWN)).all()
    total = len(rows) if len(rows) < SHOWN else at_most(work, sa.select(both.c.id))
    return Group(
        "mails", _("E-mails om te plaatsen"), "waits", [_mail(work, row) for row in rows], total, "/vandaag/mails"
    )


def _mail(work: Work, row: Any) -> Item:
    place = row.what == "place"
    why = reason_words(row.outcome_reason) if place else _("er staat een rijksregisternummer in")
    sender = row.from_name or row.from_address or _("onbekende afzender")
    return Item(
        "waits" if place else "late", f"/vandaag/mails/{row.id}", sender, why,
        late=ago(row.stored_at, brussels_date(work.now)), button=_("Plaats") if place else _("Bekijk"),
    )  # fmt: skip


def dead_letters(work: Work, hubs: list[UUID]) -> Group:
    """Letters that did not arrive, until somebody has looked at them."""
    table: Any = Letter.__table__  # type: ignore[attr-defined]
    dead = [
        table.c.hub_id.in_(hubs),
        sa.text("letter.settled_at IS NULL AND (letter.parked_at IS NOT NULL OR letter.bounced_at IS NOT NULL)"),
    ]
    rows = work.session.execute(
        sa.select(table.c.id, table.c.kind, table.c.to_address, table.c.bounced_at, table.c.parked_at, R.c.number)
        .outerjoin(R, R.c.id == table.c.referral_id)
        .where(*dead)
        .order_by(table.c.written_at, table.c.id)
        .limit(SHOWN)
    ).all()
    total = len(rows) if len(rows) < SHOWN else at_most(work, sa.select(table.c.id).where(*dead))
    items = [
        Item(
            "stuck", f"/brieven/{row.id}", row.to_address,
            "{}: {}".format(
                _(LETTER_WORDS.get(row.kind, SOME_LETTER)),
                _("de e-mail kwam terug") if row.bounced_at else _("de e-mail raakt niet verstuurd"),
            ),
            meta=row.number or "", late=ago(row.bounced_at or row.parked_at, brussels_date(work.now)),
            button=_("Bekijk"),
        )
        for row in rows
    ]  # fmt: skip
    return Group("brieven", _("E-mails die niet aankwamen"), "stuck", items, total, "/brieven")


def claims(work: Work, hubs: list[UUID]) -> Group:
    """What partners took up and the coordinator has not confirmed yet."""
    table: Any = Claim.__table__  # type: ignore[attr-defined]
    mine = [table.c.hub_id.in_(hubs), sa.text("claim.state = 'made'")]
    claimed: Any = sa.orm.aliased(Organisation)
    rows = work.session.execute(
        lines()
        .add_columns(claimed.name.label("partner"), table.c.made_at)
        .join(table, table.c.referral_id == R.c.id)
        .join(claimed, claimed.id == table.c.organisation_id)
        .where(*mine)
        .order_by(table.c.made_at, table.c.id)
        .limit(SHOWN)
    ).all()
    items = [
        item(work, "waits", line, _("%(partner)s wil opnemen", partner=row.partner), for_decider(work, _("Bevestig")),
              late=ago(row.made_at, brussels_date(work.now)), act=f"/aanmeldingen/{line.id}#opnames")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    total = len(items) if len(items) < SHOWN else at_most(work, sa.select(table.c.id).where(*mine))
    return Group("opnames", _("Opnames om te bevestigen"), "waits", items, total, "/aanmeldingen?toon=opnames")


def appointments(work: Work, hubs: list[UUID]) -> Group:
    """The talks of today that have not been noted yet."""
    table: Any = Appointment.__table__  # type: ignore[attr-defined]
    day = brussels_date(work.now)
    mine = [
        table.c.hub_id.in_(hubs), sa.text("appointment.held_at IS NULL AND appointment.cancelled_at IS NULL"),
        table.c.at >= midnight(day), table.c.at < midnight(day + timedelta(days=1)),
    ]  # fmt: skip
    rows = work.session.execute(
        lines()
        .add_columns(table.c.at, table.c.way, table.c.place)
        .join(table, table.c.referral_id == R.c.id)
        .where(*mine)
        .order_by(table.c.at, table.c.id)
        .limit(SHOWN)
    ).all()
    items = [
        item(work, "course", line, ", ".join(part for part in (_(WAY_WORDS[row.way]), row.place) if part),
              _("Noteer het gesprek"), late=time_words(row.at), act=f"/aanmeldingen/{line.id}/gesprek")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    total = len(items) if len(items) < SHOWN else at_most(work, sa.select(table.c.id).where(*mine))
    return Group("afspraken", _("Afspraken van vandaag"), "course", items, total)
