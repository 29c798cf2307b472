"""Recording who was informed, who agreed, and on which ground each partner reads a table card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch.cards import seen_elsewhere
from hub.dispatch.clarify import take_as
from hub.dispatch.identity import age_on, youngster_of
from hub.dispatch.moves import rewatch
from hub.dispatch.proposing import partners_of
from hub.dispatch.sharing import legal_sight
from hub.dispatch.sharing.gate import About, Gate, Gets, How, Said, Whose, wanted
from hub.dispatch.sharing.sharing_sight import answers_of, bound_of, gate_of
from hub.dispatch.sharing.sharing_tables import SharingAnswer, SharingGround
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean, day_gone
from hub.people.rights import Right
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _

Key = tuple[About, Whose]


@dataclass(frozen=True)
class Typed:
    """What the coordinator filled in. A question that was left open is not among the `answers`; `receivers` are taken
    when she `weighed` them: in the same care, in the interest of the youngster, and no more than is needed."""

    answers: Mapping[Key, str]
    reason: str = ""
    asked_by: str = ""
    on: date | None = None
    how: str = How.TALK
    receivers: Mapping[UUID, str] | None = None
    weighed: bool = False


def record(work: Work, referral_id: UUID, typed: Typed) -> Gate:
    """Keep what was filled in beside what the file says already, and give back how the gate stands.

    What is answered anew takes the place of what was said before, which stays in the file: so an agreement is taken
    back. Invalid at "reason", "on" or a partner with what does not add up.
    """
    referral = take_as(work, referral_id, Right.DECIDE)
    changed = _answer(work, referral, typed)
    if typed.weighed and typed.receivers:
        changed += _ground(work, referral, typed.receivers)
    if changed:
        work.flush()
        ledger.write(
            work, "card.sharing", "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id,
            changed=changed,
        )  # fmt: skip
        rewatch(work, referral)
        seen_elsewhere(work, referral)
    return gate_of(work, referral.id)


def all_agreed(work: Work, referral_id: UUID) -> Gate:
    """What a story of the demonstration records: everybody knew and agreed, and each partner gets what it may get."""
    referral = work.session.get_one(Referral, referral_id)
    youngster, today = youngster_of(work, referral), brussels_date(work.now)
    age = age_on(youngster.birth_date, today) if youngster else None
    partners = partners_of(work, referral.hub_id)
    bound = bound_of(work, partners)
    typed = Typed(
        answers=dict.fromkeys(wanted(age), Said.YES), asked_by=work.asker.name,
        receivers={one.id: Gets.CARD if bound[one.id] else Gets.AGREED for one in partners}, weighed=True,
    )  # fmt: skip
    return record(work, referral_id, typed)


def _answer(work: Work, referral: Referral, typed: Typed) -> int:
    given = {what: Said(said) for what, said in typed.answers.items() if said in set(Said)}
    if not given:
        return 0
    not_yes = any(said != Said.YES for said in given.values())
    reason = clean(
        "reason", typed.reason, at_most=1000,
        needed=_("Schrijf waarom niet iedereen ja zei, of niet gevraagd werd.") if not_yes else "",
    )  # fmt: skip
    asked_by = clean("asked_by", typed.asked_by, at_most=200)
    on = day_gone(work, "on", typed.on or brussels_date(work.now))
    if typed.how not in set(How):
        raise Invalid({"how": _("Kies hoe het gevraagd werd.")})
    known = answers_of(work, referral.id)
    new = [
        (what, said, "" if said == Said.YES else reason)
        for what, said in given.items()
        if not (
            (old := known.get(what))
            and (old.said, old.reason) == (said, "" if said == Said.YES else reason)
        )
    ]  # fmt: skip
    for what, _said, _reason in new:
        if what in known:
            known[what].replaced_at = work.now
    work.session.flush()
    under = legal_sight.version_now(work, referral.hub_id) if new else 0
    for (about, whose), said, why in new:
        work.session.add(
            SharingAnswer(
                hub_id=referral.hub_id, referral_id=referral.id, about=about, whose=whose, said=said, reason=why,
                asked_by=asked_by, said_on=on, how=typed.how, noted_at=work.now, noted_by=work.asker.person_id,
                text_version=under,
            )
        )  # fmt: skip
    work.session.flush()
    return len(new)


def _ground(work: Work, referral: Referral, receivers: Mapping[UUID, str]) -> int:
    """Who is not bound by secrecy cannot share it: the youngster agrees, or that partner gets the outcome."""
    partners = [one for one in partners_of(work, referral.hub_id) if one.id in receivers]
    bound = bound_of(work, partners)
    kept = select(SharingGround).where(SharingGround.referral_id == referral.id)
    known = {one.organisation_id: one for one in work.session.exec(kept).all()}
    changed, under = 0, legal_sight.version_now(work, referral.hub_id)
    for partner in partners:
        if receivers[partner.id] not in set(Gets):
            raise Invalid({f"receiver-{partner.id}": _("Kies wat deze partner krijgt.")})
        gets = Gets(receivers[partner.id])
        if gets == Gets.CARD and not bound[partner.id]:
            raise Invalid(
                {
                    f"receiver-{partner.id}": _(
                        "%(partner)s is niet gebonden door beroepsgeheim. Kies iets anders.", partner=partner.name
                    )
                }
            )
        reads = gets in (Gets.CARD, Gets.AGREED)
        row = known.get(partner.id)
        if row is not None and row.gets == gets and row.bound == bound[partner.id]:
            continue
        if row is None:
            row = SharingGround(
                referral_id=referral.id, organisation_id=partner.id, hub_id=referral.hub_id, gets=gets, bound=False,
                same_care=False, serves=False, only_needed=False, noted_at=work.now,
            )  # fmt: skip
            work.session.add(row)
        row.gets, row.bound, row.same_care, row.serves = gets, bound[partner.id], gets == Gets.CARD, reads
        row.only_needed, row.noted_at, row.noted_by = reads, work.now, work.asker.person_id
        row.text_version = under
        changed += 1
    return changed
