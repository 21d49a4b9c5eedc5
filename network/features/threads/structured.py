"""A thread as other sites read it: a question with its best reply, or a discussion."""

from collections.abc import Iterator

from flask_babel import gettext as _

from network.features.threads.models import ThreadKind
from network.features.threads.queries import BestReply, ThreadPage
from network.web.structured import Thing, address, author, excerpt, thing, trail


def of_thread(page: ThreadPage) -> Iterator[Thing]:
    head = page.head
    yield trail(head.title, (_("Topics"), "/emner/"), (head.topic_title, head.topic_url))
    first = page.posts[0]
    if first.position != 1 or first.is_hidden:
        return
    about = {
        "text": excerpt(first.html),
        "datePublished": first.created_at,
        "dateModified": first.edited_at,
        "author": author(first.author_name, first.organisation_name),
    }
    url = address(head.url())
    if head.kind == ThreadKind.QUESTION and page.best:
        accepted = [_best(best) for best in page.best]
        question = thing("Question", name=head.title, answerCount=head.post_count - 1, **about, acceptedAnswer=accepted)
        yield thing("QAPage", url=url, mainEntity=question)
    else:
        counted = {"@type": "InteractionCounter", "interactionType": "https://schema.org/CommentAction"}
        counted["userInteractionCount"] = head.post_count - 1  # type: ignore[assignment]
        yield thing("DiscussionForumPosting", headline=head.title, url=url, **about, interactionStatistic=counted)


def _best(best: BestReply) -> Thing:
    return thing(
        "Answer",
        text=excerpt(best.html),
        url=address(best.url),
        author=author(best.author_name, best.organisation_name),
    )
