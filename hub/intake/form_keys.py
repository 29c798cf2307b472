"""The key of one form in one browser: a form sent twice is one referral, and nobody else can ask for its receipt."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hmac import compare_digest
from hmac import digest as hmac_digest
from uuid import UUID, uuid4

from hub.sealing import checked, derive

MAC_BYTES = 24


def fresh() -> UUID:
    return uuid4()


def seal(secret_keys: Sequence[str], browser: str, key: UUID | None = None) -> str:
    """A key (a new one when none is given) as it stands in a form that this browser fills in; `browser` is the
    secret in its cookie."""
    key = key or fresh()
    return f"{key}.{_mac(checked(secret_keys)[0], key, browser)}"


def key_of(secret_keys: Sequence[str], browser: str, sealed: str) -> UUID | None:
    """The form's key; None when it was not given to this browser by this installation."""
    text, _dot, mac = sealed.partition(".")
    try:
        key = UUID(text)
    except ValueError:
        return None
    right = [compare_digest(_mac(secret, key, browser).encode(), mac.encode()) for secret in checked(secret_keys)]
    return key if browser and any(right) else None


def _mac(secret: str, key: UUID, browser: str) -> str:
    said = f"{key}.{browser}".encode()
    return urlsafe_b64encode(hmac_digest(derive(secret, "form key"), said, "sha256")[:MAC_BYTES]).decode()
