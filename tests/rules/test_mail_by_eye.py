"""What becomes of other people's mails, as somebody read them: outcome, subject, sender, words and files."""

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hub.intake.mail.reading import read_mail
from hub.intake.mail.shapes import Attachment
from hub.intake.outcome import Known, decide

HERE = Path(__file__).parents[1]
BY_EYE: dict[str, dict[str, Any]] = tomllib.loads((HERE / "read_by_eye.toml").read_text("utf-8"))


def test_enough_of_them_were_read() -> None:
    assert len(BY_EYE) >= 150
    assert sum(bool(told["files"]) for told in BY_EYE.values()) > 60


@pytest.mark.parametrize("name", BY_EYE)
def test_a_mail_is_what_a_careful_person_makes_of_it(name: str) -> None:
    told = BY_EYE[name]
    mail = read_mail((HERE / "mails" / name).read_bytes())
    assert (mail.subject, mail.from_address) == (told["subject"], told["sender"])
    begins, ends = told["own"][0], told["own"][-1]
    assert mail.own_text.startswith(begins)
    assert mail.own_text.rstrip().endswith(ends)
    if len(told["own"]) == 1:
        assert mail.own_text.strip() == begins
    assert decide(mail, Known()).outcome == told["outcome"]
    files = told["files"]
    assert {one.name: digest(one) for one in mail.attachments if one.name in files} == {
        given: content for given, content in files.items() if not given.startswith("#")
    }
    unnamed = [digest(one) for one in mail.attachments if one.name not in files]
    assert unnamed == [content for given, content in files.items() if given.startswith("#")]


def digest(file: Attachment) -> str:
    return sha256(file.content).hexdigest()[:16]
