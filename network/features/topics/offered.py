"""Which topics something new can be put into."""

from network.core.errors import N_, Invalid
from network.features.topics.models import Topic


def offered_topic(topic: Topic | None, kept_id: int | None = None) -> Topic:
    """The topic, when it is offered or the one that the thing stands in already (`kept_id`). Raises Invalid."""
    if topic is None:
        raise Invalid(N_("Choose a topic."), "topic")
    if not topic.is_offered and topic.id != kept_id:
        message = N_("The topic “%(title)s” is not used any more. Choose another one.")
        raise Invalid(message, "topic", title=topic.title)
    return topic
