"""Who wrote something, in words."""


def byline(name: str, organisation_name: str) -> str:
    """ "Mette Holm, Lolland Kommune"; of somebody whose name is hidden, "en landkommune i Region Sjælland"."""
    return f"{name}, {organisation_name}" if name else organisation_name
