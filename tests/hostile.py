"""Texts and files made to keep somebody busy: tests read them to their end, the bench says what it costs."""

from hub import packed

QUOTES = ["On a wrote ", "Op 3 schreef ", "> ", "\n", "From: a ", "- ", "_", " ", "x\n\n-- \n"]
LABELS = ["naam: school: ", "naam ", "a: b\t", "0470 12 34 56 / ", "3 maart ", "Naam leerling (", ".\n"]
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def labels(piece: str, size: int) -> str:
    return f"Adres: {piece * size}\n{piece * 10}\n" * 3


def digits(size: int) -> str:
    """Digits, tags and invisible characters that never become a number."""
    return "1" + "<b>" * size + "\u200b" * 3 * size + "1 " * 3 * size + "<" * size + "&#4" * size


def heavy_files(size: int) -> list[bytes]:
    """Each so many bytes long: tables without end, and beginnings of pages in pictures."""
    made = (
        (packed.PART, packed.IN_TABLE), (_PNG, b"<html"), (_JPEG, b"<!doctype "), (packed.PART, packed.END),
        (_JPEG + b"<!doctype", b" "), (_PDF, packed.END),
    )  # fmt: skip
    return [(begins + piece * (size // len(piece) + 1))[:size] for begins, piece in made]
