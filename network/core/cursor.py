"""Pages of a list by keyset: the cost of page 75 is that of page 1, and a new row moves nobody's page."""

import base64
from datetime import UTC, datetime, timedelta

PAGE_SIZE = 30

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadCursor(ValueError):
    """What stands in the address is no cursor of ours."""


def encode(moment: datetime, row_id: int) -> str:
    """A cursor that points behind the row with this time and id."""
    raw = f"{(moment - _EPOCH) // timedelta(microseconds=1)}.{row_id}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, int]:
    """Raises BadCursor."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        micros, _, row_id = raw.partition(".")
        if int(row_id).bit_length() > 63:
            raise BadCursor(cursor)
        seconds, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(row_id)
    except (ValueError, OverflowError, OSError) as error:
        raise BadCursor(cursor) from error
