"""What the pages about the network are called, and what they say until the secretariat writes something else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


def _about() -> str:
    return _paragraphs(
        _(
            "Municipalities outside the big cities lose people and jobs. They write long-term strategy plans, and they learn most from each other."  # noqa: E501
        ),
        _(
            "På forkant is where they ask and answer, share methods and documents, and find again what others have tried, what it cost, and whom to call."  # noqa: E501
        ),
        "# " + _("Who can read what"),
        _(
            "Each thread and document says who may read it: everyone, all members of the network, municipalities only, or one municipality. Search follows the same rule."  # noqa: E501
        ),
        "# " + _("How to join"),
        _(
            "A municipality joins through the secretariat. Its coordinator then invites colleagues. Accounts are personal."  # noqa: E501
        ),
    )


def _rules() -> str:
    return _paragraphs(
        _("The network lives by what members dare to tell each other. These rules are there so that they can."),
        "# " + _("When you write"),
        "\n".join(
            (
                "- " + _("Write as to a colleague in another town hall: what you did, what it cost, what went wrong."),
                "- " + _("Choose who may read it. What is for municipalities only is not passed on to others."),
                "- " + _("Do not write about named citizens, and leave out civil registration numbers."),
                "- " + _("Share only what you may share, and say whose it is."),
            )
        ),
        "# " + _("When something is wrong"),
        _(
            "Press “Report” at the post. A moderator looks at it, personal data first. What is hidden is hidden with a reason, and its author can answer; the log shows members what was done and why."  # noqa: E501
        ),
    )


def _contact() -> str:
    return _paragraphs(
        _("The secretariat answers questions about the network, accounts and the campaign on working days."),
        "# " + _("Who helps with what"),
        "\n".join(
            (
                "- " + _("**Your coordinator** invites colleagues from your municipality. You find them on its page."),
                "- " + _("**The moderators** look at posts that are reported. Press “Report” at the post."),
                "- "
                + _("**The secretariat** lets municipalities in, and sees, corrects or erases what is kept about you."),
            )
        ),
    )


def _privacy() -> str:
    return _paragraphs(
        _(
            "We keep what is needed to run the network: your name, title, municipality, e-mail address, what you write in your profile, what you write and share, and when you signed in."  # noqa: E501
        ),
        _(
            "Others see your name, title and municipality beside what you write. Members of the network also see your e-mail address and what you write in your profile: your phone number, and what you know about."  # noqa: E501
        ),
        _(
            "What you correct stays readable in the post's history. Your drafts are seen by you alone, and a draft that you do not touch for 90 days is deleted."  # noqa: E501
        ),
        _(
            "Who asks to join leaves a name, an address and a reason, which the secretariat reads and which are deleted a year after the answer. When a member leaves, a colleague can take over what they keep for others: methods, documents, shared collections, what they follow, and drafts once the access is closed, but none that hides the name."  # noqa: E501
        ),
        _(
            "Nothing is passed on, and no page loads anything from other sites. There is one cookie, which keeps you signed in and remembers your language and, while you are signed in, your latest searches. What is searched for without result is counted without names."  # noqa: E501
        ),
        _("Those who publish an event see who has signed up for it. Others see how many."),
        _(
            "Under “My account” you see how long we keep what, fetch all that is kept about you, and erase your account. What you have written for others then stays without your name. What we have erased is erased again if a backup has to be put back."  # noqa: E501
        ),
        _(
            "Do not write about named citizens. Ask the secretariat if you want help to see, correct or erase something."  # noqa: E501
        ),
    )


def _accessibility() -> str:
    return _paragraphs(
        _("This site follows the web accessibility act and aims at WCAG 2.1 level AA."),
        _(
            "All pages can be used by keyboard, without JavaScript, in light and dark colours, and from 360 pixels’ width. The text of documents is offered as ordinary pages."  # noqa: E501
        ),
        "# " + _("What is not accessible yet"),
        _(
            "Documents are shared by the municipalities as they are, and some PDFs lack tags or a text layer. Where there is no text, the document’s page says so."  # noqa: E501
        ),
        "# " + _("Tell us"),
        _(
            "If something stands in your way, write to the secretariat. You can complain to the Agency for Digital Government."  # noqa: E501
        ),
    )


def _data_terms() -> str:
    return _paragraphs(
        _("The library can be fetched as data by everyone, without an account. This is what it may be used for."),
        "# " + _("The list itself"),
        _(
            "Titles, short descriptions, topics and addresses may be used freely, also for money. Say that they come from På forkant, and on which day you fetched them."  # noqa: E501
        ),
        "# " + _("What the list leads to"),
        _(
            "Methods, documents, publications and plans belong to those who have shared them. Each line says on which terms, and those hold. Where nobody has said, the line says whose it is: ask there before you use it elsewhere."  # noqa: E501
        ),
        "# " + _("What we ask of you"),
        "\n".join(
            (
                "- " + _("Do not let it look as if the network or a municipality vouches for what you make of it."),
                "- " + _("Fetch it anew now and then: what has been withdrawn is in no new file."),
            )
        ),
        "# " + _("What we cannot promise"),
        _("The data are as members have written them. Nobody vouches for their being complete or without mistakes."),
    )


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class PageText:
    heading: Any  # lazily translated
    endpoint: str
    first: Callable[[], str]  # in the language of the request


TEXTS: Mapping[str, PageText] = {
    "om": PageText(_l("About På forkant"), "pages.about", _about),
    "regler": PageText(_l("Rules"), "pages.rules", _rules),
    "kontakt": PageText(_l("Contact"), "pages.contact", _contact),
    "was": PageText(_l("Accessibility statement"), "pages.accessibility", _accessibility),
    "privatliv": PageText(_l("Privacy policy"), "pages.privacy", _privacy),
    "data": PageText(_l("Terms for open data"), "pages.data_terms", _data_terms),
}
