"""The groups that topics stand in, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from network.features.topics.queries import TopicOption

GROUP_TITLES = {
    "udfordring": _l("Challenges"),
    "tema": _l("Themes"),
    "greb": _l("Approaches"),
    "potentiale": _l("Potentials"),
    "redskab": _l("Tools and funding"),
}


def group_title(group: str) -> str:
    return str(GROUP_TITLES[group]) if group in GROUP_TITLES else _("Others")


def grouped_choices(topics: tuple[TopicOption, ...]) -> tuple[list[SelectChoice], dict[str, str]]:
    """Choices of a field, and the heading above the first of each group by its slug."""
    headings: dict[str, str] = {}
    for topic in topics:
        if group_title(topic.group) not in headings.values():
            headings[topic.slug] = group_title(topic.group)
    return [SelectChoice(topic.slug, topic.title) for topic in topics], headings
