"""Where what is open to advisers is read, and why without the kernel where it is: for test_source."""

ADVISERS = "network/features/advisers/"
THROUGH_THE_KERNEL = {
    (ADVISERS + "queries.py", "_thing"),
    (ADVISERS + "queries.py", "_invited_to"),
    (ADVISERS + "queries.py", "_of_organisation"),
}
WITHOUT_THE_KERNEL = {
    ("network/demo/advisers.py", "invite_an_adviser"): "the demo's own",
    (ADVISERS + "queries.py", "MODELS"): "which models there are; the statements made of them add the condition",
    (ADVISERS + "queries.py", "advisers_of"): "runs a statement that adds the condition",
    (ADVISERS + "service.py", "_touch"): "reads nothing out",
}
