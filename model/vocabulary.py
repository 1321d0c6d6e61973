"""Names used everywhere: capitals, forms of support, levels, languages."""

CAPITALS = ("political", "financial", "human", "relational", "dynamic", "organisational", "real")
POLITICAL, FINANCIAL, HUMAN, RELATIONAL, DYNAMIC, ORGANISATIONAL, REAL = range(7)

FORMS = ("knowledge", "resource", "room")
KNOWLEDGE, RESOURCE, ROOM = range(3)

SIZE_CLASSES = ("small", "medium", "large")
SMALL, MEDIUM, LARGE = range(3)

INGREDIENTS = ("interest", "slack", "relational", "organisational")
"""Ingredients of receptive capacity, in the order of `weakest_link`."""

REASONS_NOT = ("takes_part", "unable", "unwilling", "not_offered")
"""Reasons of a municipality not to take part, in the order of `reason_not` (M27)."""
TAKES_PART, UNABLE, UNWILLING, NOT_OFFERED = range(4)

READINGS = ("receptive_capacity", "legitimacy", "capacity", "participation", *FORMS)
"""Readings of each member in the actor's picture, the forms being their bases."""
SEEN_RECEPTIVE, SEEN_LEGITIMACY, SEEN_CAPACITY, SEEN_PARTICIPATION, SEEN_BASES = range(5)

LEVELS = (0, 1, 2, 3)
LANGUAGES = ("sv", "en")
BUDGETS = ("own", "equal")
"""Each strategy at its own cost, or all at the same SEK a year."""
FUNDINGS = ("given", "earned")
"""Core funding of the actor: constant, or following what it achieves (M87)."""
