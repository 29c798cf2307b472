"""Whether our mail server vouches for the sender of a mail: a pure rule over what the servers wrote."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from hub.intake.mail.authentication import DKIM, DMARC, SPF
from hub.intake.mail.shapes import AuthResult, ServerWord
from hub.wording import N_, _

# In HUB_AUTHSERV_ID: the receiving server is Microsoft 365, which does not write its name.
NAMELESS = "microsoft365"
_LONGEST_DOMAIN = 253
_PASS, _FAIL = "pass", "fail"
_SPF_FAILS = (_FAIL, "hardfail", "softfail")


class SenderTrust(StrEnum):
    """`UNASKED`: nobody told the hub which mail server to believe, so nobody was asked."""

    UNASKED = ""
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FORGED = "forged"


TRUST_WORDS = {
    SenderTrust.UNASKED: "",
    SenderTrust.CONFIRMED: N_("de mailserver bevestigt de afzender"),
    SenderTrust.UNCONFIRMED: N_("de mailserver kon de afzender niet bevestigen"),
    SenderTrust.FORGED: N_("de mailserver zegt dat de afzender niet klopt"),
}


def believed_servers(authserv_ids: Collection[str]) -> frozenset[str]:
    """The servers whose word counts, as a `ServerWord` names them."""
    return frozenset("" if one == NAMELESS else one for one in authserv_ids)


def trust_words(code: str) -> str:
    """The verdict in the language of the moment; "" when there is none."""
    words = TRUST_WORDS[SenderTrust(code)]
    return _(words) if words else ""


def sender_trust(said: Sequence[ServerWord], believed: Collection[str], address: str) -> SenderTrust:
    """What our server says of whoever calls themselves `address`. `believed` are our servers, "" is a nameless one.

    Only what stands on top counts, and only when our server wrote it. Further fields of it can only make it worse: a
    copy that came with the mail may lie right below, and nobody forges a mail to be doubted.
    """
    if not believed:
        return SenderTrust.UNASKED
    if not said or said[0].server not in believed:
        return SenderTrust.UNCONFIRMED
    domain = _plain(address.rpartition("@")[2])
    results = [one for word in said if word.server in believed for one in word.results]
    if _is_forged(results, domain):
        return SenderTrust.FORGED
    good = said[0].results if said[0].sound else ()
    return SenderTrust.CONFIRMED if domain and _is_confirmed(good, results, domain) else SenderTrust.UNCONFIRMED


def _is_forged(results: Sequence[AuthResult], domain: str) -> bool:
    dmarc = [one for one in results if one.method == DMARC and one.result in (_PASS, _FAIL)]
    if dmarc:
        # A pass for somebody else's domain: the server took another address for the sender than we did.
        return any(one.result == _FAIL or _is_strange(one, domain) for one in dmarc)
    about_it = [one for one in results if _is_aligned(one.domain, domain)]
    passed = any(one.result == _PASS for one in about_it if one.method in (DKIM, SPF))
    spf_failed = any(one.method == SPF and one.result in _SPF_FAILS for one in about_it)
    return not passed and spf_failed and any(one.method == DKIM and one.result == _FAIL for one in about_it)


def _is_strange(one: AuthResult, domain: str) -> bool:
    return bool(one.domain and domain) and not _is_aligned(one.domain, domain)


def _is_confirmed(good: Sequence[AuthResult], results: Sequence[AuthResult], domain: str) -> bool:
    """By DMARC, or where the domain has none by a signature or a sending server of that very domain."""
    dmarc = [one for one in results if one.method == DMARC]
    if any(one.result == _PASS for one in dmarc):
        vouched = any(one.method == DMARC and _plain(one.domain) == domain for one in good)
        return vouched and all(one.result == _PASS for one in dmarc)
    return any(
        one.method in (DKIM, SPF) and one.result == _PASS and _is_aligned(one.domain, domain) for one in good
    )  # fmt: skip


def _is_aligned(checked: str, domain: str) -> bool:
    """Whether one is the other or stands below it (RFC 7489, relaxed); a bare top level is nobody's."""
    checked = _plain(checked)
    if not checked or not domain:
        return False
    short, long = sorted((checked, domain), key=len)
    return short == long or ("." in short and long.endswith(f".{short}"))


def _plain(domain: str) -> str:
    """As it stands in the name system, so that é and xn-- compare."""
    domain = domain.lower().rstrip(".")
    try:
        return domain if domain.isascii() else domain[:_LONGEST_DOMAIN].encode("idna").decode()
    except UnicodeError:
        return domain
