"""Words that names are made of and that mean something else as well: whoever forgets somebody is asked about them."""

from __future__ import annotations

import re
from functools import cache

from shadowlog.domain import values
from shadowlog.domain.records import RECORDS
from shadowlog.domain.schema.fields import Shape, fields_of
from shadowlog.domain.text.fold import fold
from shadowlog.privacy.common_words import COMMON_WORDS, FORMS, GENERIC

_PARTICLES = """
    a al ap af auf am an and aus ben bin bint da dal dalla das de degli dei del della den der des di do dos du e el
    ibn im in la las le les lo los mac mc o of och op san sankt st te ten ter the til till und van vander vom von vor
    y zu zum zur dr mr mrs ms prof sir jr sr
"""
PARTICLES = frozenset(_PARTICLES.split())
"""Small words and titles within names, that never are the name on their own."""

_ALSO = """
    account action agile alpha amazon anchor apple apex arrow aspect asset atlas balance base basis bear bench benefit
    beyond block boss bottom box brave bridge bright buffer burn call camp cannon cap capital carrier castle cell
    challenge champion change channel charge church circle claim class clean click coach coast code core corner count
    court craft crew crown curve daily data deck delta demand desk diamond direction domain dome door double dove draft
    driver drop eagle echo edge effort engine essence event evidence exchange fact fair fame famous feature feedback
    feel fence figure file film fire fit flash flow focus force form fortune fountain frame fresh fuel fund future gain
    gap gate gates gem giant goal golden grand ground growth guard guide handy hatch hawk head heat hero high horizon
    horn host hunger hurry idea image impact impulse ink insight integral intent interest issue jet jump junior kind
    kindle ladder landmark laser launch lead leader league lean leap legacy legend level lever life lift lightning
    lime limit link list load log logic loop lot lyric magic major manner manor map march marine mason master match
    matter maximum measure meet meeting memory merit message meta method minute mint mission mix model moment money
    monster month motion move nest next nice night nobody nominal norm note notice notion number object objection
    offer oracle orange orbit order origin outlook pace pack pain paint pair palm panel pass patch path pay peak
    people perfect persona phase phone pick picture pilot pinnacle pioneer pitch pivot plain play player plus pocket
    points pole pole portal position positive post pound prefer premier present pressure pride primer print problem
    process profit program promise proof pulse pump purchase pure puzzle quest question race radical ramp range rapid
    rate ratio raw reach ready real reason record reference reflex relay relief report request response rest result
    return review ride right rise risk road role roll root round route rule run safety sail salt sample save scale
    scope score screen script search seat second section segment sense session set shade shape share shark shell
    shield shift ship show side sign signal simple site size slack slide slot sound source spark speak speed spirit
    split sport spot square stack stage stance stand start station step stock stop stream strike stripe structure
    style summit support sure surface surge switch table tag take tale talk target task taste term theme thing thrive
    ticket tip title toast today token tone tool top topic torch touch tower track traction trail train tree trend
    trial trigger turn twist unit unity update user usual vault vector venue verdict video visa visible vital voice
    vote voyage wait walk watch wave weather week weight wheel wide wing wire wonder word works world year zero zone
    zoom
    abend alt bach bauer baum bauer beau berg blanc blanco blanche blume bon braun bueno busch cruz engel ernst feld
    fleury flores frei freund fried fromm frost fuchs glueck gluck graf grand gross gruen grun gut herbst herzog jung
    kaiser klein koch koenig konig kraft krieg kurz lang leon lieb mai marchand mond montag morgen neu noir petit recht
    reich reyes richter rico rojo rot roth roux schnee schwarz sommer sonne sonntag stein stern sturm tag teufel treu
    vogel wald weiss
"""
"""Ordinary words of the trade that people or companies are called by, collected by hand."""


@cache
def _words_of_ours() -> frozenset[str]:
    """The words of coded values, of tables, and of fields."""
    texts = [name for kind in RECORDS.values() for name in (kind.table, kind.singular, *fields_of(kind))]
    for kind in vars(values).values():
        if isinstance(kind, type) and issubclass(kind, values.Value):
            texts += [value.value for value in kind]
    return frozenset(word for text in texts for word in re.split(r"[\W_]+", text) if word)


def is_common(word: str) -> bool:
    """Whether a folded word means something in ordinary texts of the trade as well."""
    return (
        word in COMMON_WORDS or word in GENERIC or word in FORMS or word in _folded_also() or word in _words_of_ours()
    )


@cache
def _folded_also() -> frozenset[str]:
    return frozenset(map(fold, _ALSO.split()))


def is_coded(before: str) -> bool:
    """Whether what follows is a coded value of a filter, such as ``stance:neutral,rejected``."""
    match = re.search(r"(\w+):[\w,-]*$", before)
    return match is not None and match[1] in _coded_fields()


@cache
def _coded_fields() -> frozenset[str]:
    fields = [field for kind in RECORDS.values() for field in fields_of(kind).values()]
    return frozenset({"is", "no", "stance", *(field.name for field in fields if field.shape is Shape.CHOICE)})
