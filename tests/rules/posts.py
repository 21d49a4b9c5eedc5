"""Every route that changes something, with a form that it would take."""

from dataclasses import dataclass

from tests.pages.client import CheckedClient, fields_of
from tests.rules.town import COORDINATOR, HIDDEN_AUTHOR, MEMBER_A, MEMBER_B, MODERATOR, SECRETARIAT, VISITOR, Town
from tests.world import PASSWORD


@dataclass(frozen=True)
class Post:
    path: str  # with places in braces
    fields: dict[str, str]
    sender: str = MEMBER_A


METHOD = {
    "kind": "method",
    "title": "En metode",
    "summary": "Det er den.",
    "topic": "tomme-boliger",
    "licence": "credit",
    "audience": "network",
}
PLAN = {"title": "En plan", "summary": "Det er den.", "topics": "tomme-boliger", "audience": "network"}
ARTICLE = {"title": "En nyhed", "lead": "Det er den."}
POSTS = {
    "accounts.sign_in": Post("/log-ind", {"email": "medlem@lolland.example", "password": PASSWORD}, VISITOR),
    "accounts.sign_out": Post("/log-ud", {}),
    "accounts.accept": Post("{invitation}", {"name": "Ny Kollega", "password": PASSWORD}, VISITOR),
    "accounts.forgotten": Post("/adgangskode/glemt", {"email": "medlem@lolland.example"}, VISITOR),
    "accounts.reset": Post("{reset}", {"password": PASSWORD}, VISITOR),
    "accounts.confirm_address": Post("{address}", {}, VISITOR),
    "members.edit": Post("/konto/profil", {"name": "Nyt Navn", "language": "da"}),
    "accounts.change_password": Post(
        "/konto/adgangskode", {"current_password": PASSWORD, "new_password": "tolv grønne flasker øl"}
    ),
    "accounts.change_address": Post("/konto/adresse", {"email": "ny@a.example", "current_password": PASSWORD}),
    "accounts.end_other_sessions": Post("/konto/log-ud-overalt", {}),
    "municipalities.invite": Post("/kommuner/lolland/inviter", {"email": "ny@lolland.example"}, COORDINATOR),
    "municipalities.manage": Post(
        "/sekretariat/kommuner", {"municipality": "aarhus", "participation": "participant"}, SECRETARIAT
    ),
    "handover.members": Post("/kommuner/lolland/medlemmer", {"domains": "lolland.dk"}, SECRETARIAT),
    "handover.withdraw": Post("/kommuner/lolland/invitationer/1/tilbage", {}, SECRETARIAT),
    "erasure.erase_own": Post("/konto/slet", {"current_password": PASSWORD}),
    "erasure.erase": Post("/sekretariat/medlemmer/{member}/slet", {"sure": "y"}, SECRETARIAT),
    "handover.own": Post("/konto/overdrag", {"colleague": "1"}),
    "handover.hand_over": Post("/kommuner/lemvig/medlemmer/{member}/overdrag", {"colleague": "1"}, SECRETARIAT),
    "joining.ask": Post(
        "/bliv-med",
        {"municipality": "aarhus", "name": "Ida", "email": "ida@aarhus.example", "reason": "Vi vil være med."},
    ),
    "joining.answer": Post("/sekretariat/anmodninger/{asked}", {"decision": "refused", "reason": "Nej."}, SECRETARIAT),
    "portraits.edit": Post("/kommuner/lolland/profil", {"challenges": "tomme-boliger"}, COORDINATOR),
    "threads.new": Post(
        "/traade/ny",
        {
            "title": "Et spørgsmål",
            "body": "Hvordan?",
            "kind": "question",
            "topic": "tomme-boliger",
            "audience": "network",
        },
    ),
    "threads.reply": Post("/traade/{thread}/svar", {"body": "Sådan."}),
    "threads.mark_best": Post("/indlaeg/{reply}/bedste", {"best": "0"}, SECRETARIAT),
    "calls.deadline": Post("/traade/{call}/frist", {"deadline": "24-12-2026"}, SECRETARIAT),
    "thanks.thank": Post("/indlaeg/nyttigt", {"thank": "2"}),  # the town's first reply is public
    "resolving.resolve": Post("/traade/{thread}/afklaret", {"resolved": "1"}, SECRETARIAT),
    "summaries.edit": Post("/traade/{thread}/kort-fortalt", {"body": "Kort sagt ja.", "version": "1"}, SECRETARIAT),
    "summaries.hide": Post("/traade/{thread}/kort-fortalt/skjul", {"reason": "Persondata."}, MODERATOR),
    "keywords.manage": Post("/sekretariat/noegleord", {"title": "Havne"}, SECRETARIAT),
    "keywords.rename": Post("/sekretariat/noegleord/{keyword}/omdoeb", {"title": "Havne"}, SECRETARIAT),
    "keywords.merge": Post("/sekretariat/noegleord/{keyword}/saml", {"into": "havne"}, SECRETARIAT),
    "keywords.set_state": Post("/sekretariat/noegleord/{keyword}/tilstand", {"act": "retire"}, SECRETARIAT),
    "search.answered": Post("/soeg/besvaret", {"answer": "post:1"}),  # the town's first post is public
    "search.save": Post("/soeg/gem", {"address": "q=havn"}),
    "search.open_saved": Post("/soeg/gemte/{saved}", {"act": "remove"}),
    "search.clear_recent": Post("/soeg/seneste/ryd", {}),
    "search.manage_synonyms": Post("/sekretariat/synonymer", {"words": "kaj, mole"}, SECRETARIAT),
    "search.edit_synonyms": Post("/sekretariat/synonymer/{synonym}", {"words": "kaj, mole"}, SECRETARIAT),
    "search.forget_missed": Post("/sekretariat/synonymer/forgaeves", {"words": "havfruer"}, SECRETARIAT),
    "drafts.save": Post("/kladder/gem", {"place": "thread:new", "body": "Begyndt."}),
    "drafts.delete": Post("/kladder/slet", {"place": "thread:new"}),
    "mentions.names": Post("/omtale", {"begyndt": "Medlem", "publikum": "network"}),
    "attachments.upload": Post("/filer/", {}),
    "editing.edit": Post("/indlaeg/{reply}/ret", {"body": "Rettet.", "version": "1"}, SECRETARIAT),
    "notifications.follow_thread": Post("/traade/{thread}/foelg", {"follow": "1"}),
    "notifications.follow_topic": Post("/emner/tomme-boliger/foelg", {"follow": "1"}),
    "notifications.read_all": Post("/notifikationer/laest", {}),
    "accounts.choose_language": Post("/konto/sprog", {"language": "en"}),
    "notifications.choose_mail": Post("/konto/mails", {"wanted": "0"}),
    "notifications.stop_mail": Post("{stop}", {}, VISITOR),
    "moderation.report": Post("/indlaeg/{reply}/anmeld", {"reason": "tone"}),
    "moderation.dismiss": Post("/indlaeg/{reply}/afvis", {}, MODERATOR),
    "moderation.hide": Post("/indlaeg/{reply}/skjul", {"reason": "Persondata."}, MODERATOR),
    "moderation.show_again": Post("/indlaeg/{hidden}/vis-igen", {}, MODERATOR),
    "moderation.uphold": Post("/indlaeg/{hidden}/fasthold", {}, MODERATOR),
    "moderation.answer": Post("/indlaeg/{hidden}/svar-moderator", {"answer": "Hvorfor?"}, HIDDEN_AUTHOR),
    "moderation.lock": Post("/traade/{thread}/luk", {"reason": "Besvaret."}, MODERATOR),
    "moderation.unlock": Post("/traade/{thread}/aabn", {}, MODERATOR),
    "moderation.pin": Post("/traade/{thread}/fastgoer", {"pinned": "1"}, MODERATOR),
    "moderation.change_kind": Post("/traade/{thread}/slags", {"kind": "call"}, MODERATOR),
    "moderation.move": Post("/traade/{thread}/flyt", {"topic": "service"}, MODERATOR),
    "merging.merge": Post("/traade/{thread}/laeg-sammen", {"target": "1", "reason": "Det samme."}, MODERATOR),
    "merging.split": Post(
        "/traade/{thread}/udskil",
        {
            "split": "1",
            "from_post": "2",
            "title": "En tråd for sig",
            "topic": "service",
            "kind": "question",
            "reason": "En anden sag.",
        },
        MODERATOR,
    ),
    "moderation.suspend": Post("/sekretariat/medlemmer/{member}/spaer", {"reason": "Delt konto."}, SECRETARIAT),
    "moderation.lift_suspension": Post("/sekretariat/medlemmer/{member}/aabn", {}, SECRETARIAT),
    "members.appoint_editor": Post("/sekretariat/medlemmer/{member}/redaktoer", {"editor": "1"}, SECRETARIAT),
    "members.appoint": Post("/sekretariat/medlemmer/{member}/moderator", {"moderator": "1"}, SECRETARIAT),
    "topics.edit": Post("/sekretariat/emner/tomme-boliger", {"title": "Tomme huse", "group": "greb"}, SECRETARIAT),
    "topics.new": Post("/sekretariat/emner/nyt", {"title": "Havne", "group": "tema"}, SECRETARIAT),
    "topics.move": Post("/sekretariat/emner/tomme-boliger/plads", {"place": "2"}, SECRETARIAT),
    "topics.set_state": Post("/sekretariat/emner/tomme-boliger/tilstand", {"act": "retire"}, SECRETARIAT),
    "methods.new": Post("/metoder/ny", METHOD),
    "methods.edit": Post("/metoder/{method}/ret", METHOD | {"version": "2"}, SECRETARIAT),
    "methods.restore": Post("/metoder/{method}/gendan", {"number": "1"}, SECRETARIAT),
    "methods.keepers": Post("/metoder/{method}/ejere", {"keepers": ""}, SECRETARIAT),
    "methods.still_holds": Post("/metoder/{method}/gennemgaaet", {}, SECRETARIAT),
    "methods.review": Post("/metoder/{method}/godkend", {"good": "1"}, SECRETARIAT),
    "methods.take_over": Post("/metoder/{method}/overtag", {}, SECRETARIAT),
    "methods.withdraw": Post("/metoder/{method}/traek-tilbage", {"reason": "Forældet."}, SECRETARIAT),
    "methods.share_again": Post("/metoder/{method}/del-igen", {}, SECRETARIAT),
    "experiences.new": Post(
        "/metoder/{public_method}/erfaring",
        {"stage": "carried_out", "origin": "first", "failed": "Det regnede.", "audience": "network"},
    ),
    "experiences.edit": Post(
        "/erfaringer/{card}/ret",
        {"stage": "carried_out", "origin": "first", "failed": "Nej.", "audience": "own", "version": "1"},
        MEMBER_A,
    ),
    "experiences.remove": Post("/erfaringer/{card}/slet", {}, MEMBER_A),
    "experiences.wish": Post("/metoder/{public_method}/proev", {"wants": "1"}),
    "sources.make": Post("/traade/{resolved}/metode", {"submission": "fratraad1"}),
    "sources.ask": Post("/metoder/{method}/spoerg-om-lov", {}, SECRETARIAT),
    "sources.consent": Post("/metoder/samtykke/{source}", {"agrees": "1"}),
    "notices.read": Post("/notifikationer/{notice}", {}, MEMBER_A),
    "plans.new": Post("/strategiplaner/ny", PLAN),
    "plans.edit": Post("/strategiplaner/{plan}/ret", PLAN | {"version": "1"}),
    "plans.discard": Post("/strategiplaner/{plan_draft}/slet", {}),
    "pages.edit": Post("/sekretariat/sider/regler", {"body": "Skriv pænt.", "version": "0"}, SECRETARIAT),
    "start.arrange": Post("/forside", {"show_news": "y", "place_news": "1"}, SECRETARIAT),
    "events.attend": Post("/arrangementer/{event}/tilmelding", {"attend": "1"}),
    "publishing.new": Post("/nyheder/ny", ARTICLE, SECRETARIAT),
    "publishing.edit": Post("/nyheder/{article}/ret", ARTICLE | {"version": "1"}, SECRETARIAT),
    "publishing.withdraw": Post("/nyheder/{article}/traek-tilbage", {}, SECRETARIAT),
    "publishing.discard": Post("/nyheder/{article_draft}/slet", {}, SECRETARIAT),
    "methods.discard": Post("/metoder/{draft}/slet", {}, SECRETARIAT),
    "collections.new": Post("/samlinger/ny", {"title": "En samling", "audience": "network"}),
    "collections.edit": Post(
        "/samlinger/{collection}/ret", {"title": "En anden", "audience": "network", "version": "1"}, SECRETARIAT
    ),
    "collections.discard": Post("/samlinger/{collection}/slet", {}, SECRETARIAT),
    "collections.take_back": Post("/samlinger/{collection}/gendan", {}, SECRETARIAT),
    "collections.follow": Post("/samlinger/{public_collection}/foelg", {"follow": "1"}),
    "collections.arrange": Post("/samlinger/{collection}/ting", {"remove": "{item}"}, SECRETARIAT),
    "collections.introduce": Post(
        "/samlinger/{collection}/ting/{item}", {"introduction": "Læs den.", "version": "2"}, SECRETARIAT
    ),
    "collections.add": Post("/samlinger/tilfoej/traad/{thread}", {"title": "En samling", "audience": "network"}),
    "casefile.package": Post("/journal/traad/{thread}", {}),
    "documents.edit": Post("/dokumenter/{document}/ret", {"title": "Andet", "audience": "network"}, SECRETARIAT),
    "documents.replace": Post("/dokumenter/{document}/erstat", {}, SECRETARIAT),
    "documents.withdraw": Post("/dokumenter/{document}/traek-tilbage", {"reason": "Forkert fil."}, SECRETARIAT),
    "documents.share_again": Post("/dokumenter/{document}/del-igen", {}, SECRETARIAT),
    "takedowns.take_down": Post("/gennemsyn/tag-ned/dokument/{document}", {"reason": "Et navn."}, MODERATOR),
    "partners.new": Post("/sekretariat/partnere", {"name": "En fond"}, SECRETARIAT),
    "partners.invite": Post("/partnere/realfonden/inviter", {"email": "ny@realfonden.example"}, SECRETARIAT),
    "partners.edit": Post("/partnere/realfonden/profil", {"words": "Vi støtter."}, SECRETARIAT),
    "advisers.invite": Post(
        "/raadgivere/til/traad/{own}", {"email": "ida@firma.example", "name": "Ida", "firm": "Firma"}, COORDINATOR
    ),
    "advisers.of_municipality": Post("/kommuner/lolland/raadgivere", {"address": "/traade/1-x"}, COORDINATOR),
    "advisers.end": Post("/raadgivere/adgang/{access}/afslut", {}, COORDINATOR),
    "ownfeeds.index": Post("/konto/feeds", {}),
    "ownfeeds.end": Post("/konto/feeds/stop", {}),
    "apikeys.index": Post("/konto/noegler", {"name": "Intranettet"}),
    "apikeys.end": Post("/konto/noegler/{key}/afslut", {}, MEMBER_A),
    "many.new": Post("/bibliotek/del-flere", {"audience": "network"}),
    "many.take": Post("/bibliotek/filer", {}),
    "library.new": Post("/bibliotek/del", {"title": "Et notat", "audience": "network"}),
}
# Those that somebody may send who is not signed in
OPEN = {
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.accept",
    "accounts.forgotten",
    "accounts.reset",
    "accounts.confirm_address",
    "joining.ask",
    "notifications.stop_mail",
}
# Sent by mail programs, which have no session: the link itself is what proves the right to (RFC 8058)
ONE_CLICK = {"notifications.stop_mail"}


def path_of(town: Town, endpoint: str) -> str:
    return POSTS[endpoint].path.format(
        invitation=town.invitation,
        reset=town.reset,
        address=town.address,
        stop=town.stop,
        asked=town.asked,
        call=town.call.id,
        thread=town.threads["network"].id,
        own=town.threads["own A"].id,
        access=town.access,
        reply=town.replies["network"],
        hidden=town.hidden_reply,
        keyword=town.keyword,
        saved=town.saved_search,
        key=town.key,
        synonym=town.synonym,
        method=town.methods["own office"].id,
        resolved=town.resolved,
        source=town.source,
        public_method=town.methods["public"].id,
        card=town.own_card,
        notice=town.notice,
        collection=town.collections["own office"],
        public_collection=town.collections["public"],
        item=town.items["own office"],
        draft=town.drafts["own office"].id,
        plan=town.plans["own A"].id,
        plan_draft=town.plan_draft.id if town.plan_draft else 0,
        article=town.articles["out"].id,
        event=town.event.id if town.event else 0,
        article_draft=town.articles["draft"].id,
        document=town.documents["network"].id,
        member=town.people[MEMBER_B].id,
    )


def sender_of(town: Town, endpoint: str) -> CheckedClient:
    """A browser of somebody who may do it."""
    return town.world.client(town.people[POSTS[endpoint].sender])


def token_of(client: CheckedClient) -> str:
    """A token that counts for this browser. The sign-in form has one for everybody."""
    return fields_of(client.page("/log-ind").form("/log-ind"))["csrf_token"]
