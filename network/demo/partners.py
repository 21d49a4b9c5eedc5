"""Two partners of the demo's network: invented, and put in through the services."""

from sqlalchemy.orm import Session

from network.core.access import Actor
from network.features.partners.service import add
from network.features.portraits.service import Said, describe

PARTNERS = {
    "Fonden for Egn og Kyst": (
        "Vi støtter forsøg i landsbyer, på øer og langs kysten med op til 150.000 kr. og læser gerne et udkast, før I "
        "søger.\n\nSpørg os om:\n\n- hvad en ansøgning skal indeholde\n- hvem der har prøvet noget, der ligner\n"
        "- følgeforskning og evaluering"
    ),
    "Foreningen Landsbyer i Forandring": (
        "Vi er 140 landsbylaug og borgerforeninger. Vi hjælper kommuner med at få borgerne med **før** planen er "
        "skrevet, og låner gerne en mødeleder ud."
    ),
}


def add_partners(session: Session, secretariat: Actor) -> None:
    for name, words in PARTNERS.items():
        describe(session, secretariat, add(session, secretariat, name), Said(words=words))
