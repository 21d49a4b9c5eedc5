"""How much usefulness and freshness weigh beside the words, in every engine."""

FRESH_WEIGHT = 0.15  # of the newest
HALF_LIFE_SECONDS = 2 * 365.25 * 86_400  # until half of it is left
USEFUL_WEIGHT = 0.06  # for each doubling of those who found it useful
# What leads on to other things comes after these, though it says the words in few others
KIND_WEIGHTS = {"topic": 0.4, "member": 0.5}
MOST_USEFUL = 63  # whose number counts
