"""How a mail and what was read of it cross the pipe between the hub and its reading child."""

import struct
from enum import IntEnum

import msgspec

from hub.intake.mail.shapes import ReadMail

HEAD = struct.Struct("!BdQ")  # what is asked or answered, CPU seconds allowed, length of what follows


class Sign(IntEnum):
    """First byte of a message. The hub asks WHOLE or ENVELOPE; the child says READY once, then READ or NO_MEMORY."""

    WHOLE = 1
    ENVELOPE = 2
    READY = 3
    READ = 4
    NO_MEMORY = 5


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ReadMail)


def packed(sign: Sign, content: bytes = b"", seconds: float = 0.0) -> bytes:
    return HEAD.pack(sign, seconds, len(content)) + content


def mail_packed(mail: ReadMail) -> bytes:
    return packed(Sign.READ, _encoder.encode(mail))


def mail_unpacked(content: bytes) -> ReadMail:
    """The mail in an answer. Raises msgspec.DecodeError when it does not have the shape of one."""
    return _decoder.decode(content)
