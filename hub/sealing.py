"""Bytes encrypted at rest: raw mails and uploads lie sealed in the database, with the id of their key.

AES-256-GCM with a random nonce; the keys are derived from the installation's secrets by HKDF-SHA256, one
per purpose. Several secrets may be listed, newest first: the first one seals, all of them open.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_ID_CHARS = 12


class UnknownKey(Exception):
    """The secret that sealed this is no longer listed. The message names the key id, never the secret."""


class BrokenSeal(Exception):
    """These bytes were changed, cut short, or sealed for something else."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is stored: the id of the key, and the nonce followed by the ciphertext and its tag."""

    key_id: str
    blob: bytes


class Sealer:
    """Seals and opens with the installation's secrets, newest first. ValueError when there is none."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._ciphers = {key_id_of(secret): AESGCM(derive(secret, "sealing")) for secret in checked(secret_keys)}
        self.key_id = next(iter(self._ciphers))

    def seal(self, plain: bytes, context: bytes = b"") -> Sealed:
        """Encrypt with the newest key. What was sealed for a context opens only with that same context."""
        nonce = os.urandom(NONCE_BYTES)
        return Sealed(self.key_id, nonce + self._ciphers[self.key_id].encrypt(nonce, plain, context))

    def open(self, key_id: str, blob: bytes | memoryview, context: bytes = b"") -> bytes:
        """Decrypt. UnknownKey when no listed secret has this id, BrokenSeal when the bytes are not as sealed."""
        if key_id not in self._ciphers:
            raise UnknownKey(f"No secret in HUB_SECRET_KEY has key id {key_id}; list the old secret after the new one.")
        blob = bytes(blob)
        try:
            return self._ciphers[key_id].decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], context)
        except (InvalidTag, ValueError):
            raise BrokenSeal(f"{len(blob)} bytes sealed with key {key_id} do not open.") from None


def checked(secret_keys: Sequence[str]) -> list[str]:
    """The secrets without blanks, newest first. ValueError when nothing is left."""
    secrets = [secret.strip() for secret in secret_keys if secret.strip()]
    if isinstance(secret_keys, str) or not secrets:
        raise ValueError("At least one secret key is needed, as a list with the newest first.")
    return secrets


@lru_cache(maxsize=64)
def derive(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose; knowing the key of one purpose tells nothing about another's."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"dispatch-hub/{purpose}".encode()).derive(
        secret.encode()
    )


def key_id_of(secret: str) -> str:
    """The short name of a secret, safe to store and to log: 12 hexadecimal characters."""
    return sha256(derive(secret, "key id")).hexdigest()[:KEY_ID_CHARS]
