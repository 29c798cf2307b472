"""Operations on people: adding them, signing them in by a mailed link, signing them out."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters, links
from hub.asker import Asker, AskerKind, Role, Seat, SignedIn
from hub.clock import brussels_date
from hub.hubs import Hub
from hub.links import Link, Purpose
from hub.lookups import Lookup
from hub.people import asking
from hub.people.tables import Membership, Person, Secrecy
from hub.problems import Invalid, NotFound
from hub.store import Work
from hub.tokens import code_in, hash_of, stand_in
from hub.wording import _, sort_key

# In the greeting of the letter that is taken back.
SOMEBODY = "Els Dierckx"


def add_person(
    work: Work,
    name: str,
    email: str,
    role: Role,
    *,
    hub_id: UUID | None = None,
    organisation_id: UUID | None = None,
    secrecy: Secrecy = Secrecy.PROFESSIONAL,
) -> Person:
    """Add a person, or give a known one (same address) another role. Invalid when name or address cannot be right."""
    given = give_role(
        work, name, email, role, hub_id=hub_id, organisation_id=organisation_id, secrecy=secrecy
    )  # fmt: skip
    return work.session.get_one(Person, given.person_id)


def give_role(
    work: Work,
    name: str,
    email: str,
    role: Role,
    *,
    hub_id: UUID | None = None,
    organisation_id: UUID | None = None,
    secrecy: Secrecy = Secrecy.PROFESSIONAL,
    kept_by: UUID | None = None,
) -> Membership:
    """The same, giving back the membership. Whoever is known already keeps its own name, and is back if it had left.
    `kept_by` is the hub that keeps the organisation, in whose part of the ledger it stands."""
    address = email.strip().lower()
    if not name.strip():
        raise Invalid({"name": _("Geef een naam.")})
    if "@" not in address or " " in address:
        raise Invalid({"email": _("Dit lijkt geen e-mailadres.")})
    person = work.session.exec(select(Person).where(Person.email == address)).first()
    if person is None:
        person = Person(name=name.strip(), sort_key=sort_key(name), email=address, created_at=work.now)
        work.session.add(person)
        work.flush()
    person.left_at = None
    given = Membership(
        person_id=person.id, role=role, hub_id=hub_id, organisation_id=organisation_id, secrecy=secrecy,
        since=brussels_date(work.now),
    )  # fmt: skip
    work.session.add(given)
    work.flush(clash=_("Deze persoon heeft die rol al."))
    ledger.write(
        work, "person.role", "person", person.id, hub_id=hub_id or kept_by, role=role, organisation=organisation_id
    )  # fmt: skip
    return given


# Asked on every page, so that it is one question.
WHO = Lookup(
    sa.text("""
SELECT p.id, p.name, p.left_at, p.sign_out_epoch, p.keys, m.role, m.hub_id, m.organisation_id,
  m.secrecy
FROM person p LEFT JOIN membership m ON m.person_id = p.id AND m.until IS NULL WHERE p.id = ANY(:people)
""")
)


def asker_for(work: Work, person_id: UUID, epoch: int | None = None) -> Asker | None:
    """The person with its seats as of now; None when it left, or signed out everywhere since the session began."""
    return askers_for(work, [(person_id, epoch)]).get((person_id, epoch))


def askers_for(work: Work, signed_in: Collection[SignedIn]) -> dict[SignedIn, Asker]:
    """The same for several at once: those whom there are."""
    rows: dict[UUID, list[Any]] = {}
    for row in WHO.ask(work.session, people=list({person_id for person_id, _epoch in signed_in})):
        rows.setdefault(row.id, []).append(row)
    found = {}
    for person_id, epoch in signed_in:
        of = rows.get(person_id, ())
        if of and not of[0].left_at and epoch in (None, of[0].sign_out_epoch):
            seats = tuple(Seat(Role(row.role), row.hub_id, row.organisation_id, row.secrecy) for row in of if row.role)
            found[person_id, epoch] = Asker(AskerKind.PERSON, person_id, name=of[0].name, seats=seats, keys=of[0].keys)
    return found


def switch_keys(work: Work, *, on: bool) -> None:
    """Whether single keys do something on the pages of whoever asks (WCAG 2.1.4). NotFound for nobody."""
    work.found(Person, work.asker.person_id).keys = on


def request_link(work: Work, email: str, browser: str, hub: Hub | None) -> None:
    """Mail a sign-in link and its code to a known address. For an unknown one all of it is done as well, with a link
    that nobody gets and a letter that is taken back: neither the answer nor the time that it takes tells who is known.
    """
    address = email.strip().lower()
    person = work.session.exec(select(Person).where(Person.email == address)).first()
    known = person if person and not person.left_at else None
    link = links.make(
        work, Purpose.SIGN_IN, known.id if known else stand_in(work.store.settings.secret_keys, address),
        person_id=known.id if known else None, browser_hash=hash_of(browser),
    )  # fmt: skip
    with work.session.begin_nested() as writing:
        letters.write(
            work, "sign_in", address, once_key=f"sign_in:{link.id}", hub=hub, link=link, code=link,
            name=known.name if known else SOMEBODY, first=True,
        )  # fmt: skip
        work.session.flush()
        if known is None:
            writing.rollback()


def forget_stand_ins(work: Work) -> int:
    """Delete the links that nobody got, once they have run out; returns how many."""
    gone: Any = work.session.execute(
        sa.delete(Link).where(
            col(Link.purpose) == Purpose.SIGN_IN, col(Link.person_id).is_(None), col(Link.expires_at) <= work.real
        )
    )
    return int(gone.rowcount)


def signed_in_before(work: Work, email: str, browser: str) -> bool:
    """Whether the person with this address used a sign-in link in this browser, which asked for it."""
    used = (
        select(Link.id)
        .join(Person, sa.and_(col(Person.id) == Link.noun_id, col(Person.email) == email))
        .where(Link.purpose == Purpose.SIGN_IN, Link.browser_hash == hash_of(browser), col(Link.used_at).is_not(None))
    )
    return work.session.exec(used.limit(1)).first() is not None


def link_for_console(work: Work, person: Person) -> str:
    """The address of a sign-in link for whoever runs the program: any browser, once, fifteen minutes."""
    link = links.make(work, Purpose.SIGN_IN, person.id, person_id=person.id)
    work.session.flush()
    ledger.write(work, "person.console_link", "person", person.id)
    return links.address(work, link)


def sign_in(work: Work, token: str, browser: str) -> Person:
    """Take a sign-in link once, in the browser that asked for it. NotFound for everything else."""
    link = open_sign_in(work, token, browser)
    if not links.use_once(work, link):
        raise NotFound(_("Deze link is al gebruikt. Vraag een nieuwe."))
    return _signed_in(work, link)


def sign_in_by_code(work: Work, typed: str, browser: str) -> Person | None:
    """The same by the code of the letter, typed where it was asked for. None for a wrong one, for one that was tried
    too often, and where nothing was mailed: nobody can tell which."""
    if not code_in(typed):  # counts as no try
        return None
    waiting = links.waiting_in(work, Purpose.SIGN_IN, browser)
    redis_url = work.store.settings.redis_url
    # One try for each person, however many letters of the same one wait.
    tried = {whose for whose in {one.noun_id for one in waiting} if asking.may_type(redis_url, str(whose))}
    link = links.take_code(work, [one for one in waiting if one.noun_id in tried], typed)
    return _signed_in(work, link) if link and link.person_id else None


def _signed_in(work: Work, link: Link) -> Person:
    person = work.session.get(Person, link.person_id)
    if person is None or person.left_at:
        raise NotFound
    ledger.write(work, "person.sign_in", "person", person.id)
    return person


def open_sign_in(work: Work, token: str, browser: str) -> Link:
    """The link, when it can still be used in this browser; NotFound with what to do now otherwise."""
    try:
        link = links.open_link(work, token, Purpose.SIGN_IN)
    except NotFound as gone:
        raise NotFound(_("Deze link werkt niet meer. Vraag hieronder een nieuwe.")) from gone
    if link.used_at:
        raise NotFound(_("Deze link is al gebruikt. Vraag een nieuwe."))
    if link.browser_hash is not None and link.browser_hash != hash_of(browser):
        raise NotFound(_("Open de link in dezelfde browser als waarin je hem vroeg, of vraag hier een nieuwe."))
    return link


def sign_out_everywhere(work: Work, person_id: UUID) -> None:
    """Every session of this person is over at once, whatever Redis still holds."""
    work.session.execute(
        sa.update(Person).where(col(Person.id) == person_id).values(sign_out_epoch=col(Person.sign_out_epoch) + 1)
    )
    ledger.write(work, "person.sign_out_everywhere", "person", person_id)
