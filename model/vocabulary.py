"""Names used everywhere: capitals, forms of support, levels, languages."""

QUARTERS_PER_YEAR = 4

CAPITALS = ("political", "financial", "human", "relational", "dynamic", "organisational", "real")
POLITICAL, FINANCIAL, HUMAN, RELATIONAL, DYNAMIC, ORGANISATIONAL, REAL = range(7)

FORMS = ("knowledge", "resource", "room")
KNOWLEDGE, RESOURCE, ROOM = range(3)

TERMS = (*FORMS, "formality", "core")
"""What the actor's owners agree on: its mandate for each form, formality, core share of the budget (M118)."""
FORMALITY, CORE = range(len(FORMS), len(TERMS))

SIZE_CLASSES = ("small", "medium", "large")
SMALL, MEDIUM, LARGE = range(3)

LAYERS = ("politicians", "managers", "support_functions", "strategists", "operations")
"""Layers of a municipality's organisation (M17, M32, M96-M98); managers include the chief executive."""
POLITICIANS, MANAGERS, SUPPORT_FUNCTIONS, STRATEGISTS, OPERATIONS = range(5)
CONTROL_HOLDERS = slice(POLITICIANS, STRATEGISTS)
"""Layers that hold control over structures and money."""

CHANNELS = (
    "agreement",
    "understanding",
    "legitimacy",
    "staff",
    "mandate_owners",
    "mandate_home",
    "ties",
    "documentation",
    "applications",
    "routines",
    "partners",
    "evaluation",
    "conflict",
)
"""What a measure works through; a mandate may come from the actor's owners or be given at home."""
(
    AGREEMENT,
    UNDERSTANDING,
    LEGITIMACY,
    STAFF,
    MANDATE_OWNERS,
    MANDATE_HOME,
    TIES,
    DOCUMENTATION,
    APPLICATIONS,
    ROUTINES,
    PARTNERS,
    EVALUATION,
    CONFLICT,
) = range(13)

LOGICS = ("rule_bound", "performance_managed", "collaborative")
"""Logics by which a municipality is steered (M119d)."""
STEERED = ("pace", "keeping", "reaction", "passing", "rooting")
"""What steering moves: quarters from decision to effect, fading of what has been made routine, reaction to money and
shown effect, what passes between layers, and rooting."""
PACE, KEEPING, REACTION, PASSING, ROOTING = range(5)

INGREDIENTS = ("interest", "slack", "relational", "organisational", "legitimacy")
"""Ingredients of receptive capacity, in the order of `weakest_link`."""

REASONS_NOT = ("takes_part", "unable", "unwilling", "not_offered")
"""Reasons of a municipality not to take part, in the order of `reason_not` (M27)."""
TAKES_PART, UNABLE, UNWILLING, NOT_OFFERED = range(4)

CONDITIONS = ("receptive_capacity", "legitimacy", "knowledge_of_needs", "mandate")
"""Conditions of a step up in ambition; the mandate is that for the form which the level adds (M54)."""

READINGS = ("receptive_capacity", "legitimacy", "capacity", "participation", *FORMS)
"""Readings of each member in the actor's picture, the forms being their bases."""
SEEN_RECEPTIVE, SEEN_LEGITIMACY, SEEN_CAPACITY, SEEN_PARTICIPATION, SEEN_BASES = range(5)

LEVELS = (0, 1, 2, 3)
LANGUAGES = ("sv", "en")
BUDGETS = ("own", "equal")
"""Each strategy at its own cost, or all at the same SEK a year."""
BUDGET_MODES = {"both": BUDGETS, "own": ("own",), "equal": ("equal",)}
"""Budgets of a run by what asks for them."""
FUNDINGS = ("given", "earned")
"""Core funding of the actor: constant, or following what it achieves (M87)."""
