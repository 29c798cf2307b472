"""A mail that was written to the wrong hub goes to the right one, where it comes in as if it had been sent there."""

from uuid import UUID

from sqlmodel import col, select

from hub import blobs, ledger
from hub.hubs import Hub, all_hubs
from hub.intake import placing
from hub.intake.arrival import store_raw
from hub.intake.tables import RawMail
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

SOURCE = "passed_on"


def pass_on(work: Work, mail_id: UUID, slug: str) -> Hub:
    """Let the hub with this slug have a mail that waits, and lay it aside here. There it is read anew by that hub's own
    rules; one that lay aside there waits again. What went cannot be fetched back, but can still be placed here.

    Invalid when no other hub is called so; Refused when that hub has it already, or not all of it is here.
    """
    mail = placing.waiting(work, mail_id)
    hub = next((one for one in others(work, mail.hub_id) if one.slug == slug), None)
    if hub is None:
        raise Invalid({"hub": _("Kies het meldpunt dat deze e-mail moet krijgen.")})
    if not mail.whole:
        raise Refused(_("Van deze e-mail is hier maar een deel. Stuur hem door vanuit de mailbox."))
    there = _known_there(work, hub, mail)
    if there is None:
        origin = work.found(Hub, mail.hub_id)
        raw = blobs.content(work, mail.blob_id)
        store_raw(work, raw, SOURCE, origin.name, once_key=f"{mail.id}:{hub.id}", to=hub)
    elif placing.is_aside(there):
        placing.waits_again(there)
    else:
        raise Refused(_("%(hub)s heeft deze e-mail al. Bel even met elkaar.", hub=hub.name))
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        mail.settled_note = _("Doorgegeven aan %(hub)s.", hub=hub.name)
    mail.passed_to_hub_id = hub.id
    placing.settled(work, mail, "mail.passed_on", [])
    ledger.write(work, "mail.handed_in", "raw_mail", there.id if there else mail.id, hub_id=hub.id)
    return hub


def others(work: Work, hub_id: UUID) -> list[Hub]:
    """The hubs that a mail of this one may go to."""
    return [one for one in all_hubs(work.session) if one.id != hub_id]


def went_to(work: Work, mail: RawMail) -> str:
    """The name of the hub that it was passed on to; "" when it went nowhere."""
    return work.found(Hub, mail.passed_to_hub_id).name if mail.passed_to_hub_id else ""


def came_from(mail: RawMail) -> str:
    """The name of the hub that passed it on; "" when it came in here."""
    return mail.where_from if mail.source == SOURCE else ""


def _known_there(work: Work, hub: Hub, mail: RawMail) -> RawMail | None:
    same = (RawMail.hub_id == hub.id, RawMail.digest == mail.digest, RawMail.message_key == mail.message_key)
    return work.session.exec(
        select(RawMail).where(*same, col(RawMail.duplicate_of).is_(None)).with_for_update()
    ).first()
