"""Organisations that are no municipalities – ministries, foundations, associations – with a page of their own.

They read what the network reads, and not what municipalities say among themselves: `core.access`.
"""
