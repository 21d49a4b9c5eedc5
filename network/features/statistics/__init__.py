"""What happens in the network, in numbers: for the secretariat, and for each municipality about itself.

A post with a hidden name is counted among all, and in no figure of a municipality: neither for whoever wrote it nor for
whoever it was written to. What a municipality writes among its own is counted nowhere.
"""
