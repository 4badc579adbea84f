"""What buyers say in the demo, each persona of each theme."""

from __future__ import annotations

from shadowlog.domain.values import Stance

HEARD: dict[tuple[str, str], tuple[tuple[str, str, Stance], ...]] = {
    ("Nursing", "Quieter at the bedside"): (
        ("If it stops beeping for nothing, I would carry it up the stairs myself.", "praise", Stance.RESONATED),
        ("Half the alarms at night are for a line somebody lay on.", "pain", Stance.RESONATED),
        ("I want to hear it when it matters and only then.", "desired_outcome", Stance.RESONATED),
        ("My patients ring because of the pump, not because of the pain.", "pain", Stance.RESONATED),
        ("A quiet night is the only thing the families thank us for.", "language", Stance.RESONATED),
        ("After the third false alarm nobody runs any more, and that frightens me.", "pain", Stance.RESONATED),
        ("With that one I could leave the door open and still think.", "praise", Stance.RESONATED),
        ("At night I hear pumps in my sleep, at home.", "pain", Stance.RESONATED),
        ("One tone for “come now” and silence for the rest: yes, please.", "desired_outcome", Stance.RESONATED),
        ("We taped over the speaker of the old ones; do not tell anybody.", "pain", Stance.RESONATED),
        ("The trial bay was the only one where the night went by quietly.", "praise", Stance.RESONATED),
        ("Does it still sound when the door is shut? | And when the door is shut, does it still sound?", "question", Stance.NEUTRAL),
        ("“Quiet” sounds as if it might miss something.", "language", Stance.CONFUSED),
    ),
    ("Nursing", "Ready in one lesson"): (
        ("I set it up on the second try, without the sheet.", "praise", Stance.RESONATED),
        ("We have new people every month; a day of training each is a day without them.", "pain", Stance.RESONATED),
        ("Can the lesson be done on the ward, between two rounds? | Could the lesson be done on the ward, between rounds? | Is the lesson done on the ward, between two rounds?", "question", Stance.RESONATED),
        ("Our agency nurses will not have had the lesson.", "pain", Stance.NEUTRAL),
        ("Forty minutes I can give you, a day I cannot.", "buying_criterion", Stance.RESONATED),
        ("My deputy learned it from the porter.", "praise", Stance.RESONATED),
    ),
    ("Nursing", "Total cost"): (
        ("What it costs is for others to say; I know what it costs me.", "language", Stance.NEUTRAL),
        ("Nobody on the ward thinks in five years.", "language", Stance.REJECTED),
        ("Whatever it saves, we will not see it down here.", "language", Stance.REJECTED),
    ),
    ("Nursing", "One charger for the ward"): (
        ("We lose an hour a week looking for the right charger.", "pain", Stance.RESONATED),
        ("One dock for all of them, and I am yours.", "praise", Stance.RESONATED),
        ("The drawer with the six chargers has its own name.", "pain", Stance.RESONATED),
    ),
    ("Purchasing", "Quieter at the bedside"): (
        ("Noise is not a line in my tender.", "buying_criterion", Stance.REJECTED),
        ("Who measured that, and on how many beds? | Who measured it, and on how many beds? | On how many beds was that measured, and who measured it?", "question", Stance.NEUTRAL),
        ("I cannot buy calm; show me hours.", "language", Stance.REJECTED),
        ("If it saves a night shift somewhere, I am listening.", "desired_outcome", Stance.RESONATED),
        ("Calm has no article number.", "language", Stance.REJECTED),
        ("The wards always want it quieter; they do not pay for it.", "language", Stance.REJECTED),
        ("Put a figure behind it, or leave it off the first page.", "buying_criterion", Stance.REJECTED),
        ("Acuvia says the same, and for less money.", "competitor_mention", Stance.REJECTED),
        ("What does a quiet pump save me that a cheap one does not?", "question", Stance.REJECTED),
        ("That is a matter for nursing, not for a tender.", "buying_criterion", Stance.REJECTED),
        ("Does quiet mean fewer alarms, or only softer ones?", "question", Stance.CONFUSED),
        ("Fewer agency nights would be a figure I can take upstairs.", "desired_outcome", Stance.RESONATED),
    ),
    ("Purchasing", "Ready in one lesson"): (
        ("Training is free with your competitor as well.", "competitor_mention", Stance.REJECTED),
        ("Is the lesson in the price? | Is that lesson in the price? | Is the lesson in the price, or extra?", "question", Stance.NEUTRAL),
        ("Twelve hundred nurses times forty minutes is a sum as well.", "pain", Stance.REJECTED),
        ("If I need no trainer in the house, say so in the offer.", "buying_criterion", Stance.RESONATED),
    ),
    ("Purchasing", "Total cost"): (
        ("My budget is for one year, not for five.", "pain", Stance.REJECTED),
        ("Give me the five years as a table I can put before the board.", "buying_criterion", Stance.RESONATED),
        ("Acuvia’s lease starts at half of that.", "competitor_mention", Stance.REJECTED),
        ("What happens to the price of the sets after the second year? | After the second year, what happens to the price of the sets? | And the price of the sets after the second year?", "question", Stance.CONFUSED),
        ("“Total cost” is what everybody says before the invoice.", "language", Stance.REJECTED),
        ("With our own numbers in it I would believe the third year.", "desired_outcome", Stance.RESONATED),
        ("The auditors ask me about sets, not about pumps.", "buying_criterion", Stance.RESONATED),
    ),
    ("Biomedical engineering", "One charger for the ward"): (
        ("Do the docks need another socket on our network?", "question", Stance.NEUTRAL),
        ("One spare part instead of five: that I can store.", "praise", Stance.RESONATED),
        ("Docks are the first thing that breaks; how many are in the box?", "question", Stance.NEUTRAL),
    ),
    ("Biomedical engineering", "Quieter at the bedside"): (
        ("Can we set the alarm limits ourselves, or only you? | Can we set the alarm limits ourselves? | Are the alarm limits ours to set, or only yours?", "question", Stance.NEUTRAL),
        ("Fewer alarms means fewer calls to my workshop about “broken” pumps.", "desired_outcome", Stance.RESONATED),
        ("Show me the alarm log of one pump, unfiltered.", "buying_criterion", Stance.NEUTRAL),
        ("A pump that says nothing is one I have to go and look at.", "language", Stance.CONFUSED),
        ("That the limits sit in one file, I like.", "praise", Stance.RESONATED),
    ),
    ("Biomedical engineering", "Total cost"): (
        ("Your service contract is where the five years go.", "pain", Stance.NEUTRAL),
        ("We were told the same of the Acuvia pump, and it was out a month.", "competitor_mention", Stance.NEUTRAL),
        ("Hours on my bench are in none of your five years.", "pain", Stance.REJECTED),
    ),
}  # fmt: skip
"""What each persona says of each theme: the words (other wordings behind bars), the kind, how it was received."""
