"""How often a sign-in link may be asked, so that nobody uses up the links or fills the mailbox of somebody else."""

from hub import rates

# For one address from one visitor; for all addresses from one visitor, who may be a whole school; for one address
# from all visitors together.
HERE, A_VISITOR, AN_ADDRESS = "6/hour", "60/hour", "30/hour"

# Codes that are typed to sign in as one person, right or wrong: of a million there are. The link goes on working.
TYPED = "20/day"
# Codes that one visitor types, for whomever.
TYPED_HERE = "60/hour"


def may_type(redis_url: str, person: str) -> bool:
    """Count a code that is typed; False when there were too many."""
    return rates.within(redis_url, TYPED, "sign-in-code", person)


def may_type_here(redis_url: str, visitor: str) -> bool:
    """Count a code that this visitor types; False when there were too many, whether anybody waits for one or not."""
    return rates.within(redis_url, TYPED_HERE, "sign-in-code-by", visitor)


def may_ask(redis_url: str, email: str, visitor: str) -> bool:
    """Count a request for a link to this address; False when there were too many, whether anybody has it or not."""
    return rates.all_within(redis_url, [
        (HERE, ("sign-in", visitor, email)), (A_VISITOR, ("sign-in-by", visitor)), (AN_ADDRESS, ("sign-in-to", email)),
    ])  # fmt: skip


def may_ask_again(redis_url: str, email: str, browser: str) -> bool:
    """The same for a browser in which this very person signed in before: what strangers ask does not count there."""
    return rates.within(redis_url, HERE, "sign-in-again", browser, email)
