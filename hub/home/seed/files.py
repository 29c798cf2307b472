"""Bytes of invented mails and documents, sealed like all others."""

import hashlib
from functools import cache

from hub.home.seed.rows import Rows
from hub.sealing import Sealer


def kept(of: Rows, content: bytes) -> str:
    """The id of the blob in which these bytes lie."""
    blob_id, sealed = of.uuid(), _sealer(of.world.secret_keys).seal(content)
    of.add(
        "blob", blob_id, of.world.hub_id, sealed.key_id, sealed.blob, len(content),
        hashlib.sha256(content).hexdigest(), of.stamp,
    )  # fmt: skip
    return blob_id


@cache
def _sealer(secret_keys: tuple[str, ...]) -> Sealer:
    return Sealer(secret_keys)
