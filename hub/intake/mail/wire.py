"""How a mail and what was read of it cross the pipe between the hub and its reading child."""

import struct
from enum import IntEnum

import msgspec

from hub.intake.mail.shapes import ReadMail
from hub.intake.paper.shapes import Paper

HEAD = struct.Struct("!BdQ")  # what is asked or answered, CPU seconds allowed, length of what follows


class Sign(IntEnum):
    """First byte of a message. The hub asks WHOLE or ENVELOPE of a mail, or PAPER of a document; the child says READY
    once, then READ or NO_MEMORY."""

    WHOLE = 1
    ENVELOPE = 2
    READY = 3
    READ = 4
    NO_MEMORY = 5
    PAPER = 6


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ReadMail)
_of_papers = msgspec.msgpack.Decoder(Paper)


def packed(sign: Sign, content: bytes = b"", seconds: float = 0.0) -> bytes:
    return HEAD.pack(sign, seconds, len(content)) + content


def answer_packed(read: ReadMail | Paper) -> bytes:
    return packed(Sign.READ, _encoder.encode(read))


def mail_unpacked(content: bytes) -> ReadMail:
    """The mail in an answer. Raises msgspec.DecodeError when it does not have the shape of one."""
    return _decoder.decode(content)


def paper_unpacked(content: bytes) -> Paper:
    """The document in an answer. Raises msgspec.DecodeError likewise."""
    return _of_papers.decode(content)
