"""The page that gives a thread's address, a mail that is begun, and who can open it."""

from urllib.parse import quote

from flask import Blueprint, current_app, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.core.access import Audience
from network.core.errors import N_, Forbidden
from network.features.threads.head import ThreadHead, thread_head
from network.web.access import Access, access
from network.web.database import session
from network.web.identity import current_actor

blueprint = Blueprint("sharing", __name__)
WHO = {
    Audience.PUBLIC: _l("Everyone can read the thread, also without signing in."),
    Audience.NETWORK: _l("Only members of the network can read the thread."),
    Audience.MUNICIPALITIES: _l("The thread can be read by municipalities only."),
    Audience.OWN: _l("The thread can be read by members from %(organisation)s only."),
}
ADVISED = _l("The thread can be read by members, and by those whom a municipality has invited.")


@blueprint.get("/traade/<int:thread_id>/del")
@access(Access.PUBLIC)
def show(thread_id: int) -> str:
    actor = current_actor()
    head = thread_head(session(), actor, thread_id)
    if head.is_hidden:
        raise Forbidden(N_("A moderator has hidden the thread."))
    address = current_app.config["SETTINGS"].base_url + head.url()
    is_invited = actor.is_adviser and head.audience is not Audience.PUBLIC
    who = str(ADVISED if is_invited else WHO[head.audience]) % {"organisation": actor.organisation_name}
    return render_template("sharing/show.html", head=head, address=address, who=who, mail=_mail(head, address, who))


def _mail(head: ThreadHead, address: str, who: str) -> str:
    """A mail without a receiver. Of the thread it holds the title and the address; what is said in it stays there."""
    sign_in = () if head.audience is Audience.PUBLIC else (_("Sign in to read it."),)
    text = "\n\n".join((_("Perhaps you can use this:"), f"{head.title}\n{address}", " ".join((who, *sign_in))))
    return f"mailto:?subject={quote(head.title)}&body={quote(text.replace(chr(10), chr(13) + chr(10)))}"
