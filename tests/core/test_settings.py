"""A wrong setting is one sentence and exit status 2, before anything is touched."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from network.cli import main
from network.settings import SettingsError, from_env

ROOT = Path(__file__).resolve().parents[2]
SECRET = "4f8e1c0b9a7d6e5f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d"
PRODUCTION = {"NETWORK_SECRET": SECRET, "NETWORK_BASE_URL": "https://netvaerk.example.dk"}
DEVELOPMENT = {"NETWORK_MODE": "development"}
KEY = "vaelg-aldrig-noget-saa-nemt"
IN_A_BUCKET = PRODUCTION | {
    "NETWORK_FILES": "s3",
    "NETWORK_S3_BUCKET": "forkant",
    "NETWORK_S3_ENDPOINT": "https://s3.example.dk",
    "NETWORK_S3_ACCESS_KEY": "AKIAFORKANT",
    "NETWORK_S3_SECRET_KEY": KEY,
}

WRONG = [
    ({"NETWORK_MODE": "test"}, "NETWORK_MODE is 'test'"),
    (DEVELOPMENT | {"NETWORK_HOST": "0.0.0.0"}, "serves this machine only"),  # noqa: S104
    (DEVELOPMENT | {"NETWORK_HOST": "::"}, "serves this machine only"),
    (DEVELOPMENT | {"NETWORK_HOST": "192.168.1.20"}, "serves this machine only"),
    (DEVELOPMENT | {"NETWORK_HOST": "netvaerk.example.dk"}, "serves this machine only"),
    (PRODUCTION | {"NETWORK_HOST": "to ord"}, "NETWORK_HOST"),
    (PRODUCTION | {"NETWORK_SECRET": ""}, "NETWORK_SECRET is missing"),
    (PRODUCTION | {"NETWORK_SECRET": "changeme"}, "anybody could guess"),
    (PRODUCTION | {"NETWORK_SECRET": "Secret"}, "anybody could guess"),
    (PRODUCTION | {"NETWORK_SECRET": SECRET[:31]}, "too short"),
    (PRODUCTION | {"NETWORK_SECRET": "a" * 64}, "too plain"),
    (DEVELOPMENT | {"NETWORK_SECRET": "kort"}, "too short"),
    ({"NETWORK_SECRET": SECRET}, "NETWORK_BASE_URL is missing"),
    (PRODUCTION | {"NETWORK_BASE_URL": "netvaerk.example.dk"}, "NETWORK_BASE_URL"),
    (PRODUCTION | {"NETWORK_BASE_URL": "ftp://netvaerk.example.dk"}, "NETWORK_BASE_URL"),
    (PRODUCTION | {"NETWORK_BASE_URL": "https://[::1"}, "NETWORK_BASE_URL"),
    (PRODUCTION | {"NETWORK_BASE_URL": "https://netvaerk.example.dk:http"}, "NETWORK_BASE_URL"),
    (PRODUCTION | {"NETWORK_DATABASE_URL": "mysql://root@localhost/network"}, "begins with mysql"),
    (PRODUCTION | {"NETWORK_DATABASE_URL": "postgresql://localhost:port/network"}, "NETWORK_DATABASE_URL"),
    (PRODUCTION | {"NETWORK_SEARCH": "elastic"}, "whoosh or postgres"),
    (PRODUCTION | {"NETWORK_SEARCH": "postgres"}, "NETWORK_DATABASE_URL is SQLite"),
    (PRODUCTION | {"NETWORK_MAIL": "mail.example.dk"}, "NETWORK_MAIL"),
    (PRODUCTION | {"NETWORK_MAIL": "smtp://"}, "NETWORK_MAIL"),
    (PRODUCTION | {"NETWORK_MAIL": "smtp://mail.example.dk:smtp"}, "NETWORK_MAIL"),
    (PRODUCTION | {"NETWORK_MAIL": "smtp://mail.example.dk:99999"}, "NETWORK_MAIL"),
    (PRODUCTION | {"NETWORK_MAIL_FROM": "sekretariatet"}, "NETWORK_MAIL_FROM"),
    (PRODUCTION | {"NETWORK_MAIL_FROM": "a@b.dk\nBcc: c@d.dk"}, "NETWORK_MAIL_FROM"),
    (PRODUCTION | {"NETWORK_DATA": __file__}, "not a folder"),
    (PRODUCTION | {"PORT": "http"}, "PORT is 'http'; it must be a whole number from 1 to 65535"),
    (PRODUCTION | {"PORT": "0"}, "PORT"),
    (PRODUCTION | {"PORT": "65536"}, "PORT"),
    (PRODUCTION | {"PORT": "٨٠"}, "PORT"),
    (PRODUCTION | {"NETWORK_PROXIES": "-1"}, "NETWORK_PROXIES"),
    (PRODUCTION | {"NETWORK_PROCESSES": "0"}, "NETWORK_PROCESSES"),
    (PRODUCTION | {"NETWORK_THREADS": "1.5"}, "NETWORK_THREADS"),
    (PRODUCTION | {"NETWORK_CLAMD": "127.0.0.1"}, "NETWORK_CLAMD"),
    (PRODUCTION | {"NETWORK_CLAMD": "127.0.0.1:99999"}, "NETWORK_CLAMD"),
    (PRODUCTION | {"NETWORK_QUOTA_GB": "0"}, "NETWORK_QUOTA_GB"),
    (PRODUCTION | {"NETWORK_OCR": "yes"}, "NETWORK_OCR is 'yes'; it must be auto or on or off."),
    (PRODUCTION | {"NETWORK_UPLOAD_MB": "100 MB"}, "NETWORK_UPLOAD_MB"),
    (PRODUCTION | {"NETWORK_UPLOAD_MB": "9" * 5000}, "NETWORK_UPLOAD_MB"),
    (IN_A_BUCKET | {"NETWORK_FILES": "bucket"}, "NETWORK_FILES is 'bucket'; it must be folder or s3"),
    (IN_A_BUCKET | {"NETWORK_S3_BUCKET": ""}, "NETWORK_S3_BUCKET is missing"),
    (IN_A_BUCKET | {"NETWORK_S3_BUCKET": "Min spand"}, "NETWORK_S3_BUCKET is 'Min spand'"),
    (IN_A_BUCKET | {"NETWORK_S3_PREFIX": "../andre"}, "NETWORK_S3_PREFIX"),
    (IN_A_BUCKET | {"NETWORK_S3_PREFIX": "/filer"}, "NETWORK_S3_PREFIX"),
    (IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": ""}, "NETWORK_S3_ENDPOINT is missing"),
    (IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": "s3.example.dk"}, "NETWORK_S3_ENDPOINT must look like"),
    (IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": "https://s3.example.dk/forkant"}, "NETWORK_S3_ENDPOINT must look like"),
    (IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": f"https://me:{KEY}@s3.example.dk"}, "NETWORK_S3_ENDPOINT must look like"),
    (IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": "https://s3.example.dk:x"}, "NETWORK_S3_ENDPOINT"),
    (IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": "https://netvaerk.example.dk"}, "where the network itself is"),
    (IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": "http://s3.example.dk"}, "begins with http"),
    (IN_A_BUCKET | {"NETWORK_S3_REGION": "Nord Europa"}, "NETWORK_S3_REGION"),
    (IN_A_BUCKET | {"NETWORK_S3_ACCESS_KEY": ""}, "NETWORK_S3_ACCESS_KEY is missing"),
    (IN_A_BUCKET | {"NETWORK_S3_SECRET_KEY": ""}, "NETWORK_S3_SECRET_KEY is missing"),
    (IN_A_BUCKET | {"NETWORK_S3_SECRET_KEY": KEY + "\n"}, "NETWORK_S3_SECRET_KEY holds characters"),
    (IN_A_BUCKET | {"NETWORK_S3_DOWNLOADS": "proxy"}, "it must be links or application"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "words"), WRONG, ids=[f"{number}" for number in range(len(WRONG))])
def test_a_wrong_value_is_one_sentence_and_nothing_is_made(
    given: dict[str, str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in [name for name in os.environ if name.startswith("NETWORK_") or name == "PORT"]:
        monkeypatch.delenv(name)
    folder = tmp_path / "instance"
    for name, value in ({"NETWORK_DATA": str(folder)} | given).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["network", "doctor"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("network: ")
    assert words in said.err
    assert said.err.count("\n") == 1
    assert said.err.endswith((".\n", "openssl rand -hex 32\n", "example.dk>\n", "…\n")) or "postgres" in said.err
    assert SECRET[:31] not in said.err
    assert KEY not in said.err
    assert not folder.exists()


@pytest.mark.parametrize("command", ["start", "worker"])
def test_the_real_command_refuses_with_a_sentence_too(command: str, tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("NETWORK_")}
    done = subprocess.run(
        [sys.executable, "-m", "network", command],
        cwd=ROOT, env=environ | PRODUCTION | {"NETWORK_SECRET": "dev", "NETWORK_DATA": str(tmp_path / "data")},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "network: NETWORK_SECRET is a word anybody could guess; make one with: openssl rand -hex 32\n"
    assert not (tmp_path / "data").exists()


def test_what_is_not_given_has_sound_values(tmp_path: Path) -> None:
    settings = from_env(PRODUCTION | {"NETWORK_DATA": str(tmp_path)})
    assert not settings.development
    assert settings.secure_cookies
    assert settings.host == "127.0.0.1"
    assert settings.port == 8000
    assert settings.database_url == f"sqlite:///{tmp_path}/network.sqlite3"
    assert settings.upload_limit == 100_000_000
    assert settings.quota == 20_000_000_000
    assert settings.clamd == ""


def test_a_bucket_is_named_by_its_service_and_its_keys_are_never_shown() -> None:
    settings = from_env(IN_A_BUCKET | {"NETWORK_S3_PREFIX": "network/files/"})
    assert settings.files == "s3"
    assert settings.object_storage is not None
    assert settings.object_storage.prefix == "network/files/"
    assert settings.object_storage.region == "us-east-1"
    assert settings.object_storage.secret_key == KEY
    assert KEY not in repr(settings)


def test_amazon_needs_a_region_and_no_address() -> None:
    storage = from_env(IN_A_BUCKET | {"NETWORK_S3_ENDPOINT": "", "NETWORK_S3_REGION": "eu-north-1"}).object_storage
    assert storage is not None
    assert (storage.endpoint, storage.region) == (None, "eu-north-1")


def test_a_bucket_that_only_the_application_reaches_may_be_anywhere() -> None:
    inside = {"NETWORK_S3_ENDPOINT": "http://10.0.0.7:9000", "NETWORK_S3_DOWNLOADS": "application"}
    assert from_env(IN_A_BUCKET | inside).object_storage is not None


def test_a_bucket_may_be_named_while_files_are_still_in_the_folder() -> None:
    settings = from_env(IN_A_BUCKET | {"NETWORK_FILES": ""})
    assert settings.files == "folder"
    assert settings.object_storage is not None


def test_production_may_listen_everywhere_and_believe_its_proxies() -> None:
    settings = from_env(PRODUCTION | {"NETWORK_HOST": "0.0.0.0", "NETWORK_PROXIES": "2"})  # noqa: S104
    assert settings.host == "0.0.0.0"  # noqa: S104
    assert settings.proxies == 2


def test_a_postgresql_address_is_taken_in_each_of_its_spellings() -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        settings = from_env(PRODUCTION | {"NETWORK_DATABASE_URL": f"{scheme}://network@localhost/network"})
        assert settings.database_url == "postgresql+psycopg://network@localhost/network"


def test_the_development_secret_is_made_once_and_is_this_users_alone(tmp_path: Path) -> None:
    given = DEVELOPMENT | {"NETWORK_DATA": str(tmp_path)}
    first, second = from_env(given), from_env(given)
    assert first.secret == second.secret
    assert len(first.secret) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_settings_cannot_be_changed_and_an_error_is_no_crash() -> None:
    settings = from_env(PRODUCTION)
    with pytest.raises(AttributeError):
        settings.port = 1  # type: ignore[misc]
    with pytest.raises(SettingsError):
        from_env({})
