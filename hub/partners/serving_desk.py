"""What a partner says of its own offer: what it serves, in which languages, how one gets there, how long one waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from hub import ledger
from hub.faults import Faults
from hub.partners.desk import take_offer
from hub.partners.serving import KEPT
from hub.partners.tables import Offer
from hub.store import Work
from hub.wording import _

MOST_WEEKS = 104


@dataclass(frozen=True)
class ServingData:
    """What is ticked and typed; a list without anything sets no limit."""

    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by the names of `serving.KEPT`
    with_interpreter: bool = False
    waiting_weeks: str = ""


def say(work: Work, offer_id: UUID, data: ServingData) -> Offer:
    """For who keeps this offer. Invalid with what is not in the lists."""
    offer = take_offer(work, offer_id)
    faults = Faults()
    for name, known in KEPT.items():
        if any(code not in known for code in data.lists.get(name, ())):
            faults.say(name, _("Kies uit de lijst."))
    weeks = faults.whole("waiting_weeks", data.waiting_weeks, 0, MOST_WEEKS)
    faults.tell()
    for name, known in KEPT.items():
        setattr(offer, name, [code for code in known if code in data.lists.get(name, ())])
    offer.with_interpreter, offer.waiting_weeks = data.with_interpreter, weeks
    work.flush(clash=_("Net toen je bewaarde, veranderde er iets aan dit aanbod. Kijk het na."))
    ledger.write(work, "offer.serving", "offer", offer.id)
    return offer
