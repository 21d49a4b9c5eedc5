"""What reading one document may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    memory: int = 512 << 20  # bytes of address space
    cpu: int = 20  # seconds
    wall: float = 30  # seconds, start-up included
    characters: int = 2_000_000  # of text
    pages: int = 2_000

    @property
    def answer(self) -> int:
        """The most bytes an honest answer takes: four a character, and the frame of each page."""
        return 4 * self.characters + 64 * self.pages + 65_536


# For a title and a language, while somebody waits
GLANCE = Limits(cpu=3, wall=5, characters=20_000, pages=3)

DRAWING = Limits(cpu=5, wall=10)
