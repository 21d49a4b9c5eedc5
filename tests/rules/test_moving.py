"""Whatever points at a thread or counts in its positions is dealt with when posts move from one to another."""

from network.models import Base

# Table and column that points at a thread → what becomes of it when the thread is merged into another
POINTS_AT_A_THREAD = {
    "post.thread_id": "moves; splitting takes the chosen ones",
    "read_marker.thread_id": "the furthest of both; splitting gives each thread its own",
    "watch.thread_id": "moves, unless there is one; splitting copies it",
    "notification.thread_id": "goes with its post until it is read",
    "call.thread_id": "stays with the old title: its table, at its old address, is of the thread that stays",
    "moderation_entry.thread_id": "stays with the old title, and is shown to whoever reads the thread that stays",
    "merged_thread.thread_id": "made by merging",
    "merged_thread.target_id": "leads on",
    "split_thread.thread_id": "leads on",
    "split_thread.source_id": "leads on",
    "thread_keyword.thread_id": "moves as far as there is room; splitting copies it",
    "collection_item.thread_id": "moves; where both lie, the one that stays says what both said; splitting leaves it",
    "method_thread.thread_id": "moves, unless the method stands there already; splitting leaves it",
    "plan_thread.thread_id": "moves, unless the plan names the other already; splitting leaves it",
    "adviser_access.thread_id": "stays: nobody may read a merged thread, and no other is opened by it",
    "summary_version.thread_id": "moves into a thread that shows none, else stays; splitting leaves it",
}
COUNTS_IN_POSITIONS = {"post.position", "read_marker.position", "notification.position"}


def test_every_table_that_points_at_a_thread_has_its_place_in_merging() -> None:
    """Add what is new to network/features/merging – and a test of it – or say here why it may stay."""
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "thread.id"
    }
    assert pointing == set(POINTS_AT_A_THREAD)


def test_every_column_that_counts_in_positions_is_renumbered() -> None:
    tables = Base.metadata.sorted_tables
    assert {f"{t.name}.{c.name}" for t in tables for c in t.columns if "position" in c.name} == COUNTS_IN_POSITIONS
