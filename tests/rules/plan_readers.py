"""Where strategy plans are read, and why without the kernel where they are: for test_source."""

PLANS = "network/features/plans/"
THROUGH_THE_KERNEL = {
    (PLANS + "found.py", "_found"),
    (PLANS + "lists.py", "_list_statement"),
    ("network/features/partners/queries.py", "_advised"),
    (PLANS + "queries.py", "_held"),
    (PLANS + "queries.py", "_using"),
    (PLANS + "queries.py", "_view"),
}
WITHOUT_THE_KERNEL = {
    ("network/demo/plans.py", "_share"): "the demo's own",
    (PLANS + "bonds.py", "DOCUMENTS"): "its statements are made by functions that add the condition",
    (PLANS + "bonds.py", "METHODS"): "its statements are made by functions that add the condition",
    (PLANS + "bonds.py", "THREADS"): "its statements are made by functions that add the condition",
    (PLANS + "bonds.py", "documents_by_phase"): "runs a statement that adds the condition",
    (PLANS + "bonds.py", "visible_fields"): "runs a statement that adds the condition",
    (PLANS + "history.py", "_versions"): "run after require()",
    (PLANS + "history.py", "history"): "after plan_view and require()",
    (PLANS + "indexing.py", "_plans"): "the index; every entry carries its audience",
    (PLANS + "indexing.py", "_topics"): "the index",
    (PLANS + "indexing.py", "all_ids"): "the index",
    (PLANS + "indexing.py", "documents"): "the index; every entry carries its audience",
    (PLANS + "lists.py", "_FILTERS"): "pieces; _list_statement adds the condition",
    (PLANS + "lists.py", "_PLACES"): "orders",
    (PLANS + "lists.py", "_is_own"): "a condition",
    (PLANS + "lists.py", "_is_shared"): "a condition",
    (PLANS + "lists.py", "_row_columns"): "a piece; _list_statement adds the condition",
    (PLANS + "lists.py", "_with_topic"): "a piece; _list_statement adds the condition",
    (PLANS + "queries.py", "_fields"): "its callers hold a plan that the actor may change",
    (PLANS + "queries.py", "fields_of"): "its callers hold a plan that the actor may change",
    (PLANS + "queries.py", "topic_column"): "a piece; the statements made of it add the condition",
    (PLANS + "service.py", "_add_version"): "reads nothing out",
    (PLANS + "service.py", "_choose_topics"): "reads nothing out",
    (PLANS + "service.py", "_insert_version"): "reads nothing out",
    (PLANS + "service.py", "_of_submission"): "the actor's own",
    (PLANS + "service.py", "begin"): "the actor's own",
    (PLANS + "service.py", "change"): "after plan_view and require()",
    (PLANS + "service.py", "discard"): "after plan_view and require()",
    (PLANS + "upkeep.py", "move_plans"): "reads nothing out",
    (PLANS + "upkeep.py", "reindex_topic"): "ids for the outbox",
}
SAFE = {
    (PLANS + "queries.py", "section"): "sanitised when it was written",
    ("network/features/portraits/queries.py", "portrait_from"): "sanitised when it was written",
}
