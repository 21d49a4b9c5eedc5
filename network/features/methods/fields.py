"""What a method's entry asks for, by name and in the order of the page."""

# Long texts, in Markdown
TEXTS = (
    "problem",
    "use_when",
    "not_when",
    "steps",
    "participants",
    "time",
    "cost",
    "staff",
    "political",
    "pitfalls",
    "legal",
    "links",
    "contact",
)
# What stands beside the text on the method's page, because it is looked for at a glance
FACTS = ("time", "cost", "staff", "participants", "contact")
# What somebody who wants to do the same will miss
WANTED = ("problem", "use_when", "steps", "time", "cost_band", "pitfalls", "contact")


def missing(texts: dict[str, str], cost_band: str) -> tuple[str, ...]:
    """The names of what is wanted and not there."""
    there = {name for name, text in texts.items() if text} | ({"cost_band"} if cost_band else set())
    return tuple(name for name in WANTED if name not in there)
