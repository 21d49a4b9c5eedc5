"""Four processes use the forum at once: a few seconds here, a minute with `python -m benchmarks.together`."""

from benchmarks.together import together
from tests.world import World


def test_what_four_processes_ask_reply_mark_thank_draft_merge_and_split_is_counted_exactly(
    world: World,
) -> None:
    done, wrong = together(world.app.config["SETTINGS"].database_url, seconds=4)
    assert wrong == []
    assert done["replies"] > 4
    assert done["thanks"] > 0
