"""The key of one form in one browser: a form sent twice is one referral, and nobody else can ask for its receipt."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hmac import compare_digest
from hmac import digest as hmac_digest
from uuid import UUID, uuid4

from hub.sealing import checked, derive

MAC_BYTES = 24
# What a key is sealed for. A form that is filled in and a form that was sent are two: who is told which form was sent
# cannot send it again in the name of the browser that holds it.
TO_FILL_IN, WAS_SENT = "form key", "sent form"


def fresh() -> UUID:
    return uuid4()


def seal(secret_keys: Sequence[str], browser: str, key: UUID | None = None, purpose: str = TO_FILL_IN) -> str:
    """A key (a new one when none is given) as it stands in a page that this browser gets; `browser` is the secret in
    its cookie."""
    key = key or fresh()
    return f"{key}.{_mac(checked(secret_keys)[0], key, browser, purpose)}"


def key_of(secret_keys: Sequence[str], browser: str, sealed: str, purpose: str = TO_FILL_IN) -> UUID | None:
    """The form's key; None when it was not given to this browser by this installation, for this purpose."""
    text, _dot, mac = sealed.partition(".")
    try:
        key = UUID(text)
    except ValueError:
        return None
    right = [_mac(secret, key, browser, purpose) for secret in checked(secret_keys)]
    return key if browser and any(compare_digest(one.encode(), mac.encode()) for one in right) else None


def mark_of(secret_keys: Sequence[str], key: UUID) -> str:
    """What the browser that sends this form gets at that very moment: nobody who knew it before has this."""
    return _mac(checked(secret_keys)[0], key, "", "form sent here")


def is_mark(secret_keys: Sequence[str], key: UUID, mark: str) -> bool:
    right = [_mac(secret, key, "", "form sent here") for secret in checked(secret_keys)]
    return any(compare_digest(one.encode(), mark.encode()) for one in right)


def _mac(secret: str, key: UUID, browser: str, purpose: str) -> str:
    said = f"{key}.{browser}".encode()
    return urlsafe_b64encode(hmac_digest(derive(secret, purpose), said, "sha256")[:MAC_BYTES]).decode()
