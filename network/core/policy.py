"""One table says who may do what. An action is allowed when any of its predicates holds."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from network.core.access import Actor, OrganisationKind, Role, can_read, is_invited
from network.core.errors import N_, Forbidden, NotFound, SignInRequired

Predicate = Callable[[Actor, Any], bool]


class Action(StrEnum):
    START_THREAD = "thread:start"
    REPLY = "thread:reply"
    MARK_BEST_REPLY = "thread:mark_best_reply"
    RESOLVE = "thread:resolve"
    WRITE_SUMMARY = "thread:write_summary"
    EDIT_POST = "post:edit"
    MOVE_DEADLINE = "call:move_deadline"
    THANK = "post:thank"
    FOLLOW = "thread:follow"  # and topics, which everybody may read
    SHARE_DOCUMENT = "document:share"
    CHANGE_DOCUMENT = "document:change"  # edit, replace and withdraw it
    SHARE_METHOD = "method:share"
    EDIT_METHOD = "method:edit"
    REVIEW_METHOD = "method:review"
    TAKE_OVER_METHOD = "method:take_over"
    TELL_EXPERIENCE = "experience:tell"
    EDIT_EXPERIENCE = "experience:edit"
    MAKE_COLLECTION = "collection:make"
    KEEP_COLLECTION = "collection:keep"
    EXPORT_CASEFILE = "casefile:export"
    START_PLAN = "plan:start"
    EDIT_PLAN = "plan:edit"
    DESCRIBE_MUNICIPALITY = "municipality:describe"
    ATTEND = "event:attend"
    EDIT_PAGE = "page:edit"  # those about the network
    PUBLISH = "article:publish"  # write, schedule, withdraw, and choose what the front page shows
    INVITE_COLLEAGUE = "organisation:invite_colleague"
    HAND_OVER = "organisation:hand_over"
    MANAGE_PARTICIPATION = "municipality:manage_participation"
    MANAGE_PARTNERS = "partner:manage"
    SEE_MEMBERS = "organisation:see_members"
    REPORT_POST = "post:report"
    MODERATE = "thread:moderate"
    TAKE_DOWN = "thing:take_down"  # what is no post
    ANSWER_MODERATOR = "post:answer_moderator"
    KEEP_KEYWORDS = "keyword:keep"
    SUSPEND_MEMBER = "member:suspend"
    ERASE_MEMBER = "member:erase"  # somebody else; oneself, nobody has to be asked
    APPOINT_MODERATOR = "member:appoint_moderator"
    APPOINT_EDITOR = "member:appoint_editor"
    EDIT_TOPIC = "topic:edit"
    KEEP_SYNONYMS = "synonym:keep"
    SEE_STATISTICS = "statistics:see"
    SEE_OWN_FIGURES = "organisation:see_figures"
    INVITE_ADVISER = "thing:invite_adviser"
    END_ADVISER = "thing:end_adviser"
    LIST_ADVISERS = "organisation:list_advisers"


def is_member(actor: Actor, _subject: Any) -> bool:
    return actor.is_member


def is_its_adviser(actor: Actor, subject: Any) -> bool:
    """Whether the subject has been opened to the actor, who is no member; without one, whether anything has."""
    return bool(actor.invited) if subject is None else is_invited(actor, subject)


def is_secretariat(actor: Actor, _subject: Any) -> bool:
    return Role.SECRETARIAT in actor.roles


def is_moderator(actor: Actor, _subject: Any) -> bool:
    return Role.MODERATOR in actor.roles


def is_author(actor: Actor, subject: Any) -> bool:
    return actor.id is not None and actor.id == subject.author_id


def still_writes(actor: Actor, subject: Any) -> bool:
    """Whether the actor is the author; an adviser only as long as it is open to them, whoever else may read it."""
    return is_author(actor, subject) and (actor.is_member or is_invited(actor, subject))


def is_editor(actor: Actor, _subject: Any) -> bool:
    return Role.EDITOR in actor.roles


def keeps_method(actor: Actor, method: Any) -> bool:
    return actor.id is not None and actor.id in method.keeper_ids


def succeeds_owner(actor: Actor, method: Any) -> bool:
    """Whether a method has lost its owner, and the actor answers for the same municipality or keeps it already."""
    at_home = actor.organisation_id is not None and actor.organisation_id == method.organisation_id
    return method.owner_is_gone and (at_home or keeps_method(actor, method))


def owns_collection(actor: Actor, collection: Any) -> bool:
    return actor.id is not None and actor.id == collection.owner_id


def inherits_collection(actor: Actor, collection: Any) -> bool:
    """Whether the owner has left, and the actor answers for the same municipality."""
    at_home = actor.organisation_id is not None and actor.organisation_id == collection.organisation_id
    return collection.owner_is_gone and at_home


def is_of_municipality(actor: Actor, _subject: Any) -> bool:
    return actor.is_signed_in and actor.organisation_kind is OrganisationKind.MUNICIPALITY


def succeeds_author(actor: Actor, card: Any) -> bool:
    """Whether the author of a card has left, and the actor answers for the same municipality."""
    at_home = actor.organisation_id is not None and actor.organisation_id == card.organisation_id
    return card.author_is_gone and at_home


def answers_for_plan(actor: Actor, plan: Any) -> bool:
    """Whether the plan is of the actor's own municipality."""
    return is_of_municipality(actor, plan) and actor.organisation_id == plan.organisation_id


def takes_part(actor: Actor, thread: Any) -> bool:
    """Whether the actor is a member and has written in the thread."""
    return actor.is_member and bool(thread.takes_part)


def belongs_to_organisation(actor: Actor, organisation: Any) -> bool:
    return actor.organisation_id is not None and actor.organisation_id == organisation.id and not actor.is_adviser


def is_coordinator_there(actor: Actor, organisation: Any) -> bool:
    return Role.COORDINATOR in actor.roles and belongs_to_organisation(actor, organisation)


def opens_to_advisers(actor: Actor, thing: Any) -> bool:
    """Whether the actor may open a municipality's thing to an outsider.

    A plan is all its people's to open, a thread or a document its author's and the coordinator's. One whose author
    hides their name is nobody's: whoever reads on could tell from the invitation where it comes from.
    """
    if thing.organisation_kind != OrganisationKind.MUNICIPALITY or thing.has_hidden_name:
        return False
    if actor.organisation_id != thing.organisation_id or not actor.is_member:
        return actor.is_secretariat
    return thing.is_plan or actor.is_coordinator or is_author(actor, thing)


def answers_for_access(actor: Actor, access: Any) -> bool:
    """Whether an adviser's access was given by the actor, or by somebody whom the actor coordinates."""
    if actor.organisation_id != access.organisation_id or not actor.is_member:
        return False
    return actor.is_coordinator or actor.id == access.invited_by_id


POLICY: dict[Action, tuple[Predicate, ...]] = {
    Action.START_THREAD: (is_member,),
    Action.REPLY: (is_member, is_its_adviser),
    Action.MARK_BEST_REPLY: (still_writes, is_moderator, is_secretariat),
    Action.RESOLVE: (still_writes, is_moderator, is_secretariat),
    Action.WRITE_SUMMARY: (takes_part, is_moderator, is_secretariat),
    Action.EDIT_POST: (still_writes, is_moderator, is_secretariat),
    Action.MOVE_DEADLINE: (still_writes, is_moderator, is_secretariat),
    Action.THANK: (is_member,),
    Action.FOLLOW: (is_member, is_its_adviser),
    Action.SHARE_DOCUMENT: (is_member,),
    Action.CHANGE_DOCUMENT: (is_author, is_secretariat),
    Action.SHARE_METHOD: (is_member,),
    Action.EDIT_METHOD: (keeps_method,),
    Action.REVIEW_METHOD: (is_editor, is_secretariat),
    Action.TAKE_OVER_METHOD: (succeeds_owner,),
    Action.TELL_EXPERIENCE: (is_of_municipality,),
    Action.EDIT_EXPERIENCE: (is_author, succeeds_author),
    Action.MAKE_COLLECTION: (is_member,),
    Action.KEEP_COLLECTION: (owns_collection, inherits_collection),
    Action.EXPORT_CASEFILE: (is_member,),
    Action.START_PLAN: (is_of_municipality,),
    Action.EDIT_PLAN: (answers_for_plan, is_secretariat),
    Action.DESCRIBE_MUNICIPALITY: (is_coordinator_there, is_secretariat),
    Action.ATTEND: (is_member,),
    Action.EDIT_PAGE: (is_secretariat,),
    Action.PUBLISH: (is_editor, is_secretariat),
    Action.INVITE_COLLEAGUE: (is_coordinator_there, is_secretariat),
    Action.HAND_OVER: (is_coordinator_there, is_secretariat),
    Action.MANAGE_PARTICIPATION: (is_secretariat,),
    Action.MANAGE_PARTNERS: (is_secretariat,),
    Action.SEE_MEMBERS: (is_member,),
    Action.REPORT_POST: (is_member,),
    Action.MODERATE: (is_moderator, is_secretariat),
    Action.TAKE_DOWN: (is_moderator, is_secretariat),
    Action.ANSWER_MODERATOR: (is_author,),
    Action.KEEP_KEYWORDS: (is_secretariat,),
    Action.SUSPEND_MEMBER: (is_secretariat,),
    Action.ERASE_MEMBER: (is_secretariat,),
    Action.APPOINT_MODERATOR: (is_secretariat,),
    Action.APPOINT_EDITOR: (is_secretariat,),
    Action.EDIT_TOPIC: (is_secretariat,),
    Action.KEEP_SYNONYMS: (is_secretariat,),
    Action.SEE_STATISTICS: (is_secretariat,),
    Action.SEE_OWN_FIGURES: (belongs_to_organisation, is_secretariat),
    Action.INVITE_ADVISER: (opens_to_advisers,),
    Action.END_ADVISER: (answers_for_access, is_secretariat),
    Action.LIST_ADVISERS: (is_coordinator_there, is_secretariat),
}

REASONS: dict[Action, str] = {
    Action.START_THREAD: N_("Only members can start a thread."),
    Action.REPLY: N_("Only members, and advisers who are invited to the thread, can reply."),
    Action.MARK_BEST_REPLY: N_("Only the person who asked and the moderators can mark the best reply."),
    Action.RESOLVE: N_("Only the person who asked and the moderators can say that it is resolved."),
    Action.WRITE_SUMMARY: N_("Only those who have written in the thread and the moderators can write its summary."),
    Action.EDIT_POST: N_("Only the one who wrote the post and the moderators can edit it."),
    Action.MOVE_DEADLINE: N_("Only the one who called for experience and the moderators can move the deadline."),
    Action.THANK: N_("Only members can say that a post was useful."),
    Action.FOLLOW: N_("Only members can follow threads and topics."),
    Action.SHARE_DOCUMENT: N_("Only members can share documents."),
    Action.CHANGE_DOCUMENT: N_("Only the one who shared the document and the secretariat can change it."),
    Action.SHARE_METHOD: N_("Only members can share methods."),
    Action.EDIT_METHOD: N_("Only those who keep the method can change it."),
    Action.REVIEW_METHOD: N_("Only editors and the secretariat can review a method."),
    Action.TAKE_OVER_METHOD: N_("Only colleagues of an owner who has left can take the method over."),
    Action.TELL_EXPERIENCE: N_("Only members of a municipality can tell what it has tried."),
    Action.EDIT_EXPERIENCE: N_("Only the one who wrote the card can change it."),
    Action.MAKE_COLLECTION: N_("Only members can make collections."),
    Action.KEEP_COLLECTION: N_("Only the one who made the collection can change it."),
    Action.EXPORT_CASEFILE: N_("Only members can fetch a package for the case system."),
    Action.START_PLAN: N_("Only members of a municipality can write its plans."),
    Action.EDIT_PLAN: N_("Only members of the municipality and the secretariat can change its plans."),
    Action.ATTEND: N_("Only members can sign up for events."),
    Action.EDIT_PAGE: N_("Only the secretariat can change the pages about the network."),
    Action.PUBLISH: N_("Only editors and the secretariat can publish."),
    Action.DESCRIBE_MUNICIPALITY: N_("Only the coordinator and the secretariat can write what stands here."),
    Action.INVITE_COLLEAGUE: N_("Only the coordinator and the secretariat can invite."),
    Action.HAND_OVER: N_("Only the municipality's coordinator and the secretariat can hand over."),
    Action.MANAGE_PARTICIPATION: N_("Only the secretariat can add municipalities."),
    Action.MANAGE_PARTNERS: N_("Only the secretariat can take partners in."),
    Action.SEE_MEMBERS: N_("Only members can see who the others are."),
    Action.REPORT_POST: N_("Only members can report a post."),
    Action.MODERATE: N_("Only moderators and the secretariat can do that."),
    Action.TAKE_DOWN: N_("Only moderators and the secretariat can take things down."),
    Action.ANSWER_MODERATOR: N_("Only the author of the post can answer the moderator."),
    Action.KEEP_KEYWORDS: N_("Only the secretariat keeps the list of keywords."),
    Action.ERASE_MEMBER: N_("Only the secretariat can erase somebody else's account."),
    Action.SUSPEND_MEMBER: N_("Only the secretariat can suspend a member."),
    Action.APPOINT_EDITOR: N_("Only the secretariat can make somebody an editor."),
    Action.APPOINT_MODERATOR: N_("Only the secretariat can make a member a moderator."),
    Action.EDIT_TOPIC: N_("Only the secretariat can edit topics."),
    Action.KEEP_SYNONYMS: N_("Only the secretariat keeps the list of synonyms."),
    Action.SEE_STATISTICS: N_("Only the secretariat can see the statistics."),
    Action.SEE_OWN_FIGURES: N_("Only members of the municipality and the secretariat can see its figures."),
    Action.INVITE_ADVISER: N_("Only the municipality that it comes from can invite an adviser to it."),
    Action.END_ADVISER: N_("Only those who invited the adviser and the coordinator can end the access."),
    Action.LIST_ADVISERS: N_("Only the municipality's coordinator and the secretariat can see all its advisers."),
}


MEMBERS_ONLY = N_("That is for the members of the network. You read what you are invited to.")


def require_member(actor: Actor) -> None:
    """For what is a member's own. Raises SignInRequired, and Forbidden for an adviser."""
    if not actor.is_signed_in:
        raise SignInRequired
    if not actor.is_member:
        raise Forbidden(MEMBERS_ONLY)


def allows(action: Action, actor: Actor, subject: Any = None) -> bool:
    """Whether `actor` may do `action` to `subject`. What cannot be read cannot be acted on."""
    if hasattr(subject, "audience_term") and not can_read(actor, subject):
        return False
    return any(predicate(actor, subject) for predicate in POLICY[action])


def require(action: Action, actor: Actor, subject: Any = None) -> None:
    """Raise NotFound when the subject is not the actor's to know, SignInRequired or Forbidden when it is."""
    if hasattr(subject, "audience_term") and not can_read(actor, subject):
        raise NotFound
    if allows(action, actor, subject):
        return
    if not actor.is_signed_in:
        raise SignInRequired
    raise Forbidden(REASONS[action])
