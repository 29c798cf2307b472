"""What the environment says is read once, and whoever says it wrong reads one sentence that helps."""

from pathlib import Path

import pytest

from hub.embedded.state import LastStart, remember_start
from hub.settings import SettingsError, as_environment, libpq_url, read_settings

SECRET = "0123456789abcdef0123456789abcdef"
REAL = {
    "HUB_DATABASE_URL": "postgresql://hub:geheim@db.example/hub",
    "HUB_REDIS_URL": "rediss://:geheim@redis.example:6379/0",
    "HUB_IMAP_URL": "imaps://meldpunt:geheim@mail.example imap+starttls://buurt:geheim@mail.example/Postvak",
    "HUB_SMTP_URL": "smtp+starttls://meldpunt:geheim@mail.example",
    "HUB_SECRET_KEY": f"{SECRET} {SECRET[::-1]}",
    "HUB_PUBLIC_URL": "https://meldpunt.example/",
    "HUB_MAIL_FROM": "Centraal Meldpunt <meldpunt@meldpunt.example>",
}


@pytest.fixture
def real(tmp_path: Path) -> dict[str, str]:
    return {**REAL, "HUB_STATE": str(tmp_path / "state")}


def complaint(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        read_settings(environ)
    return str(caught.value)


def test_a_real_installation_is_told_by_the_environment_alone(real: dict[str, str], tmp_path: Path) -> None:
    settings = read_settings({**real, "HUB_TRUSTED_PROXIES": "10.0.0.1, 10.1.0.0/16", "HUB_PORT": "8123"})
    assert settings.database_url == "postgresql+psycopg://hub:geheim@db.example/hub"
    assert settings.imap_urls == tuple(REAL["HUB_IMAP_URL"].split())
    assert settings.secret_keys == (SECRET, SECRET[::-1])
    assert settings.public_url == "https://meldpunt.example"
    assert settings.trusted_proxies == ("10.0.0.1", "10.1.0.0/16")
    assert settings.authserv_ids == ()
    believed = read_settings({**real, "HUB_AUTHSERV_ID": "MX1.mail.example, microsoft365"})
    assert believed.authserv_ids == ("mx1.mail.example", "microsoft365")
    assert settings.clamd_url == ""
    beside = read_settings({**real, "HUB_CLAMD_URL": "unix:/run/clamav/clamd.ctl"})
    assert read_settings(as_environment(beside)).clamd_url == "unix:/run/clamav/clamd.ctl"
    assert settings.metrics_token == ""
    measured = read_settings({**real, "HUB_METRICS_TOKEN": "m" * 24})
    assert read_settings(as_environment(measured)).metrics_token == "m" * 24
    assert "HUB_METRICS_TOKEN" in complaint({**real, "HUB_METRICS_TOKEN": "te kort"})
    assert (settings.port, settings.demo, settings.embedded) == (8123, False, False)
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_database_may_be_spelled_as_people_spell_it(real: dict[str, str], scheme: str) -> None:
    settings = read_settings({**real, "HUB_DATABASE_URL": f"{scheme}://hub:p%40ss@db.example:5433/hub?sslmode=require"})
    assert settings.database_url == "postgresql+psycopg://hub:p%40ss@db.example:5433/hub?sslmode=require"
    assert libpq_url(settings.database_url) == "postgresql://hub:p%40ss@db.example:5433/hub?sslmode=require"


@pytest.mark.parametrize("name", sorted(set(REAL) - {"HUB_DATABASE_URL"}))
def test_whoever_forgets_a_variable_reads_its_name_and_an_example(real: dict[str, str], name: str) -> None:
    sentence = complaint({**real, name: " "})
    assert sentence.startswith(f"{name} is missing: set it to ")


@pytest.mark.parametrize("name", ["HUB_REDIS_URL", "HUB_SECRET_KEY", "HUB_IMAP_URL", "HUB_SMTP_URL"])
def test_forgetting_the_database_of_a_real_installation_does_not_start_a_demo(
    real: dict[str, str], tmp_path: Path, name: str
) -> None:
    sentence = complaint({"HUB_STATE": real["HUB_STATE"], name: REAL[name]})
    assert sentence.startswith(f"HUB_DATABASE_URL is missing while {name} is set")
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_DATABASE_URL", "mysql://hub:geheim@db.example/hub"),
        ("HUB_DATABASE_URL", "postgresql://hub:geheim@db.example"),
        ("HUB_DATABASE_URL", "postgresql://hub:heel@geheim@db.example/hub"),
        ("HUB_DATABASE_URL", "postgresql://hub:geheim@db.example:port/hub"),
        ("HUB_DATABASE_URL", "hub"),
        ("HUB_REDIS_URL", "http://:geheim@redis.example"),
        ("HUB_REDIS_URL", "redis://"),
        ("HUB_REDIS_URL", "redis://[::1"),
        ("HUB_IMAP_URL", "pop3://meldpunt:geheim@mail.example"),
        ("HUB_AUTHSERV_ID", "mx.mail.example; dmarc=pass"),
        ("HUB_IMAP_URL", "imaps://mail.example"),
        ("HUB_IMAP_URL", "imaps://meldpunt:geheim@mail.example imap://buurt:geheim@mail.example"),
        ("HUB_SMTP_URL", "smtp://meldpunt:geheim@mail.example"),
        ("HUB_SMTP_URL", "mail.example"),
        ("HUB_SECRET_KEY", "geheim"),
        ("HUB_SECRET_KEY", f"{SECRET} geheim"),
        ("HUB_PUBLIC_URL", "meldpunt.example"),
        ("HUB_PUBLIC_URL", "ftp://meldpunt.example"),
        ("HUB_PUBLIC_URL", "https://meldpunt.example/hub"),
        ("HUB_MAIL_FROM", "Centraal Meldpunt"),
        ("HUB_MAIL_FROM", "Centraal Meldpunt <meldpunt>"),
        ("HUB_PORT", "tachtig"),
        ("HUB_PORT", "70000"),
        ("HUB_DEMO", "ja"),
    ],
)
def test_whoever_says_it_wrong_reads_which_variable_and_never_a_secret(
    real: dict[str, str], name: str, value: str
) -> None:
    sentence = complaint({**real, name: value})
    assert name in sentence
    assert "geheim" not in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_real_database_gets_no_demo(real: dict[str, str]) -> None:
    assert "HUB_DEMO is 1 while HUB_DATABASE_URL is set" in complaint({**real, "HUB_DEMO": "1"})


def test_nobody_reads_a_secret_in_a_printed_setting(real: dict[str, str]) -> None:
    printed = repr(read_settings(real))
    assert "geheim" not in printed
    assert SECRET not in printed
    assert "https://meldpunt.example" in printed


def test_nobody_moves_the_clock_of_a_hub_with_real_people(real: dict[str, str], tmp_path: Path) -> None:
    moved = {"HUB_TRIAL_CLOCK": str(tmp_path / "clock")}
    assert "HUB_TRIAL_CLOCK is set" in complaint({**real, **moved})
    own = {"HUB_STATE": str(tmp_path / "own"), **moved}
    assert "HUB_TRIAL_CLOCK is set" in complaint({**own, "HUB_DEMO": "0"})
    assert read_settings({**own, "HUB_DEMO": "1"}).demo


def test_a_newcomer_says_nothing_and_gets_a_demo_of_its_own(tmp_path: Path) -> None:
    settings = read_settings({"HUB_STATE": str(tmp_path / "state")})
    assert (settings.demo, settings.embedded, settings.port) == (True, True, 8000)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings == read_settings({"HUB_STATE": str(tmp_path / "state")})
    others = read_settings({"HUB_STATE": str(tmp_path / "other")})
    assert others.secret_keys != settings.secret_keys
    assert len(others.secret_keys[0]) >= 32


def test_only_its_owner_can_read_the_secret_of_an_embedded_hub(tmp_path: Path) -> None:
    read_settings({"HUB_STATE": str(tmp_path / "state")})
    files = list((tmp_path / "state").iterdir())
    assert files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


@pytest.mark.parametrize("demo", ["0", "1"])
def test_a_child_reads_the_very_same_settings(tmp_path: Path, demo: str) -> None:
    settings = read_settings({"HUB_STATE": str(tmp_path / "state"), "HUB_DEMO": demo})
    assert read_settings(as_environment(settings)) == settings
    assert settings.demo == (demo == "1")


def test_a_child_of_a_real_hub_reads_the_very_same_settings(real: dict[str, str]) -> None:
    settings = read_settings(real)
    assert read_settings(as_environment(settings)) == settings


def test_an_empty_embedded_hub_may_send_real_letters(tmp_path: Path) -> None:
    environ = {"HUB_STATE": str(tmp_path / "state"), "HUB_DEMO": "0", "HUB_SMTP_URL": REAL["HUB_SMTP_URL"]}
    settings = read_settings(environ)
    assert settings.smtp_url == REAL["HUB_SMTP_URL"]
    assert settings.imap_urls == ()


def test_a_hub_that_is_no_demonstration_never_becomes_one(tmp_path: Path) -> None:
    environ = {"HUB_STATE": str(tmp_path / "state")}
    assert read_settings({**environ, "HUB_DEMO": "0"}).demo is False
    remember_start(tmp_path / "state", LastStart(demo=False, port=8000))
    assert read_settings(environ).demo is False, "who forgets to say so gets no demonstration"
    with pytest.raises(SettingsError, match="HUB_DEMO"):
        read_settings({**environ, "HUB_DEMO": "1"})


def test_a_command_that_is_told_no_port_writes_links_to_where_the_hub_runs(tmp_path: Path) -> None:
    environ = {"HUB_STATE": str(tmp_path / "state")}
    assert read_settings(environ).public_url.endswith(":8000")
    for port in (8200, 8201):
        remember_start(tmp_path / "state", LastStart(demo=True, port=port))
    assert read_settings(environ).public_url == "http://127.0.0.1:8201"
    assert read_settings({**environ, "HUB_PORT": "8300"}).public_url == "http://127.0.0.1:8300"
