"""The referrer of a case is reached elsewhere: old links stop working, and a new one goes out."""

from hub.clock import brussels_date
from hub.dispatch import clarify, referrer_links
from hub.dispatch.case import is_open
from hub.dispatch.tables import Referral
from hub.store import Work


def readdress(work: Work, referral: Referral) -> bool:
    """What was mailed to the old address stops working, a new link goes out.

    False when no letter goes out: without an address, and for a case that is closed or not handed in yet.
    """
    referral.referrer_confirmed_at = None
    referrer_links.withdraw(work, referral)
    if not is_open(referral.stage) or referral.submitted_at is None:
        return False
    due = brussels_date(referral.next_due) if referral.next_due else None
    once_key = f"receipt:{referral.id}:{referral.version}"
    return clarify.write_to_referrer(work, referral, "receipt", once_key, due=due) is not None
