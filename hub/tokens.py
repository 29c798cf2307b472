"""Tokens in links and in reply addresses: made from a secret, stored as a hash, masked in logs."""

import re
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac_digest
from secrets import token_urlsafe
from uuid import UUID

from hub.sealing import UnknownKey, checked, derive, key_id_of

TOKEN_BYTES = 24
CODE_FIGURES = 6
MAC_BYTES = 10
LOCAL_PART_LIMIT = 64

_REFERENCE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_REPLY = re.compile(r"(?:[^@+\s]+\+)?(?P<reference>[a-z0-9]+(?:-[a-z0-9]+)*)\.(?P<mac>[a-z2-7]{16})")
_BETWEEN = re.compile(r"[\s.-]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SECRETIVE = re.compile(r"(?<![\w-])[\w-]{24,}(?![\w-])", re.ASCII)


def token_for(secret_keys: Sequence[str], link_id: UUID, key_id: str | None = None) -> str:
    """The token of a link: 32 url-safe characters that only this installation can make again.

    With the newest secret, or with the one that `key_id` names (store it beside the link, so that a letter
    that is sent again carries the same link after a change of secret). UnknownKey when it is not listed.
    """
    mac = hmac_digest(_key(_secret_of(secret_keys, key_id), "link token"), link_id.bytes, "sha256")
    return urlsafe_b64encode(mac[:TOKEN_BYTES]).decode()


def newest_key_id(secret_keys: Sequence[str]) -> str:
    """The id of the secret that new tokens are made with."""
    return key_id_of(checked(secret_keys)[0])


def typed_code(secret_keys: Sequence[str], link_id: UUID, key_id: str | None = None) -> str:
    """The code of a link that is typed and not followed: six figures that only this installation can make again."""
    mac = hmac_digest(_key(_secret_of(secret_keys, key_id), "typed code"), link_id.bytes, "sha256")
    return f"{int.from_bytes(mac[:16]) % 10**CODE_FIGURES:0{CODE_FIGURES}}"


def code_in(typed: str) -> str:
    """The code in what was typed or pasted, with or without spaces in it; "" when it is none."""
    said = _BETWEEN.sub("", typed)
    return said if len(said) == CODE_FIGURES and said.isascii() and said.isdigit() else ""


def random_token() -> str:
    """A token that nobody can make again: 32 url-safe characters, for a link that is mailed once."""
    return token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What the database keeps of a token: 64 hexadecimal characters that do not lead back to it."""
    return sha256(token.encode()).hexdigest()


def stand_in(secret_keys: Sequence[str], words: str) -> UUID:
    """An id for something that does not exist, always the same for these words; it does not lead back to them."""
    return UUID(bytes=hmac_digest(_key(checked(secret_keys)[0], "stand-in"), words.encode(), "sha256")[:16])


def browser_mark(secret_keys: Sequence[str], link_id: UUID, *, secret: str | None = None) -> str:
    """What a browser keeps in which somebody pressed the button behind a link: it opens that one link there."""
    key = _key(secret or checked(secret_keys)[0], "opened link")
    return urlsafe_b64encode(hmac_digest(key, link_id.bytes, "sha256")[:TOKEN_BYTES]).decode()


def is_browser_mark(secret_keys: Sequence[str], link_id: UUID, mark: str) -> bool:
    """Whether this mark was made for this link, with any secret that is still listed."""
    matches = [
        compare_digest(browser_mark(secret_keys, link_id, secret=secret).encode(), mark.encode())
        for secret in checked(secret_keys)
    ]
    return any(matches)


def signed_reply_local(secret_keys: Sequence[str], prefix: str, referral_ref: str) -> str:
    """The local part of a reply address: `meldpunt+cm-2026-00123.<16 characters>`, lower case throughout.

    ValueError when the reference is not made of capitals, figures and hyphens, or when it would be longer
    than the 64 characters that a mail server must accept.
    """
    if not _REFERENCE.fullmatch(referral_ref):
        raise ValueError(f"{referral_ref!r} cannot stand in a mail address.")
    mac = _reply_mac(checked(secret_keys)[0], referral_ref)
    local = f"{prefix.lower()}+{referral_ref.lower()}.{mac}"
    if len(local) > LOCAL_PART_LIMIT:
        raise ValueError(f"{local!r} is longer than {LOCAL_PART_LIMIT} characters.")
    return local


def verify_reply(secret_keys: Sequence[str], local_part: str) -> str | None:
    """The reference in a signed local part (any case, with or without its prefix); None when it is not ours."""
    found = _REPLY.fullmatch(local_part.strip().lower())
    if not found:
        return None
    reference = found["reference"].upper()
    matches = [compare_digest(_reply_mac(secret, reference), found["mac"]) for secret in checked(secret_keys)]
    return reference if any(matches) else None


def mask_token(path: str) -> str:
    """A path or URL as it may stand in an access log: each token replaced by the first 8 figures of its hash.

    Everything of 24 or more url-safe characters counts as a token, except UUIDs. The hash starts like the
    one in the database, so that an administrator can still tell which link was opened.
    """
    return _SECRETIVE.sub(lambda found: _mask(found[0]), path)


def _mask(text: str) -> str:
    return text if _UUID.fullmatch(text) else f"~{hash_of(text)[:8]}"


def _reply_mac(secret: str, reference: str) -> str:
    mac = hmac_digest(_key(secret, "reply address"), reference.encode(), "sha256")
    return b32encode(mac[:MAC_BYTES]).decode().lower()


def _secret_of(secret_keys: Sequence[str], key_id: str | None) -> str:
    secrets = checked(secret_keys)
    if key_id is None:
        return secrets[0]
    for secret in secrets:
        if key_id_of(secret) == key_id:
            return secret
    raise UnknownKey(f"No secret in HUB_SECRET_KEY has key id {key_id}; list the old secret after the new one.")


@lru_cache(maxsize=32)
def _key(secret: str, purpose: str) -> bytes:
    return derive(secret, purpose)
