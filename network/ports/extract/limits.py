"""What reading one document may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    memory: int = 512 << 20  # bytes of address space
    cpu: int = 15  # seconds
    wall: float = 18  # seconds, start-up included: however busy the machine is, a document has its answer in 20
    characters: int = 2_000_000  # of text
    pages: int = 2_000
    pixels: int = 0  # of a page that is drawn to be read, a byte each

    @property
    def answer(self) -> int:
        """The most bytes an honest answer takes: four a character, the frame of each page, pixels as base64."""
        return 4 * self.characters + 64 * self.pages + self.pixels * 4 // 3 + 65_536


# For a title and a language, while somebody waits
GLANCE = Limits(cpu=3, wall=5, characters=20_000, pages=3)

DRAWING = Limits(cpu=5, wall=10)

# A page as a picture whose text is then recognised: an A4 page at 300 dots an inch has nine million
SCANNING = Limits(cpu=10, wall=12, pixels=10_000_000)
SECONDS_A_PAGE = 20  # drawing and recognising
