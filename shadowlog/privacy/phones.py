"""Finds phone numbers, and leaves days, amounts, ranges and part numbers alone.

No library decides alone: days, amounts and ranges are ruled out first, signs between digits are made the same, and then
phonenumbers says whether a number can be dialled in one of the team's countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from shadowlog.privacy.names.unspaced_scripts import HANGUL, UNSPACED
from shadowlog.privacy.visible_text import VisibleText, without_marks

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("·•∙‧．・⋅", "."),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
        ),
        "＋": "+",
        "⁄": "/",
    }
)

_BETWEEN = r"(?:\*\*|\r?\n|[ \t().,:/\-]){0,3}"
_NOT_BEFORE = rf"(?:(?<![\w.,:/+#-])|(?<=[{UNSPACED}{HANGUL}])|(?<=[^\W\d_]:))"
"""A number begins after a separating sign, after a word in a script without blanks, or after a word with a colon."""
_NUMBER = re.compile(
    rf"{_NOT_BEFORE}(?:\+|\(\+?)?\d(?:{_BETWEEN}\d)+(?![^\W{UNSPACED}{HANGUL}])|{_NOT_BEFORE}\+\d(?:{_BETWEEN}\d)+"
)
_EXTENSION = re.compile(r"[ ,]*(?:ext\.?|extension|x|durchwahl|dw|poste|apt|#)\s?\d{1,6}\b")
_EXTENSION_ALONE = re.compile(r"\b(?:ext\.|ext|extension|durchwahl)\s?(\d{3,6})\b(?![.,:/-]\d)")
_LETTERS = re.compile(
    r"(?<![\w-])(?:\+?1[ .-]?)?\(?(?:8(?:00|33|44|55|66|77|88)|0800|0808|0900|900|1800|1300)\)?[ .-]?"
    r"(?=[a-z0-9-]{0,30}[a-z]{2})[a-z0-9]{2,}(?:-[a-z0-9]{2,})*(?![\w-])"
)

_WORD_BEFORE = re.compile(
    r"(?:\b(?:call|calls|called|phone|phoned|tel|telephone|telefon|telefoon|telefono|teléfono|telefone|mobile|mob|cell|handy|"
    r"fax|ring|dial|reach|whatsapp|sms|text|signal|appelez|appeler|portable|llame|llamar|movil|celular|chiama|chiamare|"
    r"cellulare|ligue|ligar|bel|bellen|ruf|rufen|anrufen|puhelin|puh|telefonu|tlf|tfn|ring|zadzwon|zavolejte|hivja|"
    r"ara|arayin|тел|телефон|телефону|звоните|позвоните|моб|τηλ|τηλεφωνο|phone no|hotline|number is|nummer|numero)\b|"
    r"电话|電話|手机|手機|携帯|전화|휴대폰|โทร|هاتف|جوال|اتصل|טלפון|נייד|फोन|फ़ोन|☎|📞|📱)[^\d\n]{0,24}$"
)
_NUMBERED = re.compile(
    r"(?:\b(?:part|pn|p/n|sku|art|article|artikel|item|model|order|invoice|inv|ref|reference|serial|s/n|sn|isbn|issn|ean|gtin|upc|"
    r"ports?|no|nr|nº|num|id|case|ticket|po|lot|batch|iso|din|en|ral|contract|version|rev|page|pages|seite|row|rows|line|"
    r"article no|room|zip|plz|vat|ust|doi|pmid)\b\.?|#|№)[\s:.#]{0,3}$"
)
_MONEY = re.compile(r"[$€£¥₹₽₩₺¢%]|\b(?:usd|eur|gbp|chf|jpy|inr|cny|sek|nok|dkk|pln|czk|huf|rub|try|aed|sar|k|m|bn)\b")
_UNIT = re.compile(
    r"\s?(?:[$€£¥₹₽₩₺%°]|(?:usd|eur|euros?|gbp|chf|dollars?|pounds?|rupees?|seats?|users?|beds?|units?|people|employees|pieces|pcs|"
    r"hours?|hrs?|h|minutes?|mins?|min|seconds?|secs?|ms|days?|weeks?|months?|years?|yrs?|times?|rows?|records?|items?|"
    r"km|cm|mm|m|kg|g|mg|l|ml|gb|tb|mb|kb|mhz|ghz|hz|w|kw|kwh|mwh|v|a|px|dpi|rpm|db|degrees?|percent|prozent|pages?|"
    r"calls?|leads?|deals?|devices?|licen[sc]es?|stuck|stueck|betten|jahre|tage|stunden|lits|camas|letti|personen|"
    r"人|床|台|件|年|月|日|元|円|원|개|명|мест|коек|руб|штук|лет)(?!\w))"
)

_DAY = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
    r"(?:[ t,]{1,2}\d{1,2}(?:[:.]\d{2}(?:[:.]\d{2})?)?)?(?:\s?[-–]\s?(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|"
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}(?:[:.]\d{2})?))?"
    r"|\d{1,2}\.\d{1,2}\.\s?-\s?\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})"
)
_CLOCK = re.compile(
    r"(?:[01]\d|2[0-4])[0-5]\d\s?-\s?(?:[01]\d|2[0-4])[0-5]\d|"
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s?-\s?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?|\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?"
)
_AMOUNT = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*(?:[.,]\d{1,2})?|\d+[.,]\d+")
_RANGE = re.compile(r"(\d{1,7}(?:[.,]\d+)?)\s?(?:-|to)\s?(\d{1,7}(?:[.,]\d+)?)")
_LIST = re.compile(
    r"(?!\d{3}/\d{3}/\d{4}$)\d{1,4}(?:(?:, |,| / |/)\d{1,4})+"
    r"|\d+[.,]\d+(?: \d+[.,]\d+)+|(?:19|20)\d\d(?: (?:19|20)\d\d)+"
)

_TRUNK = re.compile(r"8[ -]\(?\d{3}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}")
"""Numbers as they are dialled within Russia and Kazakhstan, in groups that no amount has."""
_BESIDE = re.compile(r"\s?(?:or|and|oder|und|ou|et|o|y|e|или|и|[/,;|])\s?")
"""What may be between two phone numbers."""

FEWEST, MOST = 7, 15
"""The fewest and the most digits of a phone number with its country code."""


def phones(visible: VisibleText, countries: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The (start, end) of each phone number in a text. ``countries`` are ISO 3166 codes: where numbers without a
    country code are dialled.
    """
    text = without_marks(visible.text).translate(_ALIKE)
    if not any(sign.isdigit() for sign in text):
        return
    before = -1
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if text[start] == "(" and ")" not in text[start:end]:
            start += 1
        beside = before >= 0 and _BESIDE.fullmatch(text[before:start]) is not None
        if _is_phone(text, start, end, countries, called=beside):
            before = end
            extension = _EXTENSION.match(text, end)
            yield start, extension.end() if extension else end
    yield from (match.span(1) for match in _EXTENSION_ALONE.finditer(text))
    for match in _LETTERS.finditer(text):
        letters = visible.typed[match.start() : match.end()]
        if letters == letters.upper():
            yield match.span()


def _is_phone(text: str, start: int, end: int, countries: Sequence[str], *, called: bool) -> bool:
    """Whether digits are a phone number; ``called`` says that another one is right before them."""
    typed = text[start:end]
    digits = "".join(sign for sign in typed if sign.isdigit())
    before, after = text[max(0, start - 40) : start], text[end : end + 16]
    called = called or _WORD_BEFORE.search(before) is not None
    if typed[0] == "+" or typed.startswith("(+"):
        return FEWEST <= len(digits) <= MOST + 2
    if not (5 if called else FEWEST) <= len(digits) <= MOST + 2:
        return False
    if _DAY.fullmatch(typed) or _CLOCK.fullmatch(typed) or _LIST.fullmatch(typed) or ":" in typed or "," in typed:
        return False
    unit = _UNIT.match(after)
    # After a number that is called, a single letter is a word and not a unit.
    if called and unit and len(unit[0].strip()) > 3:
        return False
    pair = _RANGE.fullmatch(typed)
    years = pair is not None and len(pair[1]) == len(pair[2]) == 4 and pair[1][:2] in ("19", "20") and pair[1] < pair[2]
    if called and not years:
        return True
    if _NUMBERED.search(before) or _MONEY.search(before[-4:]) or unit or _MONEY.match(after.lstrip()):
        return False
    if (digits.startswith("00") and len(digits) > 9) or _TRUNK.fullmatch(typed):
        return True
    if (
        pair
        and not (len(pair[1]) == len(pair[2]) and pair[1] > pair[2])
        and (not typed.startswith("0") or typed.startswith("0."))
    ):
        first, second = pair[1], pair[2]
        return len(first) == 3 and len(second) == 4 and not (first[-1] == "0" and second[-1] == "0")
    if _AMOUNT.fullmatch(typed):
        return False
    if digits[0] == "0" and len(digits) >= 8 and digits.strip("0"):
        return True
    return _dialled(digits, tuple(countries))


@lru_cache(4_096)
def _dialled(digits: str, countries: tuple[str, ...]) -> bool:
    """Whether a number can be dialled in one of these countries."""
    import phonenumbers

    for country in countries:
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(country, None)
        if metadata is None or (metadata.national_prefix == "0" and digits[0] != "0"):
            continue
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(digits, country)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
