"""What is taken for a civil registration number, and what is not. The numbers are made up."""

import time

import pytest

from network.core.cpr import holds_cpr


@pytest.mark.parametrize(
    "text",
    [
        "010150-1234",
        "Borgeren (010150-1234) har søgt.",
        "CPR: 0101501234.",
        "cpr-nr. 0101501234",
        "Hun hedder Karen, 311299-4321, og bor i Dannemare",
        "**010150-1234**",
        "| Karen | 010150-1234 |",
        "_010150-1234_",
        "010150 - 1234",
        "010150–1234",
        "010150\u20111234",
        "290200-4321",  # 2000 was a leap year
        "sagsnr. 010150-1234",  # with a dash it is one whatever stands before
        "født 010150-1234, død 2020",
        "0101501234, 0101501235",
        "\n0101501234\n",
    ],
)
def test_these_are_found(text: str) -> None:
    assert holds_cpr(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ring på 54 67 12 34 eller 54671234",
        "+45 54671234",
        "tlf. 0101501234",
        "320150-1234",
        "011350-1234",
        "000150-1234",
        "290201-4321",  # 2001 was none
        "ISBN 0101501234",
        "ISBN-10: 0101501234",
        "ISBN 978-87-7023-123-4",
        "CVR-nr. 0101501234",
        "Sagsnr. 0101501234",
        "Journalnr.: 0101501234",
        "J.nr. 0101501234",
        "27.12.16-P19-1-20",
        "Sag 2023-010150-1234",
        "010150-1234-56",
        "010150-12345",
        "1010150-1234",
        "a010150-1234",
        "010150-1234a",
        "0101501234 kr.",
        "0101501234 kroner",
        "0101501234,-",
        "10.101.501.234",
        "1,0101501234",
        "0101501234,50",
        "https://kommune.dk/sag/0101501234",
        "https://kommune.dk/?id=0101501234",
        "010150 1234",
        "01 01 50 12 34",
        "٠١٠١٥٠-١٢٣٤",
        "85.000 kr. pr. hus, 2.140 m²",
        "Matrikel 12a, 4900 Nakskov",
        "2019-2025",
    ],
)
def test_these_are_not(text: str) -> None:
    assert not holds_cpr(text)


@pytest.mark.parametrize("part", ["0101501234 kr. ", "010150", "0" * 50, "sag nr. 0101501234 ", "- ", " \u00a0-"])
def test_looking_costs_little_whatever_the_text(part: str) -> None:
    text = part * (50_000 // len(part))
    begun = time.process_time()
    holds_cpr(text)
    assert time.process_time() - begun < 0.5
