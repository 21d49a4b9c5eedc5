"""The form in which the front page is arranged."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from network.features.start.models import Block
from network.web.forms import CHOOSE, Form

TITLES: Mapping[Block, Any] = {
    Block.NEWS: _l("News"),
    Block.EVENTS: _l("Events"),
    Block.PLANS: _l("Projects supported by the campaign"),
    Block.PUBLICATIONS: _l("Publications"),
    Block.PROJECTS: _l("Related projects"),
}


class FrontForm(Form):
    def places(self) -> dict[Block, int | None]:
        """What was chosen; of two with one place the one that stands first in the form comes first."""
        shown = [block for block in Block if self[f"show_{block}"].data]
        shown.sort(key=lambda block: int(self[f"place_{block}"].data))
        return dict.fromkeys(Block) | {block: place for place, block in enumerate(shown, 1)}

    def take(self, places: Mapping[Block, int | None]) -> None:
        for number, (block, place) in enumerate(places.items(), 1):
            self[f"show_{block}"].data = place is not None
            self[f"place_{block}"].data = str(place or number)


_PLACES = [SelectChoice(str(number), f"{number}.") for number in range(1, len(Block) + 1)]
for _number, _block in enumerate(Block, 1):
    _place = SelectField(_l("Order on the page"), choices=_PLACES, default=str(_number), invalid_choice_message=CHOOSE)
    setattr(FrontForm, f"show_{_block}", BooleanField(_l("Show it")))
    setattr(FrontForm, f"place_{_block}", _place)
