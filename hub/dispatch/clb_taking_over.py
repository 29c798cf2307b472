"""A CLB that takes a referral over refers from then on: with which address, and what the one before reads of it."""

from collections.abc import Collection

from hub.dispatch import clarify
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.codes import ReferrerKind
from hub.dispatch.readdressing import readdress
from hub.dispatch.tables import Referral
from hub.everybodys import EVERYBODYS
from hub.partners.tables import Organisation
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _, list_words


def must_be_of_the_clb(email: str, asked_at: str) -> None:
    """Who takes over reads all that was written. A letter can be passed on, so its answer opens the case only at the
    domain to which it went, and where everybody has an address only at that very one. Invalid at "email"."""
    domain = asked_at.rpartition("@")[2].lower()
    if email.lower() == asked_at.lower():
        return
    if domain in EVERYBODYS:
        only = _("Dit kan alleen met %(address)s. Heb je een ander adres? Bel ons.", address=asked_at)
        raise Invalid({"email": only})
    if email.rpartition("@")[2].lower() != domain:
        raise Invalid(
            {
                "email": _(
                    "Gebruik een adres dat eindigt op @%(domain)s. Heb je een ander adres? Bel ons.", domain=domain
                )
            }
        )


def must_be_known_of_the_clb(email: str, own: str, kept: Collection[str]) -> None:
    """Who signed in takes over with the own address or one at which the hub writes to this CLB: no colleague reads
    along whom nobody let in, and no letter goes to an address with a slip in it. Invalid at "email"."""
    known = list(dict.fromkeys(one.lower() for one in (own, *kept) if one))
    if email.lower() not in known:
        own_or_team = _("Kies een van deze adressen: %(addresses)s.", addresses=list_words(known))
        raise Invalid({"email": f"{own_or_team} {_('Een collega neemt over met een eigen account.')}"})


def take_over(work: Work, referral: Referral, question: ClbQuestion, worker: str, email: str, phone: str) -> None:
    """The CLB refers from now on. Who did so before reads that, keeps the stages in sight, and nothing more."""
    found = work.session.get(Organisation, question.clb_id) if question.clb_id else None
    question.referrer_before = referral.referrer_email
    clarify.write_to_referrer(
        work, referral, "clb_takes_over", f"clb_takes_over:{question.id}", clb=found.name if found else "",
    )  # fmt: skip
    referral.sqlmodel_update(
        {
            "referrer_name": worker, "referrer_function": "", "referrer_kind": ReferrerKind.CLB,
            "referrer_organisation": found.name if found else _("CLB"),
            "referrer_organisation_id": found.id if found else None,
            "referrer_email": email, "referrer_phone": phone, "own_reference": "",
        }
    )  # fmt: skip
    work.session.add(referral)
    work.session.flush()
    readdress(work, referral)
