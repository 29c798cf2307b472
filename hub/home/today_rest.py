"""The groups of Vandaag beside cases: mails, letters that did not arrive, claims, appointments."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.appointments import where_words
from hub.dispatch.clarify_tables import Appointment
from hub.dispatch.side_door import FIRST_ROUND
from hub.dispatch.sight import R, lines
from hub.dispatch.table_tables import Claim, ClaimRole
from hub.home.case_words import LETTER_WORDS
from hub.home.today_lines import HUBS, SHOWN, TODAY, TOMORROW, Group, Item, asked, item
from hub.intake import mail_lines, scans
from hub.intake.mail_lines import MailLine
from hub.letters import Letter, came_back, in_doubt
from hub.partners.tables import Organisation
from hub.store import Work
from hub.unreachable import HELD
from hub.wording import N_, _, ago, time_words

LONGEST_SUBJECT = 120
SOME_LETTER = N_("e-mail")
L = table_of(Letter)
C = table_of(Claim)
A = table_of(Appointment)
_claimed: Any = sa.orm.aliased(Organisation)


_WAITING, _WITH_NUMBER = asked(mail_lines.waiting(dangerous=False)), asked(mail_lines.with_number())
_SHUT = asked(scans.to_see(), sa.text("file_scan.asked_at, file_scan.id"))
_DEAD = asked(
    sa.select(
        L.c.id, L.c.kind, L.c.to_address, L.c.bounced_at, L.c.bounce_reason, L.c.parked_at, L.c.last_error, R.c.number
    )
    .select_from(L)
    .outerjoin(R, R.c.id == L.c.referral_id)
    .where(
        L.c.hub_id.in_(HUBS),
        sa.text("letter.settled_at IS NULL AND (letter.parked_at IS NOT NULL OR letter.bounced_at IS NOT NULL)"),
    ),
    L.c.written_at, L.c.id,
)  # fmt: skip
# A case stands once, with all that want it: the one that leads first, as they are confirmed. The ten that have waited
# longest are found before their cases and partners are.
_MADE = sa.select(C).where(C.c.hub_id.in_(HUBS), sa.text("claim.state = 'made'"))
_WANTED = _MADE.with_only_columns(
    C.c.referral_id, sa.func.count().filter(C.c.role == ClaimRole.LEAD).label("leads"),
    sa.func.min(C.c.made_at).label("made_at"), (sa.func.max(C.c.round) == FIRST_ROUND).label("direct"),
).group_by(C.c.referral_id)  # fmt: skip
_FIRST = _WANTED.order_by(sa.text("made_at"), C.c.referral_id).limit(SHOWN).subquery()
_PARTNERS = (
    _MADE.with_only_columns(_claimed.name)
    .select_from(C)
    .join(_claimed, _claimed.id == C.c.organisation_id)
    .where(C.c.referral_id == _FIRST.c.referral_id)
    .order_by(sa.desc(C.c.role), C.c.made_at, C.c.id)
    .correlate(_FIRST)
    .scalar_subquery()
)
_CLAIMS = asked(
    lines()
    .add_columns(sa.func.array(_PARTNERS).label("partners"), _FIRST.c.leads, _FIRST.c.made_at, _FIRST.c.direct)
    .join(_FIRST, _FIRST.c.referral_id == R.c.id),
    _FIRST.c.made_at, R.c.id, counted_in=_WANTED,
)  # fmt: skip
_TALKS = asked(
    lines()
    .add_columns(A.c.at, A.c.way, A.c.place)
    .join(A, A.c.referral_id == R.c.id)
    .where(
        A.c.hub_id.in_(HUBS), sa.text("appointment.held_at IS NULL AND appointment.cancelled_at IS NULL"),
        A.c.at >= TODAY, A.c.at < TOMORROW,
    ),
    A.c.at, A.c.id,
)  # fmt: skip


def mails(work: Work, hubs: list[UUID]) -> Group:
    """Mails that found no place by themselves, as they stand on their own page."""
    rows, total = _WAITING.of(work, hubs)
    items = [
        mail_item(work, line, "waits", line.why, _("Plaats"), pick=str(line.id)) for line in mail_lines.read(work, rows)
    ]
    return Group("mails", _("E-mails te plaatsen"), "waits", items, total, "/vandaag/mails")


def numbers(work: Work, hubs: list[UUID]) -> Group:
    """Mails in which a national register number stood, until somebody has told the sender."""
    rows, total = _WITH_NUMBER.of(work, hubs)
    why = _("er staat een rijksregisternummer in")
    items = [mail_item(work, line, "late", why, _("Bekijk")) for line in mail_lines.read(work, rows)]
    where = "/vandaag/mails?toon=rijksregisternummers"
    return Group("rijksregisternummers", _("E-mails met een rijksregisternummer"), "late", items, total, where)


def shut_files(work: Work, hubs: list[UUID]) -> Group:
    """Files in which a virus was found later, or that nobody could look at, until somebody has seen to them."""
    rows, total = _SHUT.of(work, hubs)
    items = [
        Item(
            "stuck" if row.verdict else "late", _place(row), _("Bijlage"),
            _("er zit een virus in: %(virus)s", virus=row.found or "?") if row.verdict
            else _("de virusscanner kon het niet nakijken"),
            meta=row.number or "", late=ago(row.asked_at, brussels_date(work.now)), button=_("Bekijk"),
        )
        for row in rows
    ]  # fmt: skip
    return Group("virussen", _("Bestanden die dicht blijven"), "stuck", items, total)


def _place(row: Any) -> str:
    if row.referral_id:
        return f"/aanmeldingen/{row.referral_id}#documenten"
    return f"/vandaag/mails/{row.raw_mail_id}"


def mail_item(work: Work, line: MailLine, kind: str, why: str, button: str, pick: str = "") -> Item:
    return Item(
        kind, f"/vandaag/mails/{line.id}", _shortened(line.subject), why, meta=line.sender,
        late=ago(line.stored_at, brussels_date(work.now)), button=button, pick=pick,
    )  # fmt: skip


def _shortened(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else subject[:LONGEST_SUBJECT].rstrip() + "…"


def _why_dead(row: Any) -> str:
    if in_doubt(row):
        return _("de e-mail kwam misschien niet aan")
    if came_back(row):
        return _("de e-mail kwam terug")
    return _("wacht, want dit adres werkt niet") if row.last_error == HELD else _("de e-mail raakt niet verstuurd")


def dead_letters(work: Work, hubs: list[UUID]) -> Group:
    """Letters that did not arrive, until somebody has looked at them."""
    rows, total = _DEAD.of(work, hubs)
    items = [
        Item(
            "stuck", f"/brieven/{row.id}", row.to_address,
            _(
                "%(aspect)s: %(why)s",
                aspect=_(LETTER_WORDS.get(row.kind, SOME_LETTER)),
                why=_why_dead(row),
            ),
            meta=row.number or "", late=ago(row.bounced_at or row.parked_at, brussels_date(work.now)),
            button=_("Bekijk"),
        )
        for row in rows
    ]  # fmt: skip
    return Group("brieven", _("E-mails die niet aankwamen"), "stuck", items, total, "/brieven")


def claims(work: Work, hubs: list[UUID]) -> Group:
    """What partners took up and the coordinator has not confirmed yet."""
    rows, total = _CLAIMS.of(work, hubs)
    items = [
        item(work, "waits", line, _who_wants(row.partners, row.leads, direct=row.direct), _("Bevestig"),
              late=ago(row.made_at, brussels_date(work.now)),
              act=f"/aanmeldingen/{line.id}{'/rechtstreeks' if row.direct else '#opnames'}")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("opnames", _("Opnames om te bevestigen"), "waits", items, total, "/aanmeldingen?toon=opnames")


def _who_wants(partners: list[str], leads: int, *, direct: bool) -> str:
    """ "Kompas NAFT wil opnemen, Springplank wil meedoen"; `leads` tells how many of the first want to lead."""
    if direct:
        return _("%(partner)s wil opnemen: rechtstreeks bij hen aangemeld", partner=partners[0])
    lead = [_("%(partner)s wil opnemen", partner=name) for name in partners[:leads]]
    return ", ".join([*lead, *(_("%(partner)s wil meedoen", partner=name) for name in partners[leads:])])


def appointments(work: Work, hubs: list[UUID]) -> Group:
    """The talks of today that have not been noted yet."""
    rows, total = _TALKS.of(work, hubs)
    items = [
        item(work, "course", line, where_words(row.way, row.place),
              _("Noteer het gesprek"), late=time_words(row.at), act=f"/aanmeldingen/{line.id}/gesprek")
        for line, row in zip(sight.read(rows), rows, strict=True)
    ]  # fmt: skip
    return Group("afspraken", _("Afspraken van vandaag"), "course", items, total)
