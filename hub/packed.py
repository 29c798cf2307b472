"""What a ZIP says of itself (office documents are ZIPs): its parts and their sizes. Nothing in it is unpacked."""

import io
import struct
import zipfile
from dataclasses import dataclass

from hub.wording import N_

# An office document of hundreds of pages has some thousand parts; spreadsheets unpack to ten to forty times their size.
MOST_PARTS = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES, SMALL = 100, 20 * 1024 * 1024
# What tools leave between parts: sizes that were known afterwards only.
LONGEST_GAP = LONGEST_TAIL = 1024
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # all that office documents may use
PARCELS = frozenset({"zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "tar", "cab", "jar", "iso", "arj", "lzh", "zst"})
PART, IN_TABLE, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_SIZE, FARTHEST_END = 22, 22 + 65_535

BOMB = N_("“%(name)s” wordt veel te groot als je het uitpakt. Bewaar het in een andere vorm en kies die.")
PARCEL = N_("In “%(name)s” zit een ingepakt bestand, zoals een .zip. Haal het eruit en kies wat erin zit apart.")
UNSOUND = N_(
    "“%(name)s” is beschadigd: wat het over zichzelf zegt, klopt niet. Open het, bewaar het opnieuw en kies dat."
)


@dataclass(frozen=True)
class Contents:
    """The names of the parts of a sound ZIP, or in `trouble` the sentence (marked, about %(name)s) that refuses it."""

    names: frozenset[str] = frozenset()
    trouble: str = ""


def table_of_contents(content: bytes) -> Contents:
    """What is in this ZIP by its own table. Time and memory are bounded by the number of parts, whatever it says."""
    # A table with a million lines is itself a bomb: its lines are counted before they are read.
    if content.count(IN_TABLE) > MOST_PARTS:
        return Contents(trouble=BOMB)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except Exception:  # a broken or hostile file fails in as many ways as there are
        return Contents(trouble=UNSOUND)
    return Contents(frozenset(part.filename for part in parts), _trouble(parts, content))


def stored_part(content: bytes, name: str, at_most: int) -> bytes:
    """The first bytes of a part that is stored as it is, b"" when it is not there or packed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(name).compress_type != zipfile.ZIP_STORED:
                return b""
            with archive.open(name) as file:
                return file.read(at_most)
    except Exception:  # as above
        return b""


def ends_as_zip(content: bytes) -> bool:
    """Whether an unpacker would take this for a ZIP: these look for its table from the end on, whatever comes first."""
    at = content.rfind(END, max(0, len(content) - FARTHEST_END))
    if at < 0 or at + END_SIZE > len(content):
        return False
    lines, size, begin = struct.unpack_from("<HII", content, at + 10)
    return bool(lines) and (0xFFFFFFFF in (size, begin) or IN_TABLE in content[max(0, at - size) :][:4])


def _trouble(parts: list[zipfile.ZipInfo], content: bytes) -> str:
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > max(SMALL, MOST_TIMES * sum(part.compress_size for part in parts)):
        return BOMB
    if any(_ending(part.filename) in PARCELS for part in parts):
        return PARCEL
    sound = all(_says_the_same(part, content) for part in parts) and _one_after_another(parts, content)
    return "" if sound else UNSOUND


def _one_after_another(parts: list[zipfile.ZipInfo], content: bytes) -> bool:
    """Whether the parts fill the file from its first byte up to their table: none shares the bytes of another (which
    makes a small file endless), and nothing is hidden between them."""
    end = 0
    for part in sorted(parts, key=lambda one: one.header_offset):
        at = part.header_offset
        if not 0 <= at - end <= (LONGEST_GAP if end else 0):
            return False
        name, extra = struct.unpack_from("<HH", content, at + 26)
        end = at + 30 + name + extra + part.compress_size
    return 0 <= content.find(IN_TABLE, end) - end <= LONGEST_GAP


def _says_the_same(part: zipfile.ZipInfo, content: bytes) -> bool:
    """Whether a part is where the table says, packed in a usual way, and tells the same sizes where it tells any."""
    at = part.header_offset
    if part.compress_type not in METHODS or at < 0 or content[at : at + 4] != PART or at + 30 > len(content):
        return False
    flags, method = struct.unpack_from("<HH", content, at + 6)
    packed, unpacked = struct.unpack_from("<II", content, at + 18)
    said_later = bool(flags & 8) or 0xFFFFFFFF in (packed, unpacked)
    return method == part.compress_type and (said_later or (packed, unpacked) == (part.compress_size, part.file_size))


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
