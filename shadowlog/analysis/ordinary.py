"""Words of names that are ordinary English words as well, collected by hand from common names.

A word of ``ORDINARY`` alone is taken for a name only where it is written with a capital; one of ``GENERIC``, which
companies' names are full of, never alone; and ``FORMS`` of companies are not needed to know a name by.
"""

_ORDINARY = """
    a ace all also amber ames and angel any april archer ash august autumn bailey baker banks barber bell berry best
    bill bird bishop black bliss bloom blue bond brook brooks brown buck bush butler candy care carpenter carter
    cash chance chandler chase cherry christian clay clear close cloud cook cooper cross crystal daisy dale dash
    dawn day deal dean destiny dollar drake drew duke early earnest ember english eve ever ewing faith farmer felt
    field fields fisher flint flora ford forest forrest foster fox france frank free french friend frost gene
    genesis gift glass glen gold good grace grant gray green grey grove guy hall hand harbor hardy harmony harper
    hart haven hay heart heath hill holly hood hope house hunt hunter iris ivy jack jade jasmine jasper jay jean
    jewel jewell joy judge june justice keen key king knight lace lake lane law lily little lock long love low lucky
    luna mark marks mason may mercer mercy miles mill miller mills moon moore moss mustard new noble north oak ocean
    olive page paige paris park parker parks pat pearl penny pepper perry person piper pitt plant poe pool poor pope
    porter potter power powers price pride prince prudence quick rain raven ray read red reed rich ring rivers rob
    robin rock rod root rose rowe ruby rush rusty sage sandy savage scarlet self sharp shepherd short silver singer
    skinner sky small smart smith snow south sparks spring star stark steel sterling still stone story strange
    strong sue summer summers sun sunny sweet swift taylor teal temple terry the tiger trace tucker turner valentine
    van vice victor victory violet wade walker wall walls ward warden warm waters way weaver webb weeks wells west
    wheeler white wild will willow win winter wise wolf wood woods worth wright yard young zen
"""

_GENERIC = """
    academy advanced agency alliance america american associates association authority automotive bank brothers
    business care center central centre chemical city clinic club college commercial communication communications
    community company computer construction consulting corp corporation council county credit data department design
    development digital direct east electric electronics energy engineering enterprise enterprises european express
    factory farm farms federal finance financial first food foods foundation general global government great group
    health healthcare heavy holding holdings home hospital hospitals hotel hotels house imports industrial
    industries industry information institute insurance international island labs land life limited line lines
    living local logistics machine main management manufacturing market marketing media medical medicine metal
    metals mobile modern motor motors mountain mutual national natural network networks northern office online open
    optical partner partners pharma pharmacy plan planet plastics point post power practice practices press prime
    product production products professional project property public quality radio rail railway real regional rental
    research resource resources retail river royal safe sales school schools science sciences security senior
    service services shop social society software solar solution solutions southern space special standard state
    states steel store stores street studio studios supply support system systems team tech technical technologies
    technology telecom test textile that theater this time tools total town trade trading transport travel trust
    union united universal university urban valley value venture ventures view village vision waste water western
    wholesale wind wing wireless with women work works world
"""

_FORMS = """
    ab ag as bv co corp gmbh inc kg kgaa llc llp ltd nv oy plc pty sa sarl se spa srl
"""

ORDINARY, GENERIC, FORMS = (frozenset(words.split()) for words in (_ORDINARY, _GENERIC, _FORMS))
