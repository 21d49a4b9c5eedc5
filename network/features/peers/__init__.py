"""Neighbours by land, bridge and ferry, and municipalities that are alike, with the reasons in words."""
