"""Where it is read what municipalities share, and why without the kernel where it is: for test_source."""

PEERS = "network/features/peers/"
THROUGH_THE_KERNEL = {
    (PEERS + "queries.py", "_cards"),
    (PEERS + "queries.py", "_own_methods"),
    (PEERS + "queries.py", "_own_themes"),
    (PEERS + "queries.py", "_plans"),
}
WITHOUT_THE_KERNEL = {
    (PEERS + "queries.py", "_own_card"): "a name; the statements add the condition",
    (PEERS + "queries.py", "_own_plan"): "a name; the statements add the condition",
}
