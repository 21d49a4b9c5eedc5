"""Where it is read what municipalities share, and why without the kernel where it is: for test_source."""

HANDOVER, ERASURE = "network/features/handover/", "network/features/erasure/"
PEERS, MAPS = "network/features/peers/", "network/features/maps/"
THROUGH_THE_KERNEL = {
    (PEERS + "queries.py", "_cards"),
    (PEERS + "queries.py", "_own_methods"),
    (PEERS + "queries.py", "_own_themes"),
    (PEERS + "queries.py", "_plans"),
    (MAPS + "queries.py", "_from_each"),
    (MAPS + "queries.py", "_planned"),
    (HANDOVER + "holdings.py", "_followed"),
    (HANDOVER + "holdings.py", "_open_threads"),
}
WITHOUT_THE_KERNEL = {
    (
        "network/features/municipalities/contents.py",
        "held_columns",
    ): "whether there is any; lists ask",
    (ERASURE + "erasing.py", "KEPT"): "the name of a table",
    (ERASURE + "erasing.py", "own_columns"): "names of tables",
    (ERASURE + "erasing.py", "_seats_to_come"): "ids of events; after require(), or of oneself",
    ("network/features/members/named.py", "reindex_named"): "ids for the outbox",
    (ERASURE + "erasing.py", "_delete_drafts"): "reads nothing out",
    (MAPS + "queries.py", "_tried"): "its condition is reads_card",
    (MAPS + "queries.py", "tried"): "its condition is reads_card",
    ("network/features/cycle/service.py", "_first_post"): "an id; of the thread that the actor has started just now",
    ("network/features/cycle/service.py", "show_to_same_step"): "of the thread that the actor has started just now",
    (PEERS + "queries.py", "_own_card"): "a name; the statements add the condition",
    (PEERS + "queries.py", "_own_plan"): "a name; the statements add the condition",
    (HANDOVER + "holdings.py", "_owned"): "ids; run after require(), for what is handed over",
    (HANDOVER + "holdings.py", "_methods"): "ids; run after require(), for what is handed over",
    (HANDOVER + "holdings.py", "_begun"): "ids; run after require(), for what is handed over",
    (HANDOVER + "holdings.py", "_kept"): "ids; run after require(), for what is handed over",
    (HANDOVER + "holdings.py", "_documents"): "ids; run after require(), for what is handed over",
    (HANDOVER + "holdings.py", "_collections"): "ids; run after require(), for what is handed over",
    (HANDOVER + "holdings.py", "_has_hidden_name"): "a condition; _open_threads leaves those threads out",
    (HANDOVER + "holdings.py", "_answerable"): "ids; of _open_threads",
    (HANDOVER + "holdings.py", "_drafts"): "ids and places; run after require()",
    (HANDOVER + "holdings.py", "_taken"): "places; run after require()",
    (HANDOVER + "holdings.py", "holdings"): "its callers have asked require()",
    (HANDOVER + "holdings.py", "_open_drafts"): "its callers have asked require()",
    (HANDOVER + "service.py", "_own"): "after require(); reads nothing out",
    (HANDOVER + "service.py", "_go_on_writing"): "after require(); reads nothing out",
}
