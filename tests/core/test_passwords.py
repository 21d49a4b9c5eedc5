"""A password is long and nothing that others try first; beyond that, members choose as they like."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from network.core.errors import Invalid
from network.features.accounts import passwords
from network.features.accounts.models import Account
from network.features.accounts.passwords import MAX_LENGTH, MIN_LENGTH, checked
from tests.world import PASSWORD, World

COMMON = Path(passwords.__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
PERSONAL = ("Lolland", "Mette Holm", "mette.holm")


def refusal(password: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        checked(password, "new_password", *PERSONAL)
    assert caught.value.field == "new_password"
    return caught.value


@pytest.mark.parametrize(
    "password",
    [
        "tolv tegn er",
        "hest kat ko gris",
        "HEST KAT KO GRIS",
        "829401736582",
        "!#%/()=?*_:;",
        "æøå ÆØÅ é ü 漢字 🌾",
        "  mellemrum  om  ",
        "Lolland har mange tomme huse",
        "jeg hedder Mette Holm og bor her",
        ("lang " * 13)[:64],
        ("længere " * 30)[:MAX_LENGTH],
    ],
)
def test_a_long_password_of_any_kind_is_taken_as_it_was_typed(password: str) -> None:
    assert checked(password, "new_password", *PERSONAL) == password


def test_a_password_has_twelve_characters_at_least_and_two_hundred_at_most() -> None:
    assert (MIN_LENGTH, MAX_LENGTH) == (12, 200)
    assert refusal("elleve tegn").values == {"limit": 12}
    assert refusal(("for lang " * 30)[:201]).values == {"limit": 200}


def test_no_common_password_is_taken_in_any_case() -> None:
    assert len(COMMON) > 100
    for password in COMMON:
        for typed in (password, password.upper(), password.title()):
            with pytest.raises(Invalid):
                checked(typed, "password")


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaaaaaa", "abababababab", "abcdefghijklmn", "nmlkjihgfedcba", "Qwertyuiopåas"]
)
def test_a_password_of_little_variety_is_refused(password: str) -> None:
    assert "first that others would try" in refusal(password).message


@pytest.mark.parametrize(
    "password",
    [
        "lolland-2026",
        "LOLLAND-2026",
        "Lolland 2026",
        "LollandLolland",
        "lolland lolland 1",
        "mette holm 12",
        "2026mette.holm",
    ],
)
def test_a_password_built_on_a_name_is_refused(password: str) -> None:
    assert "name" in refusal(password).message


def test_a_hash_is_argon2id_and_never_the_same_twice() -> None:
    one, other = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert passwords.verify(one, PASSWORD)
    assert not passwords.verify(one, PASSWORD.upper())
    assert not passwords.is_outdated(one)


@pytest.mark.parametrize("stored", [None, "!", PASSWORD, "$argon2id$v=19$m=65536,t=3,p=4$x$y", "$2b$12$" + "a" * 53])
def test_what_is_no_hash_fits_no_password(stored: str | None) -> None:
    assert not passwords.verify(stored, PASSWORD)
    assert not passwords.verify(stored, "nobody has this password")


def test_signing_in_renews_a_hash_of_an_older_make(world: World) -> None:
    actor = world.member()
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with world.writing() as session:
        session.execute(update(Account).where(Account.id == actor.id).values(password_hash=old))
    email = world.email_of(actor)
    assert world.client().submit("/log-ind", email=email, password=PASSWORD).status_code == 303
    renewed = world.read(select(Account.password_hash).where(Account.id == actor.id))[0]
    assert passwords.is_outdated(old)
    assert not passwords.is_outdated(renewed)
    assert passwords.verify(renewed, PASSWORD)
    assert world.client().submit("/log-ind", email=email, password=PASSWORD).status_code == 303
