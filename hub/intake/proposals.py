"""Names of schools and CLBs that nobody knows: proposals to the administrator, out of the referrals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.columns import table_of
from hub.dispatch import clb_asking, locks
from hub.dispatch.tables import Referral
from hub.intake.proposal_tables import Decision, NameDecision
from hub.partners import finder, organisations
from hub.partners.finder import REFERRERS, called
from hub.partners.organisations import OrganisationData
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.rights import Right, require, require_any
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _, sort_key

MOST = 100
_R, _O = table_of(Referral), table_of(Organisation)
SCHOOL = "school_name"


@dataclass
class Proposal:
    """One name at one hub, with the referrals in which it stands, newest first: (id, column, number, referrer).

    `was` is what the same name was linked to before, in full: it may mean another school this time, so it is asked.
    """

    hub_id: UUID
    kind: str
    name: str
    at: list[tuple[UUID, str, str, str]] = field(default_factory=list)
    was: str = ""


def proposals(work: Work) -> list[Proposal]:
    """What waits at the hubs that the asker manages, the newest first."""
    hubs = sorted(require_any(work.asker, Right.MANAGE))
    found, before = _found(work, hubs)[:MOST], _linked_before(work, hubs)
    return [replace(one, was=before.get((one.hub_id, one.kind, sort_key(one.name)), "")) for one in found]


def _linked_before(work: Work, hubs: list[UUID]) -> dict[tuple[UUID, str, str], str]:
    linked = (
        select(NameDecision, Organisation)
        .join(Organisation, col(Organisation.id) == col(NameDecision.organisation_id))
        .where(col(NameDecision.hub_id).in_(hubs), col(NameDecision.undone_at).is_(None))
        .where(col(Organisation.ended_on).is_(None))
        .order_by(col(NameDecision.decided_at))
    )
    return {
        (one.hub_id, one.kind, one.sort_key): finder.in_full(finder.read(to)) for one, to in work.session.exec(linked)
    }  # fmt: skip


def decisions(work: Work) -> Sequence[NameDecision]:
    """The last ones that stand, at the hubs that the asker manages."""
    hubs = require_any(work.asker, Right.MANAGE)
    mine = select(NameDecision).where(col(NameDecision.hub_id).in_(hubs), col(NameDecision.undone_at).is_(None))
    return work.session.exec(mine.order_by(col(NameDecision.decided_at).desc()).limit(20)).all()


def add(work: Work, hub_id: UUID, kind: str, name: str, data: OrganisationData) -> NameDecision:
    """A new organisation, under this or a better name; the referrals follow. Invalid as for any new organisation."""
    proposal = _take(work, hub_id, kind, name)
    made = organisations.add(work, hub_id, data)
    return _decide(work, proposal, Decision.ADDED, made)


def link(work: Work, hub_id: UUID, kind: str, name: str, typed: str) -> NameDecision:
    """It is one that we know, as it was chosen or typed; the referrals follow."""
    proposal = _take(work, hub_id, kind, name)
    found = called(work, typed, OrganisationKind(kind))
    if found is None or found.ended_on:
        like, _more = finder.find(work, typed or name, (OrganisationKind(kind),), at_most=4)
        if like:
            meant = " ".join(f"“{finder.in_full(one)}”" for one in like)
            raise Invalid({"organisation": _("Bedoel je een van deze? Typ ze voluit: %(names)s", names=meant)})
        raise Invalid({"organisation": _("Deze vinden we niet. Typ een stuk van de naam of de gemeente.")})
    return _decide(work, proposal, Decision.LINKED, work.session.get_one(Organisation, found.id))


def dismiss(work: Work, hub_id: UUID, kind: str, name: str) -> NameDecision:
    """It stays a name in the referrals, and is not proposed again."""
    return _decide(work, _take(work, hub_id, kind, name), Decision.DISMISSED, None)


def undo(work: Work, decision_id: UUID) -> NameDecision:
    """The referrals stand as before, and an organisation that was added goes. Refused when it is used elsewhere."""
    made = work.session.get(NameDecision, decision_id)
    if made is None or made.hub_id not in require_any(work.asker, Right.MANAGE):
        raise NotFound
    if made.undone_at:
        raise Refused(_("Dit is al teruggedraaid."))
    if made.decision == Decision.ADDED and made.organisation_id:
        organisations.take(work, made.organisation_id)  # an organisation is held before cases are
    locks.take_all(work, [UUID(one) for one in made.followed])
    work.session.refresh(made, with_for_update=True)
    if made.undone_at:
        raise Refused(_("Dit is al teruggedraaid."))
    to = work.session.get(Organisation, made.organisation_id) if made.organisation_id else None
    for one, before in made.followed.items():
        _write(work, UUID(one), _still_so(work.session.get_one(Referral, UUID(one)), before, to))
    made.undone_at = work.now
    work.session.flush()
    if made.decision == Decision.ADDED and made.organisation_id:
        organisations.remove(work, made.organisation_id)
    ledger.write(work, "name.undo", "name_decision", made.id, hub_id=made.hub_id)
    return made


def _still_so(referral: Referral, before: dict[str, Any], to: Organisation | None) -> dict[str, Any]:
    """What goes back: not what somebody filled in otherwise since."""
    at_school = to is not None and referral.school_organisation_id == to.id
    works_there = to is not None and referral.referrer_organisation == to.name
    return {name: value for name, value in before.items() if (at_school if name.startswith("school") else works_there)}


def _take(work: Work, hub_id: UUID, kind: str, name: str) -> Proposal:
    """The proposal, with those of its referrals that are held; one that came in meanwhile is proposed anew."""
    require(work.asker, Right.MANAGE, hub_id)
    held = {one[0] for one in _proposal(work, hub_id, kind, name).at}
    locks.take_all(work, held)
    found = _proposal(work, hub_id, kind, name)
    return replace(found, at=[one for one in found.at if one[0] in held])


def _proposal(work: Work, hub_id: UUID, kind: str, name: str) -> Proposal:
    wanted = (kind, sort_key(name))
    found = next((one for one in _found(work, [hub_id]) if (one.kind, sort_key(one.name)) == wanted), None)
    if found is None:
        raise Refused(_("Dit voorstel is er niet meer. Kijk hoe het nu staat."))
    return found


def _decide(work: Work, proposal: Proposal, decision: Decision, to: Organisation | None) -> NameDecision:
    made = NameDecision(
        hub_id=proposal.hub_id, kind=proposal.kind, name=proposal.name, sort_key=sort_key(proposal.name),
        decision=decision, organisation_id=to.id if to else None, decided_at=work.now, decided_by=work.asker.person_id,
        followed=_follow(work, proposal, to) if to else {},
    )  # fmt: skip
    work.session.add(made)
    work.flush()
    ledger.write(work, f"name.{decision}", "name_decision", made.id, hub_id=made.hub_id, referrals=len(proposal.at))
    return made


def _follow(work: Work, proposal: Proposal, to: Organisation) -> dict[str, Any]:
    """The referrals say the organisation from now on; where one works is a name only, and gives no rights."""
    before: dict[str, Any] = {}
    for referral_id, column, _number, _who in proposal.at:
        referral = work.session.get_one(Referral, referral_id)
        values: dict[str, Any] = {column: to.name}
        if column == SCHOOL:
            values |= {"school_organisation_id": to.id, "school_nis": to.nis}
        stood = {name: getattr(referral, name) for name in values}
        before[str(referral_id)] = before.get(str(referral_id), {}) | {
            name: str(value) if isinstance(value, UUID) else value for name, value in stood.items()
        }
        _write(work, referral_id, values)
        if not clb_asking.keeps_old_rule(referral):
            clb_asking.follow(work, referral)
    return before


def _write(work: Work, referral_id: UUID, values: dict[str, Any]) -> None:
    """Into a held case; its figures are due again."""
    referral = work.session.get_one(Referral, referral_id)
    referral.sqlmodel_update(values | {"version": referral.version + 1})
    work.session.add(referral)
    work.session.flush()


def _found(work: Work, hubs: list[UUID]) -> list[Proposal]:
    known = set(work.session.execute(sa.select(_O.c.kind, _O.c.sort_key).where(_O.c.kind.in_(REFERRERS))).tuples())
    no_more = select(NameDecision.hub_id, NameDecision.kind, NameDecision.sort_key).where(
        col(NameDecision.hub_id).in_(hubs), NameDecision.decision == Decision.DISMISSED,
        col(NameDecision.undone_at).is_(None),
    )  # fmt: skip
    dismissed = {tuple(row) for row in work.session.exec(no_more).all()}
    found: dict[tuple[UUID, str, str], Proposal] = {}
    for hub_id, kind, name, at in _typed(work, hubs):
        words = sort_key(name)
        # A name that several sites bear is known as well; of a school it must be said which one is meant.
        if not words or (hub_id, kind, words) in dismissed or (at[1] != SCHOOL and (kind, words) in known):
            continue
        found.setdefault((hub_id, kind, words), Proposal(hub_id, kind, name)).at.append(at)
    return list(found.values())


def _typed(work: Work, hubs: list[UUID]) -> Iterator[tuple[UUID, str, str, tuple[UUID, str, str, str]]]:
    """Names in referrals that were handed in, newest first: of the school, and of where the referrer works."""
    columns = (
        _R.c.id, _R.c.hub_id, _R.c.number, _R.c.referrer_name, _R.c.school_name, _R.c.school_organisation_id,
        _R.c.referrer_organisation, _R.c.referrer_organisation_id, _R.c.referrer_kind,
    )  # fmt: skip
    nameless = (_R.c.school_name != "") & _R.c.school_organisation_id.is_(None)
    from_unknown = (
        _R.c.referrer_kind.in_(REFERRERS)
        & (_R.c.referrer_organisation != "")
        & _R.c.referrer_organisation_id.is_(None)
        # Nearly all bear the very name of an organisation: those are left out before they are read.
        & ~sa.exists().where(_O.c.kind == _R.c.referrer_kind, _O.c.name == _R.c.referrer_organisation)
    )
    asked = sa.select(*columns).where(_R.c.hub_id.in_(hubs), _R.c.submitted_at.is_not(None), nameless | from_unknown)
    for row in work.session.execute(asked.order_by(_R.c.created_at.desc()).limit(20_000)):
        if row.school_name and row.school_organisation_id is None:
            yield row.hub_id, "school", row.school_name, (row.id, SCHOOL, row.number, row.referrer_name)
        if row.referrer_kind in REFERRERS and row.referrer_organisation and row.referrer_organisation_id is None:
            at = (row.id, "referrer_organisation", row.number, row.referrer_name)
            yield row.hub_id, row.referrer_kind, row.referrer_organisation, at
