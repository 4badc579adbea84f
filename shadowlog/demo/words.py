"""What is said in the demo. Halden Medical and everyone in it are made up."""

from __future__ import annotations

ACCOUNTS = {
    "university hospital": (
        "Northgate General", "Queen Isolde", "Westmere University", "Carrow Hill", "Saltmarsh University",
        "Fenwick Royal", "Hollin Bridge", "Larkmoor University",
    ),
    "regional hospital": (
        "St. Brannock’s", "Mercy Hospital", "Portmarnock Bay", "Ashdown Cross", "Blackwater County", "Copperfield Park",
        "Dunmore Vale", "Eastley District", "Farrow Green", "Greyfriars Infirmary", "Heronsgate", "Ivelchester",
        "Kirkholme", "Longacre District", "Marlpit County", "Netherby", "Oakhanger", "Pellow Bay",
    ),
    "clinic group": ("Alder Valley Clinics", "Brightwater Clinics", "Candlemoor Group", "Foxglove Clinics"),
    "specialist hospital": (
        "Kestrel Children’s", "Rowan Heart Centre", "Silverbeck Eye", "Thornbury Children’s", "Ullin Burns Unit",
        "Vellacott Lung Centre",
    ),
    "hospital group": ("Harrow & Vale Trust", "Quarrington Trust", "Wexcombe & Dale Trust", "Three Rivers Trust"),
    "rehabilitation": ("Riverbend Rehab", "Stonewell Rehab", "Tidewater Rehab", "Yarrow Park"),
    "day surgery": ("Summit Day Surgery", "Quayside Day Surgery", "Redmayne Surgery", "Winterbourne Day Unit"),
    "hospice": ("Tollgate Hospice", "Lantern House", "Orchard End Hospice", "St. Wynne’s Hospice"),
    "care home group": ("Amberley Homes", "Birchwood Care"),
}  # fmt: skip
"""Who is visited, by segment."""

PERSONAS = {
    "Nursing": ("user", "A night without needless alarms, and time at the bed", "A dosing mistake on a full ward", "Falls, alarms per bed, overtime"),
    "Purchasing": ("procurement", "A price that can be defended to the board", "A cost that turns up after signing", "Savings against last year’s tender"),
    "Biomedical engineering": ("technical_buyer", "Equipment that stays in use and is quick to service", "Another system with its own software", "Hours out of service, spare parts held"),
}  # fmt: skip

THEMES = {
    "Calmer shifts": ("umbrella", "", "Halden pumps give a ward its attention back.", ("calm", "attention")),
    "Quieter at the bedside": ("pillar", "Calmer shifts", "The Halden Quietline sounds an alarm only when somebody must come.", ("alarm", "noise", "night")),
    "Ready in one lesson": ("pillar", "Calmer shifts", "A nurse sets up the Quietline alone after one lesson of forty minutes.", ("training", "setup", "learn")),
    "Total cost": ("pillar", "Calmer shifts", "Over five years the Quietline costs less than the pump it replaces.", ("cost", "lease", "budget")),
    "One charger for the ward": ("supporting", "Ready in one lesson", "Any Quietline charges in any dock, so none is sought for.", ("charger", "dock", "battery")),
}  # fmt: skip

PROOF = {
    "Quieter at the bedside": (
        ("Needless alarms fell from 41 to 12 a bed and day on two wards", "Queen Isolde ward study", "measurement", 200, 500),
        ("Nurses slept through in 9 of 10 recorded nights on call", "Diary of four wards", "customer story", 420, -40),
    ),
    "Ready in one lesson": (
        ("37 of 40 nurses passed the setup check after one lesson", "Kestrel training record", "measurement", 120, 600),
    ),
    "Total cost": (
        ("Sets cost 31 cents less each, which pays back the higher price in year three", "Tender file of Harrow & Vale", "calculation", 300, 60),
    ),
}  # fmt: skip
"""Claim, source, kind of evidence, verified so many days ago, good for so many days from now."""

REWORDED = ("Quieter at the bedside", "The Halden Quietline is the quietest pump a ward can buy.", 240)
"""A theme, its message at first, and how many days ago it got the one above."""

OBJECTIONS: dict[str, tuple[str, str, int, str, str, tuple[str, ...]]] = {
    "It costs more than the pump we have": (
        "price_budget", "Having to defend a higher price in a year of cuts", 3, "Purchasing", "Total cost",
        (
            "We cannot explain that price upstairs.", "Your pump is a third above what we pay now.",
            "Twice the lease of Acuvia, for the same drip.", "The old one is paid for; yours is not.",
            "For that money I get a bed.",
        ),
    ),
    "There is no budget this year": (
        "timing", "Losing the slot in the investment plan", 2, "Purchasing", "Total cost",
        ("Come back after the next plan is made.", "This year’s money went into the roof.", "The plan is closed until spring."),
    ),
    "We have a contract until next summer": (
        "status_quo", "Paying twice while both are in the house", 2, "Purchasing", "Ready in one lesson",
        ("Our framework runs until June, and I will not break it.", "Two pumps in the house is two times the training."),
    ),
    "Nurses will miss alarms if it is quieter": (
        "trust_risk", "Being the one who signed when something was missed", 3, "Nursing", "Quieter at the bedside",
        (
            "And if it stays quiet when it should not?", "My staff trusts noise more than a promise.",
            "We had one that was missed, and I sat with the family.", "A pump I cannot hear is a pump I have to watch.",
        ),
    ),
    "Another system means another interface": (
        "implementation", "Weekends spent on somebody else’s software", 2, "Biomedical engineering",
        "One charger for the ward",
        ("Your software and our records have never met.", "I have four gateways already."),
    ),
    "Our own workshop may not open it": (
        "product_gap", "Waiting two weeks for a seal that takes ten minutes", 3, "Biomedical engineering",
        "Quieter at the bedside",
        (
            "We repair in the house; yours is glued shut.", "Two weeks to you and back, for a battery?",
            "What I may not open I cannot answer for.",
        ),
    ),
    "We do not know anyone who uses it": (
        "trust_risk", "Being the first", 1, "Nursing", "Quieter at the bedside",
        ("Is there a ward like ours that has it?", "I would like to call somebody.", "Nobody at the congress had heard of you."),
    ),
}  # fmt: skip
"""Category, real concern, severity, who raises it, the theme it bears on, and their own words."""

RESPONSES: dict[str, tuple[tuple[str, str, int, int], ...]] = {
    "It costs more than the pump we have": (
        ("May I show you the sets as well? From year three on you pay less in all.", "reframe", 1, 4),
        ("Let us put your own numbers into the five-year table, here and now.", "laer", 5, 8),
    ),
    "There is no budget this year": (
        ("Shall we prepare the papers, so that you are first in the next plan?", "laer", 2, 5),
    ),
    "We have a contract until next summer": (("We take the old pumps back on the day yours ends.", "proof", 3, 5),),
    "Nurses will miss alarms if it is quieter": (
        ("May your night nurse try it for a week beside the old one?", "feel_felt_found", 6, 7),
        ("On two wards needless alarms fell by two thirds, and no needed one was missed.", "proof", 2, 5),
    ),
    "Another system means another interface": (
        ("It speaks to the gateway you have; may I bring our engineer?", "laer", 3, 5),
    ),
    "Our own workshop may not open it": (
        ("A courier brings you another one within two days.", "reframe", 0, 5),
        ("We train two of your people, and they may open it.", "laer", 0, 0),
    ),
    "We do not know anyone who uses it": (("Here is the number of a ward sister at a house like yours.", "proof", 6, 7),),
}  # fmt: skip
"""What is answered: the words, the technique, with how many it worked, and with how many it was tried."""

REQUESTS: tuple[tuple[str, str, str, str, str, str, str, tuple[int, int, int, int]], ...] = (
    (
        "The five years as a table for the board",
        "roi_calculator",
        "Purchasing",
        "opportunity",
        "in_progress",
        "Total cost",
        "It costs more than the pump we have",
        (3, 3, 3, 6),
    ),
    (
        "A ward sister’s own story, on one page",
        "case_study",
        "Nursing",
        "sql",
        "submitted",
        "Quieter at the bedside",
        "We do not know anyone who uses it",
        (2, 3, 2, 3),
    ),
    (
        "What is missed when it is quiet: nothing",
        "one_pager",
        "Nursing",
        "opportunity",
        "shipped",
        "Quieter at the bedside",
        "Nurses will miss alarms if it is quieter",
        (3, 2, 3, 4),
    ),
    (
        "A film of how a dock is swapped",
        "video",
        "Biomedical engineering",
        "sql",
        "declined",
        "One charger for the ward",
        "",
        (0, 1, 0, 0),
    ),
)
"""What is asked of the content team: what for, as what, for whom, at which stage, how far it is, about which theme,
against which objection; urgency, reusability, alignment and hours lost a month.
"""

DECLINED = "The data sheet says it in a line: six docks to a box, and none needs a socket on the network."

ASSETS = (
    ("Two wards, nine weeks: what was heard and what was not", "one_pager", "Nursing", "opportunity", "Quieter at the bedside", "/assets/two-wards", 200),
    ("Ready in one lesson: the plan of the lesson", "demo_script", "", "", "Ready in one lesson", "/assets/lesson", -25),
)  # fmt: skip
"""What there is: name, type, persona, stage, theme, where it is, and days until somebody must look at it again."""

EVENT = (
    "MedTech Expo Leeds",
    "Meet wards that replace their pumps next year.\nThree trials agreed at the stand.",
    20,
    8,
    "Worth it for the nurses who came by; most of purchasing was at the forum that week.",
    "Bring two pumps that can be touched.\nNo prices on the wall: they end the talk.",
)
"""A show: its name, goals, conversations and promising ones aimed at, verdict, lessons."""

UNKNOWN = ("the-night-shift", "personas", "persona")
"""A name that somebody typed and nobody has, where it is looked up, and the field it belongs into."""

COMPETITOR = "Acuvia"
"""A word with a capital in what buyers say: somebody was asked whether it is a name, and it is none to withhold."""

FILTERS = {
    "Purchasing says no": "persona:purchasing stance:rejected",
    "Lost this quarter": 'is:encounter after:closed_lost since:"3 months ago"',
}

MOVED = {
    "Nursing": (
        "the trial week on the night ward", "a week of trial on the night ward", "the ward sister’s own story",
        "hearing the ward sister’s own story", "seeing it set up in four minutes", "a call with another ward",
        "the two wards and their alarm counts",
    ),
    "Purchasing": (
        "the five-year table with their numbers", "the five-year table with their own numbers",
        "the papers for the next plan", "old pumps taken back in June",
    ),
    "Biomedical engineering": (
        "the spare part list", "our engineer at their gateway", "the alarm log of one pump",
    ),
}  # fmt: skip
"""What moved them forward, by persona."""

NEXT = ("trial on one ward", "send the five-year table", "visit with our engineer", "call after the board met", "")
SHOWS = (("Night Nurses’ Congress", "Nursing", 160, 5), ("Hospital Procurement Forum", "Purchasing", 46, 4))
"""Shows at which talks with buyers of a name were held: with which persona, how many days ago, and how many. The booth
days of ``EVENT``, in the same week as the second, have none.
"""

BOOTH = (
    "Nursing",
    "Nursing",
    "Nursing",
    "Nursing",
    "Nursing",
    "Purchasing",
    "Biomedical engineering",
    "Biomedical engineering",
)
"""Who came by at the booth day and left no name, one talk each."""
