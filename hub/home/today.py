"""What needs the desk now, in the order of urgency; each group is short, and counted no further than a hundred."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.clock import brussels_date, midnight
from hub.dispatch import sight
from hub.dispatch.appointments import WAY_WORDS
from hub.dispatch.case import Stage
from hub.dispatch.sight import CaseLine, R, at_most, lines
from hub.dispatch.table_tables import AgendaItem, AgendaState, Claim, Session
from hub.dispatch.tables import Appointment, Message, Question
from hub.dispatch.watch import WHY_WORDS, Why
from hub.home.case_acts import REOPEN_WORDS
from hub.home.case_view import LETTER_WORDS, holder_words, late_words
from hub.intake.tables import RawMail
from hub.letters import Letter
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import N_, _, ago, time_words

SHOWN = 10
OPEN = sa.text("referral.stage <> 'closed'")
NOT_RED = sa.or_(R.c.flag.is_(None), R.c.flag != "red")


@dataclass(frozen=True)
class Item:
    """One line: who or what, why it is here, how late in words, one button that goes to `act`."""

    kind: str
    href: str
    what: str
    why: str
    meta: str = ""
    late: str = ""
    button: str = ""
    act: str = ""


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    kind: str
    items: Sequence[Item]
    total: int
    all_href: str = ""

    @property
    def number(self) -> str:
        """ "7", or "100+" where nobody counted on."""
        return f"{sight.MANY}+" if self.total > sight.MANY else str(self.total)

    @property
    def more(self) -> bool:
        return self.total > len(self.items)


@dataclass(frozen=True)
class NextTable:
    session: Session
    on_agenda: int
    proposed: int


@dataclass(frozen=True)
class Today:
    groups: Sequence[Group]
    tables: Sequence[NextTable] = field(default=())


def today(work: Work) -> Today:
    """The home page of a coordinator or the duty desk. NotAllowed or NotFound for everybody else."""
    hubs = list(sight.desk_hubs(work))
    groups = [make(work, hubs) for make in GROUPS]
    return Today([group for group in groups if group.items], next_tables(work, hubs))


# Groups of cases


def _cases(
    work: Work, hubs: list[UUID], where: Sequence[Any], order: Sequence[Any], make: Callable[[CaseLine], Item]
) -> tuple[list[Item], int]:  # fmt: skip
    mine = [R.c.hub_id.in_(hubs), *where]
    rows = work.session.execute(lines().where(*mine).order_by(*order, R.c.id).limit(SHOWN)).all()
    total = len(rows) if len(rows) < SHOWN else at_most(work, sa.select(R.c.id).where(*mine))
    return [make(line) for line in sight.read(rows)], total


def _item(work: Work, kind: str, line: CaseLine, why: str, button: str, **more: str) -> Item:
    return Item(
        kind, f"/aanmeldingen/{line.id}", line.initials, why, meta_of(line),
        late=more.get("late", late_words(line.next_due, work.now)), button=button, act=more.get("act", ""),
    )  # fmt: skip


def meta_of(line: CaseLine) -> str:
    """What tells two cases with the same initials apart."""
    return " · ".join(part for part in (line.number, line.school or line.referrer) if part)


def why_words(line: CaseLine) -> str:
    """What is to happen next, and by whom when that is not the desk."""
    words = _(WHY_WORDS[Why(line.next_why)]) if line.next_why else ""
    holder = holder_words(line.holder, line.holder_name)
    return f"{words} ({holder})" if line.holder != "coordinator" and holder else words


def red(work: Work, hubs: list[UUID]) -> Group:
    where = [R.c.flag == "red", OPEN, sa.or_(R.c.holder == "coordinator", R.c.next_due < work.now)]
    items, total = _cases(
        work, hubs, where, [R.c.next_due],
        lambda line: _item(work, "stuck", line, " · ".join((line.flag_reason, why_words(line))), _("Bekijk")),
    )  # fmt: skip
    return Group("rood", _("Rode vlag: vandaag"), "stuck", items, total, "/aanmeldingen?toon=rood")


def reopened(work: Work, hubs: list[UUID]) -> Group:
    items, total = _cases(
        work, hubs, [R.c.stage == Stage.REOPENED, NOT_RED], [R.c.stage_since],
        lambda line: _item(work, "stuck", line, _reopened_why(line), _("Beslis")),
    )  # fmt: skip
    return Group("herneming", _("Terug bij ons"), "stuck", items, total, "/aanmeldingen?fase=reopened")


def _reopened_why(line: CaseLine) -> str:
    return _("herneming: %(why)s", why=_(REOPEN_WORDS.get(line.reopened_for or "", N_("opnieuw te bekijken"))))


def late(work: Work, hubs: list[UUID]) -> Group:
    where = [OPEN, R.c.stage != Stage.REOPENED, NOT_RED, R.c.next_due < midnight(brussels_date(work.now))]
    items, total = _cases(
        work, hubs, where, [R.c.next_due], lambda line: _item(work, "late", line, why_words(line), _("Bekijk"))
    )  # fmt: skip
    return Group("te-laat", _("Te laat op de radar"), "late", items, total, "/aanmeldingen?toon=te-laat")


def answers(work: Work, hubs: list[UUID]) -> Group:
    """Answers to questions, mails and additions of referrers that nobody has read; those of new referrals are new."""
    came = came_in(hubs)
    rows = work.session.execute(
        lines()
        .add_columns(came.c.at.label("came_at"))
        .join(came, came.c.referral_id == R.c.id)
        .where(R.c.stage.not_in((Stage.SUBMITTED, Stage.CONCEPT)))
        .order_by(came.c.at, R.c.id)
        .limit(SHOWN)
    ).all()
    items = [
        _item(work, "waits", line, _("nieuw antwoord van %(who)s", who=line.referrer or _("de aanmelder")), _("Lees"),
              late=ago(row.came_at, brussels_date(work.now)))
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    total = len(items) if len(items) < SHOWN else at_most(work, sa.select(came.c.referral_id))
    return Group("antwoorden", _("Antwoorden om te lezen"), "waits", items, total, "/aanmeldingen?toon=antwoorden")


def came_in(hubs: list[UUID]) -> sa.Subquery:
    """(referral_id, at): cases with something unread, and since when."""
    question, message = Question.__table__, Message.__table__  # type: ignore[attr-defined]
    answered = sa.select(question.c.referral_id, question.c.answered_at.label("at")).where(
        question.c.hub_id.in_(hubs), sa.text("question.answered_at IS NOT NULL AND question.seen_at IS NULL")
    )
    sent = sa.select(message.c.referral_id, message.c.at).where(
        message.c.hub_id.in_(hubs), sa.text("message.seen_at IS NULL AND message.kind IN ('mail_in','form')")
    )
    both = sa.union_all(answered, sent).subquery()
    return sa.select(both.c.referral_id, sa.func.min(both.c.at).label("at")).group_by(both.c.referral_id).subquery()


def new(work: Work, hubs: list[UUID]) -> Group:
    where = [R.c.stage == Stage.SUBMITTED, NOT_RED, R.c.next_due >= midnight(brussels_date(work.now))]
    items, total = _cases(
        work, hubs, where, [R.c.stage_since],
        lambda line: _item(
            work, "course", line, _("aangemeld door %(who)s", who=line.referrer or _("onbekend")), _("Begin"),
            late=late_words(line.next_due, work.now) or ago(line.stage_since, brussels_date(work.now)),
        ),
    )  # fmt: skip
    return Group("nieuw", _("Nieuwe aanmeldingen"), "course", items, total, "/aanmeldingen?fase=submitted")


def to_decide(work: Work, hubs: list[UUID]) -> Group:
    """Clarification, consults and discussed cases that are the desk's, and not late yet."""
    where = [
        R.c.stage.in_((Stage.CLARIFICATION, Stage.CONSULT)), R.c.holder == "coordinator", NOT_RED,
        R.c.next_why != Why.APPOINTMENT, R.c.next_due >= midnight(brussels_date(work.now)),
    ]  # fmt: skip
    items, total = _cases(
        work, hubs, where, [R.c.next_due], lambda line: _item(work, "course", line, why_words(line), _("Bekijk"))
    )  # fmt: skip
    return Group("beslissen", _("Te beslissen"), "course", items, total, "/aanmeldingen?fase=clarification")


def concepts(work: Work, hubs: list[UUID]) -> Group:
    items, total = _cases(
        work, hubs, [R.c.stage == Stage.CONCEPT, R.c.next_due >= midnight(brussels_date(work.now))], [R.c.stage_since],
        lambda line: _item(work, "rest", line, _("nog niet afgewerkt"), _("Werk af"),
                           act=f"/vandaag/concept/{line.id}",
                           late=ago(line.stage_since, brussels_date(work.now))),
    )  # fmt: skip
    return Group("concepten", _("Concepten"), "rest", items, total, "/aanmeldingen?fase=concept")


# Groups of other things


def mails(work: Work, hubs: list[UUID]) -> Group:
    """Mails that found no place by themselves, and those in which a national register number stood."""
    table: Any = RawMail.__table__  # type: ignore[attr-defined]
    mine = table.c.hub_id.in_(hubs)
    columns = (table.c.id, table.c.stored_at, table.c.from_name, table.c.from_address, table.c.subject)
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
    why = _("hoort nog nergens bij") if place else _("er staat een rijksregisternummer in")
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
                _(LETTER_WORDS.get(row.kind, N_("brief"))),
                _("de brief kwam terug") if row.bounced_at else _("de brief raakt niet verstuurd"),
            ),
            meta=row.number or "", late=ago(row.bounced_at or row.parked_at, brussels_date(work.now)),
            button=_("Bekijk"),
        )
        for row in rows
    ]  # fmt: skip
    return Group("brieven", _("Brieven die niet aankwamen"), "stuck", items, total, "/brieven")


def claims(work: Work, hubs: list[UUID]) -> Group:
    """What partners took up and the coordinator has not confirmed yet."""
    table: Any = Claim.__table__  # type: ignore[attr-defined]
    mine = [table.c.hub_id.in_(hubs), sa.text("claim.state = 'made'")]
    claimed = sa.orm.aliased(Organisation)
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
        _item(work, "waits", line, _("%(partner)s wil opnemen", partner=row.partner), _("Bevestig"),
              late=ago(row.made_at, brussels_date(work.now)))
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
        _item(work, "course", line, ", ".join(part for part in (_(WAY_WORDS[row.way]), row.place) if part),
              _("Noteer het gesprek"), late=time_words(row.at), act=f"/aanmeldingen/{line.id}/gesprek")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    total = len(items) if len(items) < SHOWN else at_most(work, sa.select(table.c.id).where(*mine))
    return Group("afspraken", _("Afspraken van vandaag"), "course", items, total)


GROUPS = (
    red, reopened, late, answers, mails, dead_letters, claims, appointments, new, to_decide, concepts,
)  # fmt: skip


def next_tables(work: Work, hubs: list[UUID]) -> list[NextTable]:
    """The next session of each hub and what stands on its agenda."""
    found = []
    for hub_id in hubs:
        coming = work.session.execute(
            sa.select(Session)
            .where(col(Session.hub_id) == hub_id, col(Session.at) > work.now, col(Session.closed_at).is_(None))
            .order_by(col(Session.at), col(Session.id))
            .limit(1)
        ).scalar_one_or_none()
        if coming:
            counted = dict(
                work.session.execute(
                    sa.select(AgendaItem.state, sa.func.count())
                    .where(col(AgendaItem.session_id) == coming.id)
                    .group_by(col(AgendaItem.state))
                ).all()
            )  # fmt: skip
            found.append(NextTable(coming, counted.get(AgendaState.ON_AGENDA, 0), counted.get(AgendaState.PROPOSED, 0)))
    return found
