"""Mails out of files: mboxes, Maildirs and folders that hold something else."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from hub.intake.ingest import ingest_paths
from hub.intake.tables import RawMail
from tests.cast import World
from tests.mail_shop import (
    a_mail,
    cases,
)  # fmt: skip


def test_mails_out_of_an_mbox_and_a_maildir_come_in_one_by_one(world: World, tmp_path: Path) -> None:
    mails = [a_mail(f"Mail {number}. From now on it is text.") for number in range(3)]
    between = b"From els@sintjans.example Mon Sep 14 09:30:00 2026\n"
    (tmp_path / "post.mbox").write_bytes(b"\n".join(between + mail for mail in mails))
    maildir = tmp_path / "Maildir"
    for folder in ("cur", "new", "tmp", ".Verzonden/cur", ".Verzonden/new"):
        (maildir / folder).mkdir(parents=True)
    (maildir / "dovecot-uidlist").write_text("3 V1")
    (maildir / "new" / "1.M2.host").write_bytes(a_mail("In de Maildir."))
    (maildir / ".Verzonden" / "cur" / "3.M4.host:2,S").write_bytes(a_mail("In een map van de Maildir."))
    came = list(ingest_paths(world.store, [tmp_path / "post.mbox", maildir]))
    assert [line["outcome"] for line in came] == ["referral"] * 5
    assert came[2]["file"].endswith("post.mbox#3")


def test_whoever_names_a_wrong_folder_floods_no_desk_and_reads_what_was_left(world: World, tmp_path: Path) -> None:
    (tmp_path / "foto.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (tmp_path / "script.py").write_text("print('geen e-mail')\n")
    (tmp_path / "gegevens").write_bytes(b"SQLite format 3\0\0\0")
    (tmp_path / "kort.txt").write_text("Noor komt niet meer.\n")
    (tmp_path / "bericht.bak").write_bytes(a_mail("Noor komt niet meer."))
    came = {Path(line["file"]).name: line["outcome"] for line in ingest_paths(world.store, [tmp_path])}
    assert came == {
        "bericht.bak": "referral", "kort.txt": "to_place",
        "foto.png": "no_mail", "script.py": "no_mail", "gegevens": "no_mail",
    }  # fmt: skip
    with world.desk() as work:
        assert work.session.execute(sa.select(sa.func.count(col(RawMail.id)))).scalar_one() == 2
    assert [line["outcome"] for line in ingest_paths(world.store, [tmp_path / "script.py"])] == ["to_place"]


def test_a_path_that_is_not_there_is_said_before_anything_is_taken(world: World, tmp_path: Path) -> None:
    (tmp_path / "een.eml").write_bytes(a_mail())
    with pytest.raises(FileNotFoundError):
        list(ingest_paths(world.store, [tmp_path / "een.eml", tmp_path / "twee.eml"]))
    assert cases(world) == []
