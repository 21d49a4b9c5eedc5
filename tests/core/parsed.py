"""HTML as a browser reads it."""

from xml.etree.ElementTree import Element

import html5lib


def parsed(html: str) -> Element:
    """The tree. Names from outside HTML keep their namespace, so that none of them is on a list of tags."""
    tree: Element = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return tree
