"""A password is long and nothing that others try first; beyond that, members choose as they like."""

import time
import unicodedata
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
ACCENTED = "åre, ærø og søm"


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def refusal(password: str, personal: tuple[str, ...] = PERSONAL) -> Invalid:
    with pytest.raises(Invalid) as caught:
        checked(password, "new_password", *personal)
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
        "mit hus i lolland har blå døre",
        "Lolland Kommune har 7 havne",
        "lolland 829401736582",
        "password til havnens port",
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
    "password",
    [
        *("password 1234", "Pass-word 1234", "password 123", "2026 velkommen", "Efterår, 2026", "efteraar 2026"),
        *("København 2026", "koebenhavn 123", "p.a.s.s.w.o.r.d.1", "PÅ FORKANT 123", decomposed("på forkant 123")),
    ],
)
def test_a_common_password_is_known_by_its_letters_and_digits(password: str) -> None:
    assert "first that others would try" in refusal(password).message


@pytest.mark.parametrize(
    "password",
    [
        *("aaaaaaaaaaaaaaaa", "abababababab", "abcdefghijklmn", "nmlkjihgfedcba", "Qwertyuiopåas"),
        *("123456789012", "012345678901", "890123456789", "210987654321", "098765432109", "1234567890" * 4),
        *("1234 5678 9012", "1-2-3-4-5-6-7", "vwxyzæøåabcd", "åøæzyxwvutsr", "asdf ghjk læøz"),
    ],
)
def test_a_password_of_little_variety_is_refused(password: str) -> None:
    assert "first that others would try" in refusal(password).message


@pytest.mark.parametrize(
    "password",
    [
        *("lolland-2026", "LOLLAND-2026", "Lolland 2026", "LollandLolland", "lolland lolland 1", "Lolland !?#%&/()"),
        *("l o l l a n d 1", "l o l l a n d 123456", "lolland-01012026", "Lolland Kommune 1", "kommune 123456"),
        *("mette holm 12", "2026mette.holm", "metteholm1234", "Holm, Mette 24121975", "M.e.t.t.e H.o.l.m"),
        *("Mette i Lolland", "Mette Lolland Kommune 26"),
    ],
)
def test_a_password_built_on_a_name_is_refused(password: str) -> None:
    assert "name" in refusal(password).message


@pytest.mark.parametrize(
    ("name", "password"),
    [
        *(("Ringkøbing-Skjern", typed) for typed in ("ringkøbing skjern", "ringkøbingskjern", "Ringkoebing/Skjern 1")),
        *(("Ringkøbing-Skjern", typed) for typed in ("skjern-ringkøbing", "Ringkøbing 2026", "RINGKØBING   SKJERN")),
        *(("Lyngby-Taarbæk", typed) for typed in ("lyngby tårbæk", "Lyngby Taarbaek", "lyngbytårbæk12")),
        *(("Aabenraa", typed) for typed in ("åbenrå åbenrå", "Åbenrå - 2026", "aabenraa 2026")),
        ("Ærø", "AEROE-kommune"),
        ("Ærø", "ærø kommune 26"),
        ("Søren Åkjær", decomposed("søren åkjær 12")),
        (decomposed("Søren Åkjær"), "soerenaakjaer"),
        ("André Lê", "andre.le.2026"),
    ],
)
def test_a_name_is_known_however_it_is_spelled_and_spaced(name: str, password: str) -> None:
    assert "name" in refusal(password, (name,)).message


def test_a_name_of_signs_alone_or_of_two_letters_refuses_nothing() -> None:
    for name in ("", "--", ".*", "Bo", "Å"):
        assert checked("bo på åen, tit", "password", name) == "bo på åen, tit"


def test_a_password_counts_in_composed_characters() -> None:
    assert checked(decomposed(ACCENTED), "password") == ACCENTED
    assert refusal(decomposed("åååå øæ å é")).values == {"limit": MIN_LENGTH}
    longest = ("åben og lang " * 20)[:MAX_LENGTH]
    assert checked(decomposed(longest), "password") == longest
    assert refusal(decomposed(longest) + "å").values == {"limit": MAX_LENGTH}


def test_composing_the_longest_form_costs_no_more_than_a_moment() -> None:
    begun = time.process_time()
    assert refusal("a" + "\u0301\u0316" * 100_000).values == {"limit": MAX_LENGTH}
    assert time.process_time() - begun < 1


def test_a_hash_is_argon2id_and_never_the_same_twice() -> None:
    one, other = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert one != other
    assert passwords.verify(one, PASSWORD)
    assert not passwords.verify(one, PASSWORD.upper())
    assert not passwords.is_outdated(one)


def test_a_letter_of_two_characters_fits_a_letter_of_one() -> None:
    assert decomposed(ACCENTED) != ACCENTED
    assert passwords.verify(passwords.hashed(ACCENTED), decomposed(ACCENTED))
    assert passwords.verify(passwords.hashed(decomposed(ACCENTED)), ACCENTED)
    longest = "å" * MAX_LENGTH
    assert passwords.verify(passwords.hashed(longest), decomposed(longest))


def test_a_hash_made_before_passwords_were_composed_still_fits() -> None:
    assert passwords.verify(PasswordHasher().hash(ACCENTED), ACCENTED)
    assert passwords.verify(PasswordHasher().hash(ACCENTED), decomposed(ACCENTED))


def test_a_password_set_on_one_machine_fits_as_another_writes_it(world: World) -> None:
    actor = world.member()
    email = world.email_of(actor)
    new = "tolv grønne flasker på åen"
    client = world.client(actor)
    answer = client.submit("/konto/adgangskode", current_password=decomposed(PASSWORD), new_password=decomposed(new))
    assert answer.status_code == 303
    for typed in (new, decomposed(new)):
        assert world.client().submit("/log-ind", email=email, password=typed).status_code == 303
    assert client.submit("/konto/adresse", email="ny@lolland.example", current_password=new).status_code == 303

    world.client().submit("/adgangskode/glemt", email=email)
    world.work()
    assert world.client().submit(world.link_in_mail(email), password=decomposed(ACCENTED)).status_code == 303
    assert world.client().submit("/log-ind", email=email, password=ACCENTED).status_code == 303


@pytest.mark.parametrize(
    "stored", [None, "", "!", PASSWORD, "$argon2id$v=19$m=65536,t=3,p=4$x$y", "$2b$12$" + "a" * 53]
)
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
