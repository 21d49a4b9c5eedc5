"""What stands on the front page beside threads and documents: blocks that editors have chosen."""

from functools import cache

from sqlalchemy import select

from network.core.db import AnySelect, Source, execute
from network.features.start.models import Block, FrontBlock

_places: AnySelect = select(FrontBlock.block, FrontBlock.place)


def block_places(source: Source) -> dict[Block, int | None]:
    """The place of each block, None for one that is not shown."""
    chosen = {row.block: row.place for row in execute(source, _places, {})}
    return {block: chosen.get(block, None if chosen else place) for block, place in _first_places().items()}


@cache
def _first_places() -> dict[Block, int]:
    return {block: place for place, block in enumerate(Block, 1)}


def shown_blocks(source: Source) -> tuple[Block, ...]:
    """The blocks that are shown, in their order."""
    placed = [(place, block) for block, place in block_places(source).items() if place is not None]
    return tuple(block for _place, block in sorted(placed, key=lambda pair: pair[0]))
