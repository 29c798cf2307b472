"""How often the form may be sent, and what is said to whoever comes too often. Mistakes are not counted as sent."""

from hub import rates
from hub.rates import Limit
from hub.wording import N_, _

# A whole school shares one address, so the narrow limit counts the sender as well.
BY_SENDER, BY_VISITOR = 10, 60
# What comes in at all, right or wrong: enough for a school, and not for a machine.
POSTS = 600

SENDER_FULL = N_(
    "Met dit e-mailadres kwamen het laatste uur al %(most)d aanmeldingen binnen. Meer nemen we in één uur niet aan."
)
VISITOR_FULL = N_(
    "Vanaf jullie netwerk kwamen het laatste uur al %(most)d aanmeldingen binnen. Meer nemen we in één uur niet aan."
)
POSTS_FULL = N_("Vanaf jullie netwerk werd dit formulier het laatste uur al %(most)d keer verstuurd.")
KEPT_FULL = N_(
    "Het laatste uur werd hier al vaak bewaard. Wacht even, of verstuur de aanmelding nu. Alles staat er nog."
)
LATER = N_("Verstuur het later opnieuw, of bel ons. Wat je typte, staat er nog.")


def too_many_posts(redis_url: str, visitor: str) -> str:
    """Counts a form that comes in; says why it is not read now, "" when it is."""
    return "" if rates.within(redis_url, f"{POSTS}/hour", "form", visitor) else _said(POSTS_FULL, POSTS)


def too_many_sent(redis_url: str, visitor: str, email: str) -> str:
    """Says why a referral that is about to be sent is not taken now, "" when it is. It is not counted yet: what fails
    on our side may be sent again as often as somebody has the patience."""
    by_sender, by_visitor = _sent_by(visitor, email)
    full = rates.full(redis_url, [by_sender, by_visitor])
    if full is None:
        return ""
    return _said(SENDER_FULL, BY_SENDER) if full == by_sender else _said(VISITOR_FULL, BY_VISITOR)


def was_sent(redis_url: str, visitor: str, email: str) -> None:
    """Counts a referral that is stored."""
    rates.refused_by(redis_url, _sent_by(visitor, email))


def _sent_by(visitor: str, email: str) -> tuple[Limit, Limit]:
    return (f"{BY_SENDER}/hour", ("form sent", visitor, email)), (f"{BY_VISITOR}/hour", ("form sent", visitor))


def too_many_kept(redis_url: str, visitor: str, email: str) -> str:
    """The same for a form that is about to be kept and not sent: each may bring a letter to an address."""
    limits: list[Limit] = [
        (f"{BY_SENDER}/hour", ("form kept", visitor, email)), (f"{BY_VISITOR}/hour", ("form kept", visitor))
    ]  # fmt: skip
    return "" if rates.refused_by(redis_url, limits) is None else _(KEPT_FULL)


def _said(sentence: str, most: int) -> str:
    return f"{_(sentence, most=most)} {_(LATER)}"
