"""What may stand where in the source."""

import ast
import re
from pathlib import Path

import pytest

from tests.rules import (
    adviser_readers,
    article_readers,
    collection_readers,
    figure_readers,
    method_readers,
    place_readers,
    plan_readers,
)
from tests.rules.source import (
    KERNEL,
    ROOT,
    attributes_of,
    called,
    content_readers,
    functions,
    imported,
    name_of,
    sources,
)

THREADS, LIBRARY = "network/features/threads/", "network/features/library/"
CALLS = "network/features/calls/"
DRAFTS, EDITING = "network/features/drafts/", "network/features/editing/"
SUMMARIES, KEYWORDS = "network/features/summaries/", "network/features/keywords/"
THANKS, RESOLVING = "network/features/thanks/", "network/features/resolving/"
NOTIFICATIONS, MODERATION = "network/features/notifications/", "network/features/moderation/"
ATTACHMENTS = "network/features/attachments/"
MEMBERS = "network/features/members/"
MERGING = "network/features/merging/"
TAKEDOWNS = "network/features/takedowns/"
# These ask for content, each through `readable`, or on pages that show also what is hidden through `reachable`
THROUGH_THE_KERNEL = {
    (THREADS + "lists.py", "_list_statement"),
    (THREADS + "lists.py", "_pinned"),
    (THREADS + "head.py", "_head_statement"),
    (THREADS + "queries.py", "_place"),
    (CALLS + "queries.py", "_call"),
    (CALLS + "queries.py", "_merged"),
    (CALLS + "queries.py", "_columns_once"),
    (DRAFTS + "queries.py", "_answered"),
    (EDITING + "queries.py", "_post"),
    (EDITING + "queries.py", "_held"),
    (THREADS + "found.py", "_found"),
    (THREADS + "found.py", "_texts"),
    (LIBRARY + "queries.py", "_list_statement"),
    (LIBRARY + "queries.py", "_view"),
    (LIBRARY + "queries.py", "_held"),
    (LIBRARY + "reminding.py", "_rows"),
    (LIBRARY + "found.py", "_found_documents"),
    (LIBRARY + "found.py", "_found_pages"),
    (LIBRARY + "accessibility.py", "_checked"),
    (LIBRARY + "changes.py", "_edited"),
    (LIBRARY + "changes.py", "_held"),
    (ATTACHMENTS + "queries.py", "_download"),
    ("network/features/quoting/queries.py", "_quoted"),
    (ATTACHMENTS + "queries.py", "_found"),
    (ATTACHMENTS + "queries.py", "_found_pages"),
    ("network/features/topics/queries.py", "_topics"),
    (THANKS + "queries.py", "_post"),
    (SUMMARIES + "queries.py", "_thread"),
    (SUMMARIES + "queries.py", "_held"),
    (SUMMARIES + "queries.py", "_found"),
    (NOTIFICATIONS + "queries.py", "_list_statement"),
    (MEMBERS + "queries.py", "_best_given"),
    (MODERATION + "queries.py", "_card"),
    (MODERATION + "queue.py", "_reported"),
    (MODERATION + "queue.py", "_answered"),
    (MODERATION + "queue.py", "_waiting"),
    (MODERATION + "queries.py", "_moderated"),
    (MODERATION + "log.py", "_log_statement"),
    (MERGING + "queries.py", "_side"),
    (MERGING + "queries.py", "_sides"),
    (MERGING + "queries.py", "_thread_of_post"),
    (MERGING + "related.py", "_moved_to"),
    (MERGING + "related.py", "_related"),
    (MERGING + "choosing.py", "_choosable"),
    ("network/features/search/saved.py", "_place"),
    *adviser_readers.THROUGH_THE_KERNEL,
    *method_readers.THROUGH_THE_KERNEL,
    *collection_readers.THROUGH_THE_KERNEL,
    *plan_readers.THROUGH_THE_KERNEL,
    *article_readers.THROUGH_THE_KERNEL,
    *place_readers.THROUGH_THE_KERNEL,
    *figure_readers.THROUGH_THE_KERNEL,
}
# These do without, and why they may
WITHOUT_THE_KERNEL = {
    (THREADS + "service.py", "_read_as_far_as_post"): "the place of a post that its reader was just shown",
    (THREADS + "service.py", "mark_read_while_reading"): "the marker of a post that its reader was just shown",
    (THREADS + "service.py", "_still"): "the lock on the thread of that post; nothing of it is shown",
    (THREADS + "lists.py", "_row_columns"): "a piece; _list_statement adds the condition",
    (THREADS + "lists.py", "_newest_first"): "an order",
    (THREADS + "lists.py", "_written_in"): "a piece; _list_statement adds the condition",
    (THREADS + "lists.py", "_CONDITIONS"): "pieces; _list_statement adds the condition",
    (THREADS + "lists.py", "_FILTERS"): "pieces; _list_statement adds the condition",
    ("network/features/quoting/queries.py", "_hidden"): "ids that the writer has named; says only that one is hidden",
    ("network/features/quoting/queries.py", "refuse_hidden_quotes"): "says only that one of them is hidden",
    (CALLS + "queries.py", "_target"): "a name; the statements add the condition",
    (CALLS + "queries.py", "_answers"): "takes a head that thread_head has let through",
    (CALLS + "queries.py", "answer_rows"): "takes a thread that has been let through",
    (CALLS + "service.py", "open_call"): "of the thread that the actor has started just now",
    (CALLS + "service.py", "move_deadline"): "after require()",
    (THREADS + "lists.py", "_has_name"): "a condition",
    (THREADS + "lists.py", "_is_waiting"): "a condition",
    (THREADS + "head.py", "post_at"): "a piece; gives an id of the thread that its statement is about",
    (THREADS + "head.py", "with_own"): "a piece; joins what is the reader's own",
    (THREADS + "head.py", "_told_from"): "a piece; of what the reader has been told",
    (THREADS + "head.py", "_head_columns"): "a piece; _head_statement adds the condition",
    (THREADS + "posts.py", "post_columns"): "a piece; the statements made of it add the condition",
    (THREADS + "queries.py", "_posts_between"): "takes a head that thread_head has let through",
    (THREADS + "meanwhile.py", "_by_others"): "a condition",
    (THREADS + "meanwhile.py", "_newer_posts"): "takes a head that thread_head has let through",
    (THREADS + "meanwhile.py", "_newer_count"): "takes a head that thread_head has let through",
    (THREADS + "meanwhile.py", "newer_replies"): "takes a head that thread_head has let through",
    (LIBRARY + "queries.py", "is_current_version"): "a piece; the statements above add the condition",
    (LIBRARY + "queries.py", "_row_columns"): "a piece; _list_statement adds the condition",
    (LIBRARY + "found.py", "_found_columns"): "a piece; the statements above add the condition",
    (LIBRARY + "found.py", "_found_tail"): "a piece; the statements above add the condition",
    (THREADS + "queries.py", "thread_page"): "takes a head that thread_head has let through",
    (THREADS + "queries.py", "_best_replies"): "takes a head that thread_head has let through",
    (LIBRARY + "queries.py", "_of_version"): "a condition",
    (LIBRARY + "queries.py", "_before"): "a piece; of a view that document_view has let through",
    (LIBRARY + "queries.py", "_after"): "a piece; of a view that document_view has let through",
    (LIBRARY + "queries.py", "_page"): "run for a view that document_view has let through",
    (LIBRARY + "queries.py", "page_view"): "takes a view that document_view has let through",
    (LIBRARY + "queries.py", "_texts"): "run for a view that document_view has let through",
    (LIBRARY + "queries.py", "_picture"): "run for a view that document_view has let through",
    (LIBRARY + "queries.py", "first_page_picture"): "takes a view that document_view has let through",
    (LIBRARY + "extraction.py", "draw_first_page"): "the worker",
    (LIBRARY + "recognition.py", "_next"): "the worker",
    (LIBRARY + "recognition.py", "_keep"): "the worker",
    (LIBRARY + "queries.py", "_is_recognised"): "a piece; of a view that document_view has let through",
    (LIBRARY + "queries.py", "page_texts"): "takes a view that document_view has let through",
    (LIBRARY + "queries.py", "first_pages"): "takes a view that document_view has let through",
    (LIBRARY + "versions.py", "_columns"): "a piece; of a document that document_view has let through",
    (LIBRARY + "versions.py", "_older"): "run for a view that document_view has let through",
    (LIBRARY + "versions.py", "_one"): "run for a view that document_view has let through",
    (LIBRARY + "versions.py", "older_versions"): "takes a view that document_view has let through",
    (LIBRARY + "versions.py", "version"): "takes a view that document_view has let through",
    (LIBRARY + "quota.py", "_used"): "a number, for its own organisation",
    (LIBRARY + "quota.py", "room_of"): "a number, for its own organisation",
    **{
        (TAKEDOWNS + "kinds.py", f"_down_{kind}"): "run by take_down, which asks require() and looks at the thing first"
        for kind in ("method", "card", "document", "collection", "plan")
    },
    (TAKEDOWNS + "notices.py", "_rows"): "what the reader has been told of things of their own",
    (TAKEDOWNS + "notices.py", "taken_down"): "runs _rows",
    **{
        ("network/features/attachments/queries.py", name): "where a file stands that the reader was shown"
        for name in ("_held_by", "held_by")
    },
    **{
        ("network/features/search/own_things.py", name): "of what the reader was shown, which is their own"
        for name in ("_documents", "_files", "_ASKED", "own_among")
    },
    (LIBRARY + "reminding.py", "_key"): "a piece",
    (LIBRARY + "reminding.py", "remind"): "the worker; only whoever shared it is told",
    (LIBRARY + "reminding.py", "_due"): "the worker; only whoever shared it is told",
    (LIBRARY + "changes.py", "_saved"): "asked after require(), by the form's number with the actor's id in it",
    (LIBRARY + "changes.py", "_newest"): "run after require()",
    (LIBRARY + "changes.py", "replace"): "after edited_document, which asks require()",
    (LIBRARY + "changes.py", "_change"): "reads nothing out",
    (THREADS + "service.py", "_thread_of_submission"): "the actor's own",
    (THREADS + "service.py", "_own_reply"): "the actor's own, by its form's number",
    (THREADS + "service.py", "reply"): "the actor's own by its form's number; else after require()",
    (THREADS + "service.py", "_others_since"): "run after require()",
    (DRAFTS + "queries.py", "_own"): "the actor's own",
    (DRAFTS + "queries.py", "own_draft"): "the actor's own",
    (DRAFTS + "queries.py", "_list"): "the actor's own",
    (DRAFTS + "queries.py", "own_drafts"): "the actor's own; the threads' titles through the kernel",
    (DRAFTS + "service.py", "_sent"): "the actor's own, by its form's number",
    (DRAFTS + "service.py", "_held"): "the actor's own",
    (DRAFTS + "service.py", "_stays"): "reads nothing out",
    (DRAFTS + "service.py", "hold_thread"): "reads nothing out",
    (DRAFTS + "service.py", "_count"): "the actor's own",
    (DRAFTS + "service.py", "_insert"): "reads nothing out",
    (DRAFTS + "service.py", "_update"): "reads nothing out",
    (DRAFTS + "service.py", "_delete_held"): "reads nothing out",
    (DRAFTS + "service.py", "save"): "the actor's own",
    (DRAFTS + "service.py", "_add"): "the actor's own",
    (DRAFTS + "service.py", "_discard"): "reads nothing out",
    (DRAFTS + "service.py", "discard"): "the actor's own",
    (DRAFTS + "service.py", "delete_own"): "the actor's own",
    (DRAFTS + "service.py", "purge"): "the worker",
    (EDITING + "queries.py", "_versions"): "run for a post that edited_post has let through",
    (EDITING + "queries.py", "history"): "after edited_post",
    (EDITING + "service.py", "_saved"): "the actor's own, by its form's number",
    (EDITING + "service.py", "_kept"): "run after require()",
    (EDITING + "service.py", "_insert_revision"): "reads nothing out",
    (EDITING + "service.py", "edit"): "after edited_post and require()",
    (EDITING + "service.py", "_keep"): "run after require()",
    (EDITING + "service.py", "_add"): "reads nothing out",
    (EDITING + "service.py", "_moved"): "run for a thread that its caller moderates",
    (EDITING + "service.py", "keep_move"): "its caller has asked require()",
    (THREADS + "service.py", "_held"): "its callers ask require() before anything else",
    (THREADS + "service.py", "held_thread"): "its callers ask require() before anything else",
    (THREADS + "service.py", "_thread_of"): "only its thread's id is used before require()",
    (THREADS + "service.py", "held_thread_of"): "its callers ask require() before anything else",
    (THREADS + "service.py", "_insert_post"): "reads nothing out",
    (THREADS + "service.py", "_add_post"): "reads nothing out",
    (THREADS + "service.py", "_has_grown"): "reads nothing out",
    (THREADS + "service.py", "mark_best"): "only its thread's id is used before require()",
    (THREADS + "service.py", "touch_threads_of"): "reads nothing out",
    ("network/demo/load.py", "_read_what_is_old"): "reads nothing out",
    (THREADS + "lists.py", "_rows"): "a piece; the statements below add the condition",
    (NOTIFICATIONS + "queries.py", "_by_thread"): "the actor's own; the statement below adds the condition",
    (NOTIFICATIONS + "service.py", "_thread"): "its caller asks require() before anything else",
    (NOTIFICATIONS + "service.py", "follow_thread"): "asks require() before anything else",
    (NOTIFICATIONS + "delivery.py", "recipients"): "the worker; only members who may read it are told",
    (NOTIFICATIONS + "delivery.py", "_told"): "the worker; only members who may read it are told",
    (NOTIFICATIONS + "mails.py", "reply_posted"): "the worker; _about asks can_read for whom the mail is to",
    (NOTIFICATIONS + "mails.py", "member_named"): "the worker; _about asks can_read for whom the mail is to",
    (NOTIFICATIONS + "mails.py", "_recent"): "the worker; _about asks can_read for whom the mail is to",
    (NOTIFICATIONS + "gathered.py", "_author"): "only the author is told, and only one who may read it",
    (NOTIFICATIONS + "gathered.py", "_tell"): "only the author is told, and only one who may read it",
    (NOTIFICATIONS + "gathered.py", "_thanks"): "a condition",
    (NOTIFICATIONS + "gathered.py", "_forget"): "reads nothing out",
    (NOTIFICATIONS + "gathered.py", "_nothing_new"): "reads nothing out",
    (NOTIFICATIONS + "gathered.py", "withdraw_thanks"): "reads nothing out",
    (NOTIFICATIONS + "queries.py", "_of_thanked_post"): "a condition",
    (NOTIFICATIONS + "queries.py", "_thanks_count"): "a piece; _list_statement adds the condition",
    (NOTIFICATIONS + "queries.py", "_thanked_by"): "a piece; _list_statement adds the condition",
    (THANKS + "queries.py", "_thankers"): "run for a post that the statement above has let through",
    (THANKS + "queries.py", "thanks_page"): "after the statement that asks the kernel",
    (THANKS + "service.py", "_post"): "asked after require()",
    (THANKS + "service.py", "_held"): "asks require() before anything else",
    (THANKS + "service.py", "_take_back"): "the actor's own",
    (THANKS + "service.py", "take_back"): "the actor's own",
    (THANKS + "service.py", "_counted"): "reads nothing out",
    (THANKS + "service.py", "_count"): "reads nothing out",
    (THANKS + "service.py", "_keep_count"): "reads nothing out",
    (THANKS + "service.py", "_has_changed"): "reads nothing out",
    (THANKS + "service.py", "_give"): "reads nothing out",
    (KEYWORDS + "column.py", "keyword_column"): "a piece; of the thread that its statement is about",
    (KEYWORDS + "queries.py", "_chosen"): "its caller has asked require()",
    (KEYWORDS + "queries.py", "chosen_keywords"): "its caller has asked require()",
    (KEYWORDS + "queries.py", "_thread_count"): "a number for the secretariat",
    (KEYWORDS + "queries.py", "_kept"): "the list itself; of threads only a number, for the secretariat",
    (KEYWORDS + "queries.py", "kept_keywords"): "the list itself; of threads only a number, for the secretariat",
    (KEYWORDS + "queries.py", "kept_keyword"): "the list itself; of threads only a number, for the secretariat",
    (KEYWORDS + "service.py", "_of_thread"): "run after require()",
    (KEYWORDS + "service.py", "choose"): "asks require() before anything else",
    (KEYWORDS + "service.py", "_first_post"): "ids for the index",
    (KEYWORDS + "service.py", "_write"): "run after require()",
    (KEYWORDS + "service.py", "_has_changed"): "reads nothing out",
    (KEYWORDS + "service.py", "_touch"): "ids for the index",
    (KEYWORDS + "service.py", "decline"): "reads nothing out",
    (KEYWORDS + "service.py", "merge"): "reads nothing out",
    (THREADS + "lists.py", "_with_keyword"): "a piece; _list_statement adds the condition",
    (THREADS + "head.py", "_takes_part"): "a condition; of what the reader has written",
    (SUMMARIES + "queries.py", "_current"): "a condition",
    (SUMMARIES + "queries.py", "_has_written"): "a condition; of what the reader has written",
    (SUMMARIES + "queries.py", "_own_masks"): "the actor's own",
    (SUMMARIES + "queries.py", "own_mask"): "the actor's own",
    (SUMMARIES + "queries.py", "_shown"): "run for a thread whose head has been let through",
    (SUMMARIES + "queries.py", "shown_summary"): "takes a thread whose head has been let through",
    (SUMMARIES + "queries.py", "_versions"): "run for a thread that summarised_thread has let through",
    (SUMMARIES + "queries.py", "history"): "after summarised_thread",
    (SUMMARIES + "service.py", "_saved"): "the actor's own, by its form's number",
    (SUMMARIES + "service.py", "_insert"): "reads nothing out",
    (SUMMARIES + "service.py", "_show"): "reads nothing out",
    (SUMMARIES + "service.py", "_hide_all"): "reads nothing out",
    (SUMMARIES + "service.py", "write"): "after summarised_thread and require()",
    (SUMMARIES + "service.py", "_add"): "reads nothing out",
    (SUMMARIES + "service.py", "_change"): "reads nothing out",
    (SUMMARIES + "service.py", "hide"): "after summarised_thread and require()",
    (SUMMARIES + "indexing.py", "_summaries"): "the index; every entry carries its audience",
    (SUMMARIES + "indexing.py", "documents"): "the index; every entry carries its audience",
    (SUMMARIES + "indexing.py", "_had_one"): "the index",
    (SUMMARIES + "indexing.py", "keys"): "the index",
    (THREADS + "lists.py", "_STATES"): "pieces; _list_statement adds the condition",
    (RESOLVING + "service.py", "_set_resolved"): "reads nothing out",
    (RESOLVING + "service.py", "resolve"): "asks require() before anything else",
    (THREADS + "posts.py", "_own_thanks"): "a condition",
    (THREADS + "posts.py", "post_columns_of_member"): "a piece; the statements made of it add the condition",
    (THREADS + "queries.py", "_between"): "a condition",
    (THREADS + "queries.py", "_posts_of_member"): "takes a head that thread_head has let through",
    (NOTIFICATIONS + "unanswered.py", "_waiting_since"): "the worker; only members who may read it are told",
    (NOTIFICATIONS + "unanswered.py", "_who_may_know"): "the worker; only members who may read it are told",
    (NOTIFICATIONS + "unanswered.py", "_tell"): "the worker; only members who may read it are told",
    (NOTIFICATIONS + "unanswered.py", "_of_the_thread"): "a piece; the id of a thread",
    (NOTIFICATIONS + "unanswered.py", "_needs_none"): "reads nothing out",
    (NOTIFICATIONS + "unanswered.py", "need_no_answer"): "reads nothing out",
    (THREADS + "lists.py", "_is_open"): "a condition",
    (THREADS + "lists.py", "_is_unresolved"): "a condition",
    (MODERATION + "log.py", "_named"): "a name; _log_statement adds the condition",
    (MERGING + "about.py", "_keywords"): "ids; run after require()",
    (MERGING + "about.py", "_summary"): "numbers; run after require()",
    (MERGING + "about.py", "_keywords_of"): "ids; run after require()",
    (MERGING + "about.py", "_add_keywords"): "reads nothing out",
    (MERGING + "about.py", "merge_what_is_said"): "run after require(); reads nothing out",
    (MERGING + "about.py", "_move_summary"): "run after require(); reads nothing out",
    (SUMMARIES + "indexing.py", "_began_another"): "the index",
    (NOTIFICATIONS + "unanswered.py", "resolved_without_answer"): "reads nothing out",
    ("network/features/topics/service.py", "edit"): "reads nothing out",
    ("network/features/topics/service.py", "_reindex"): "ids for the outbox, after require()",
    (MODERATION + "queries.py", "_open_hidings"): "its caller names posts that the actor sees though they are hidden",
    (MODERATION + "queries.py", "open_hidings"): "its caller names posts that the actor sees though they are hidden",
    (MODERATION + "queue.py", "_case_columns"): "a piece; the statements above add the condition",
    (MODERATION + "queue.py", "_is_personal"): "an order",
    (MODERATION + "queue.py", "_is_answered"): "a piece; the statements above add the condition",
    (MODERATION + "service.py", "_post"): "asked after can_read()",
    (MODERATION + "service.py", "_held"): "asks can_read() before anything else",
    (MODERATION + "service.py", "_change_thread"): "reads nothing out",
    (MODERATION + "service.py", "_has_reported"): "the actor's own",
    (MODERATION + "service.py", "_close_reports"): "reads nothing out",
    (MODERATION + "service.py", "_open_hiding"): "reads nothing out",
    (MODERATION + "service.py", "_set_hidden"): "reads nothing out",
    (MODERATION + "service.py", "uphold"): "reads nothing out",
    (MODERATION + "service.py", "move"): "reads nothing out",
    (LIBRARY + "service.py", "_of_submission"): "the actor's own",
    (LIBRARY + "service.py", "keep_text"): "the worker",
    (LIBRARY + "extraction.py", "extract_version"): "the worker",
    (THREADS + "indexing.py", "documents"): "the index; every entry carries its audience",
    (THREADS + "indexing.py", "all_ids"): "the index",
    (THREADS + "masks.py", "open_author"): "columns; nothing of a hidden name",
    (THREADS + "indexing.py", "_old"): "the index",
    (THREADS + "indexing.py", "_between"): "the index",
    (THREADS + "indexing.py", "ids_of_many"): "the index",
    (MERGING + "choosing.py", "_page"): "made of _choosable",
    (MERGING + "choosing.py", "choosable_posts"): "made of _choosable",
    (MERGING + "choosing.py", "chosen_posts"): "made of _choosable",
    (MERGING + "places.py", "_of_both"): "a condition",
    (MERGING + "places.py", "_merged"): "a piece; run after require()",
    (MERGING + "places.py", "_split"): "a piece; run after require()",
    (MERGING + "places.py", "_place_posts"): "reads nothing out",
    (MERGING + "places.py", "_turned_round"): "reads nothing out",
    (MERGING + "places.py", "_told_where"): "reads nothing out",
    (MERGING + "places.py", "merge_posts"): "reads nothing out",
    (MERGING + "places.py", "split_posts"): "reads nothing out",
    (MERGING + "places.py", "count_anew"): "reads nothing out",
    (MERGING + "queries.py", "_side_columns"): "a piece; the statements above add the condition",
    (MERGING + "queries.py", "_shut_out"): "a number, of two threads that the actor may read",
    (MERGING + "queries.py", "merging"): "a number, of two threads that the actor may read",
    (MERGING + "related.py", "_old"): "a piece; _related asks about the thread that it was merged into",
    (MERGING + "service.py", "_title"): "run after require()",
    (MERGING + "service.py", "_merged_into"): "says of a thread that the actor may moderate whether another is in it",
    (MERGING + "service.py", "_target_of"): "says of a thread that the actor may moderate whether another is in it",
    (MERGING + "service.py", "_first_and_last"): "ids for the outbox, after require()",
    (MERGING + "service.py", "_range"): "ids for the outbox, after require()",
    (MERGING + "service.py", "_leave_behind"): "reads nothing out",
    (MERGING + "drafts.py", "move_drafts"): "moves drafts with their thread; reads nothing out",
    (MERGING + "service.py", "_of_submission"): "asked after require(), by the form's number with the actor's id in it",
    (
        MERGING + "service.py",
        "_thread_of_submission",
    ): "after require(), by the form's number with the actor's id in it",
    (MERGING + "service.py", "choice"): "a condition",
    (MERGING + "service.py", "_first_moved"): "run after require()",
    (MERGING + "service.py", "merge"): "asks require() before anything else",
    (MERGING + "service.py", "split"): "asks require() before anything else",
    (LIBRARY + "indexing.py", "documents"): "the index; every entry carries its audience",
    (LIBRARY + "indexing.py", "_newest"): "the index",
    (LIBRARY + "indexing.py", "_pages"): "the index; every entry carries its audience",
    (LIBRARY + "indexing.py", "keys"): "the index",
    (LIBRARY + "indexing.py", "all_ids"): "the index",
    (ATTACHMENTS + "queries.py", "_columns"): "a piece; the statements made of it add the condition",
    (ATTACHMENTS + "queries.py", "_is_own_unsent"): "a condition: the actor's own",
    (ATTACHMENTS + "queries.py", "is_unsent"): "a condition",
    (ATTACHMENTS + "queries.py", "_unsent_or_of"): "the actor's own, and those of what they may change",
    (ATTACHMENTS + "queries.py", "_kept"): "a piece; the statements made of it name a post or a card",
    (ATTACHMENTS + "queries.py", "_of_post"): "its callers name a post that the actor has been let through to",
    (ATTACHMENTS + "queries.py", "_of_card"): "its callers name a card that the actor has been let through to",
    (ATTACHMENTS + "queries.py", "usable_files"): "the actor's own, and those of what they may change",
    (ATTACHMENTS + "queries.py", "files_of_card"): "its callers name a card that the actor has been let through to",
    (ATTACHMENTS + "queries.py", "files_of_post"): "its callers name a post that the actor has been let through to",
    (ATTACHMENTS + "queries.py", "_found_tail"): "a piece; the statements above add the condition",
    (ATTACHMENTS + "queries.py", "_of_found_card"): "a piece; the statements above add the condition",
    (ATTACHMENTS + "queries.py", "_in_posts"): "a piece; the statements above add the condition",
    (ATTACHMENTS + "queries.py", "_in_cards"): "its condition is reads_card",
    (ATTACHMENTS + "queries.py", "_whole"): "a piece; the statements above add the condition",
    (ATTACHMENTS + "queries.py", "_pages"): "a piece; the statements above add the condition",
    (ATTACHMENTS + "service.py", "give"): "reads nothing out",
    (ATTACHMENTS + "service.py", "_remove"): "reads nothing out",
    (ATTACHMENTS + "service.py", "go_with_card"): "reads nothing out",
    (ATTACHMENTS + "indexing.py", "documents"): "the index; every entry carries its audience",
    (ATTACHMENTS + "indexing.py", "_pages"): "the index; every entry carries its audience",
    (ATTACHMENTS + "indexing.py", "of_cards"): "the index; every entry carries its audience",
    (ATTACHMENTS + "indexing.py", "keys"): "the index",
    (ATTACHMENTS + "indexing.py", "keys_of_card"): "the index",
    (ATTACHMENTS + "indexing.py", "_keys"): "the index",
    (ATTACHMENTS + "gone.py", "keys"): "the index",
    (ATTACHMENTS + "extraction.py", "extract_attachment"): "the worker",
    (ATTACHMENTS + "extraction.py", "_keep"): "the worker",
    (ATTACHMENTS + "purging.py", "_forget_attachments"): "the worker",
    (ATTACHMENTS + "purging.py", "_named_by_drafts"): "the worker",
    (ATTACHMENTS + "purging.py", "_unnamed"): "the worker",
    **adviser_readers.WITHOUT_THE_KERNEL,
    **method_readers.WITHOUT_THE_KERNEL,
    **collection_readers.WITHOUT_THE_KERNEL,
    **plan_readers.WITHOUT_THE_KERNEL,
    **article_readers.WITHOUT_THE_KERNEL,
    **place_readers.WITHOUT_THE_KERNEL,
    **figure_readers.WITHOUT_THE_KERNEL,
}
PORT_ONLY = {"whoosh": "search", "smtplib": "mail", "pypdfium2": "extract"}
WITHOUT_FLASK = {
    "service",
    "queries",
    "queue",
    "log",
    "models",
    "indexing",
    "mails",
    "extraction",
    "types",
    "versions",
    "changes",
    "accessibility",
    "quota",
    "guesses",
    "passwords",
}
# Where strings are declared safe, and why they are
SAFE = {
    (THREADS + "posts.py", "post_view"): "sanitised when it was written",
    (THREADS + "queries.py", "_best_replies"): "sanitised when it was written",
    (SUMMARIES + "queries.py", "shown_summary"): "sanitised when it was written",
    ("network/web/marking.py", "marked_html"): "sanitised when it was written; text is escaped again",
    (THREADS + "preview.py", "preview"): "sanitised in the line before",
    (THREADS + "posts.py", "_placeholder"): "empty",
    (THREADS + "empty_form.py", "empty_reply_form"): "numbers, put into what Jinja made",
    (MODERATION + "queries.py", "post_card"): "sanitised when it was written",
    (MODERATION + "queue.py", "_case"): "sanitised when it was written",
    (LIBRARY + "queries.py", "document_view"): "sanitised when it was written",
    ("network/web/templates.py", "_ngettext"): "a text of the catalogue; what is filled in is escaped",
    ("network/web/filters.py", "marks"): "escaped here, with nothing but <mark> around what was sought for",
    ("network/web/filters.py", "_time"): "a moment in digits, and in words of the catalogue",
    **method_readers.SAFE,
    **collection_readers.SAFE,
    **plan_readers.SAFE,
    **article_readers.SAFE,
}


def test_content_is_read_in_known_places_only() -> None:
    known = THROUGH_THE_KERNEL | set(WITHOUT_THE_KERNEL)
    found = content_readers(sources())
    assert found - known == set(), "Read it through network.core.access.readable, and name the function here."
    assert known - found == set(), "These read no content any more: take them off the list."


def test_whoever_reads_the_text_of_a_post_looks_whether_it_is_hidden() -> None:
    for_moderators = {(MODERATION + "queue.py", "_case_columns")}
    unasked = {
        (path, name)
        for path, tree in sources().items()
        if path.startswith("network/features/")
        for name, body in functions(tree)
        for read in (attributes_of(body, "Post"),)
        if read & {"html", "plain", "markdown"} and "hidden_at" not in read
    }
    assert unasked == for_moderators


@pytest.mark.parametrize(("path", "function"), sorted(THROUGH_THE_KERNEL))
def test_what_is_said_to_ask_the_kernel_does(path: str, function: str) -> None:
    assert all(KERNEL & called(body) for name, body in functions(sources()[path]) if name == function)


@pytest.mark.parametrize(
    "line",
    [
        "def show(session): return session.execute(select(Thread.title))",
        "def show(session): return session.get(Post, 1)",
        "def show(session): return session.execute(select(func.count()).select_from(Page))",
        "def show(session): return session.execute(select(Topic).join(Thread, Thread.topic_id == Topic.id))",
        "def show(session): return session.execute(select(models.Thread))",
        "def show(session): return session.execute(text('SELECT html FROM post'))",
        "NEWEST: Any = select(Post.id)",
        "NEWEST, OLDEST = select(Post.id), select(Thread.id)",
        "class Hidden:\n    def show(self): return self.session.get_one(Thread, 1)",
        "async def show(session): await session.scalars(select(Thread))",
    ],
)
def test_a_new_way_to_content_is_noticed(line: str) -> None:
    head = (
        "from network.features.threads.models import Thread, Post\n"
        "from network.features.threads import models\n"
        "from network.features.library.models import DocumentPage as Page\n"
    )
    assert content_readers({"network/features/new/queries.py": ast.parse(head + line)})


def test_a_statement_that_was_begun_elsewhere_in_the_file_is_noticed() -> None:
    text = "from network.features.threads.models import Post\n_columns = select(Post.id)\n"
    tree = ast.parse(text + "def show(session): return session.execute(_columns)")
    assert ("network/new.py", "show") in content_readers({"network/new.py": tree})


def test_a_statement_that_asks_the_kernel_may_be_run_by_any_function_of_its_file() -> None:
    text = "from network.features.threads.models import Thread\n_own = select(Thread.id).where(readable(Thread))\n"
    tree = ast.parse(text + "def show(session): return fetch(session, _own, {})")
    assert content_readers({"network/new.py": tree}) == {("network/new.py", "_own")}


def test_other_tables_rows_that_are_made_and_annotations_are_no_way_to_content() -> None:
    text = (
        "from network.features.topics.models import Topic\nfrom network.features.threads.models import Post, Thread\n"
    )
    text += "def show(s, thread: Thread) -> list[Post]:\n    s.add(Post(thread_id=1))\n    return s.get(Topic, 1)"
    assert content_readers({"network/features/new/queries.py": ast.parse(text)}) == set()


@pytest.mark.parametrize(("module", "port"), PORT_ONLY.items())
def test_what_can_be_exchanged_is_imported_by_its_port_only(module: str, port: str) -> None:
    users = {path for path, tree in sources().items() if any(name.startswith(module) for name in imported(tree))}
    assert users
    assert {path for path in users if not path.startswith(f"network/ports/{port}/")} == set()


def test_nothing_below_the_views_knows_of_requests() -> None:
    knows = {
        path for path, tree in sources().items() if any(m.startswith(("flask", "werkzeug")) for m in imported(tree))
    }
    assert "network/features/threads/views.py" in knows
    layers = ("network/core/", "network/ports/", "network/models", "network/importing/")
    parts = {path for path in knows if path.startswith("network/features/") and Path(path).stem in WITHOUT_FLASK}
    assert parts | {path for path in knows if path.startswith(layers)} == set()


def test_only_what_was_sanitised_at_writing_is_declared_safe() -> None:
    marked = {
        (path, name)
        for path, tree in sources().items()
        for name, body in functions(tree)
        for node in ast.walk(body)
        if isinstance(node, ast.Call) and name_of(node.func) == "Markup"
    }
    assert marked == set(SAFE)


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMMENT, JINJA = re.compile(r"{#.*?#}", re.DOTALL), re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_prints_nothing_unescaped_and_holds_no_style_or_script(path: Path) -> None:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"\|\s*safe\b|autoescape|Markup|__html__", text)
    html = JINJA.sub("", text)
    assert not re.search(r"\sstyle\s*=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:|srcdoc", html)
