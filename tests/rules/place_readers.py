"""Where it is read what municipalities share, and why without the kernel where it is: for test_source."""

PEERS, MAPS = "network/features/peers/", "network/features/maps/"
THROUGH_THE_KERNEL = {
    (PEERS + "queries.py", "_cards"),
    (PEERS + "queries.py", "_own_methods"),
    (PEERS + "queries.py", "_own_themes"),
    (PEERS + "queries.py", "_plans"),
    (MAPS + "queries.py", "_from_each"),
}
WITHOUT_THE_KERNEL = {
    (MAPS + "queries.py", "_tried"): "its condition is reads_card",
    (MAPS + "queries.py", "tried"): "its condition is reads_card",
    (PEERS + "queries.py", "_own_card"): "a name; the statements add the condition",
    (PEERS + "queries.py", "_own_plan"): "a name; the statements add the condition",
}
