"""Every table in one place, for migrations and tests that need the whole schema."""

from network.core import audit, imported, measured, outbox, ratelimit
from network.core.db import Base
from network.features.accounts import models as accounts
from network.features.advisers import models as advisers
from network.features.apikeys import models as apikeys
from network.features.attachments import models as attachments
from network.features.calls import models as calls
from network.features.collections import models as collections
from network.features.drafts import models as drafts
from network.features.editing import models as editing
from network.features.events import models as events
from network.features.experiences import models as experiences
from network.features.joining import models as joining
from network.features.keywords import models as keywords
from network.features.library import models as library
from network.features.members import models as members
from network.features.mentions import models as mentions
from network.features.merging import models as merging
from network.features.methods import models as methods
from network.features.moderation import models as moderation
from network.features.municipalities import models as municipalities
from network.features.notices import models as notices
from network.features.notifications import models as notifications
from network.features.ownfeeds import models as ownfeeds
from network.features.pages import models as pages
from network.features.plans import models as plans
from network.features.portraits import models as portraits
from network.features.publishing import models as publishing
from network.features.search import models as search
from network.features.sources import models as sources
from network.features.start import models as start
from network.features.summaries import models as summaries
from network.features.takedowns import models as takedowns
from network.features.thanks import models as thanks
from network.features.threads import models as threads
from network.features.topics import models as topics

__all__ = [
    "Base",
    "accounts",
    "advisers",
    "apikeys",
    "attachments",
    "audit",
    "calls",
    "collections",
    "drafts",
    "editing",
    "events",
    "experiences",
    "imported",
    "joining",
    "keywords",
    "library",
    "measured",
    "members",
    "mentions",
    "merging",
    "methods",
    "moderation",
    "municipalities",
    "notices",
    "notifications",
    "outbox",
    "ownfeeds",
    "pages",
    "plans",
    "portraits",
    "publishing",
    "ratelimit",
    "search",
    "sources",
    "start",
    "summaries",
    "takedowns",
    "thanks",
    "threads",
    "topics",
]
