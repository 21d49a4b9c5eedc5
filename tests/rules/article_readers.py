"""Where what the network publishes is read, and why without the kernel where it is: for test_source."""

PUBLISHING = "network/features/publishing/"
THROUGH_THE_KERNEL = {
    (PUBLISHING + "documents.py", "_files"),
    (PUBLISHING + "found.py", "_found"),
    (PUBLISHING + "lists.py", "_list_statement"),
    (PUBLISHING + "lists.py", "_newest_statement"),
    (PUBLISHING + "lists.py", "_waiting"),
    (PUBLISHING + "queries.py", "_held"),
    (PUBLISHING + "queries.py", "_view"),
    (PUBLISHING + "visibility.py", "is_out"),
    (PUBLISHING + "visibility.py", "is_shown"),
}
WITHOUT_THE_KERNEL = {
    ("network/demo/articles.py", "_found"): "the demo's own",
    (PUBLISHING + "documents.py", "lay"): "reads nothing out",
    (PUBLISHING + "history.py", "_versions"): "run after require()",
    (PUBLISHING + "history.py", "history"): "after article_view and require()",
    (PUBLISHING + "indexing.py", "_articles"): "the index; every entry carries its audience",
    (PUBLISHING + "indexing.py", "documents"): "the index; every entry carries its audience",
    (PUBLISHING + "indexing.py", "all_ids"): "the index",
    (PUBLISHING + "lists.py", "_of_kind"): "a condition",
    (PUBLISHING + "lists.py", "_row_columns"): "a piece; the statements made of it add the condition",
    (PUBLISHING + "queries.py", "_of_kind"): "a condition",
    (PUBLISHING + "queries.py", "_fields"): "its callers hold an article that the actor may change",
    (PUBLISHING + "queries.py", "fields_of"): "its callers hold an article that the actor may change",
    (PUBLISHING + "service.py", "_add_version"): "reads nothing out",
    (PUBLISHING + "service.py", "_insert_version"): "reads nothing out",
    (PUBLISHING + "service.py", "_of_submission"): "the actor's own",
    (PUBLISHING + "service.py", "begin"): "the actor's own",
    (PUBLISHING + "service.py", "change"): "after article_view and require()",
    (PUBLISHING + "service.py", "withdraw"): "after article_view and require()",
    (PUBLISHING + "service.py", "discard"): "after article_view and require()",
}
SAFE = {
    ("network/features/pages/views.py", "_page"): "sanitised when it was written",
    ("network/features/pages/views.py", "_rendered"): "sanitised in the same line",
    ("network/features/pages/views.py", "_previewed"): "sanitised in the same line",
    (PUBLISHING + "queries.py", "body"): "sanitised when it was written",
    (PUBLISHING + "pages.py", "previewed"): "sanitised in the same line",
}
