"""Finds internet addresses: e-mail, web pages, messenger accounts, IP and hardware addresses.

The endings a domain may have are IANA's list, taken from linkify-it-py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import AddressValueError, IPv6Address

from shadowlog.privacy.common_words import WORDS
from shadowlog.privacy.visible_text import VisibleText

_SAID_AT = r"(?:at|arroba|arobase|klammeraffe|chiocciola|apestaart(?:je)?|snabel-a|zavinac|malpa|kukac|собака)"
_SAID_DOT = r"(?:dot|punkt|punto|point|ponto|punt|kropka|tecka|pont|точка)"
_AT = r"(?:\s?[@＠]\s?|\s?[(\[{<]\s?(?:at|ät|arroba|a)\s?[)\]}>]\s?)"
_DOT = r"(?:\s?[(\[{<]\s?(?:dot|punkt|punto|point|\.)\s?[)\]}>]\s?|\s\.\s|\.)"
# Every part has a greatest length, so that no text takes long to search.
_NAME = r"\w[\w.+%&'-]{0,63}"
_LABEL = r"[^\W_][\w-]{0,62}"

_MAIL = re.compile(rf"{_NAME}{_AT}{_LABEL}(?:{_DOT}{_LABEL})+")
_IN_WORDS = re.compile(rf"{_NAME}(?:\s{_SAID_AT}\s|{_AT}){_LABEL}(?:(?:\s{_SAID_DOT}\s|{_DOT}){_LABEL})+")
_WITHIN = re.compile(r"[\w.+-]{0,63}[^\W\d_][\w.+-]{0,63}@[^\W\d_][\w-]{1,62}(?:\.[\w-]{1,63})*")
_HANDLE = re.compile(r"(?<![\w@./])@[^\W\d_][\w.]*\w")
_SAYS_DOT = re.compile(rf"\b{_SAID_DOT}\b")
_ACCOUNT = re.compile(
    r"\b(?:instagram|insta|ig|twitter|x|telegram|tg|skype|wechat|weixin|snapchat|tiktok|signal|discord|github|linkedin)"
    r"(?:\s(?:id|handle|name))?:\s?((?=[\w.-]{0,40}[^\W\d])(?=[\w.-]{0,40}[\d_.-][\w])[^\W_][\w.-]{1,40}\w)"
    r"|(?<![\w/])(live:\.?[^\W\d][\w.]{2,40}|in/(?=[a-z-]{1,40}\d)[a-z][a-z0-9-]{2,60})"
)
"""An account name in a messenger: unlike a word, it has a sign or a digit in it."""
_PAGE = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,20}://\S+|\bwww\.\S+"
    r"|\b(?:mailto|tel|sms|sip|sips|xmpp|skype|callto|facetime|whatsapp|tg|matrix|im|geo|ldap|javascript|data|magnet):(?=\S)\S+"
)
_DOMAIN = re.compile(
    r"(?<![\w@.-])((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,9})([^\W\d_]{2,24}|xn--[a-z0-9-]+)(?![\w-]|\.\w|\()(:\d{2,5})?([/?#]\S*)?"
)
_MACHINE = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)(?::\d+)?")
_VERSION = re.compile(r"(?:\bversions?|\bv|\bver\.?|\brelease|\bbuild|\bfirmware|\bsection|\bkapitel|§)\s?$")
_SIX = re.compile(r"(?<![\w:.])[0-9a-f:]{0,40}:[0-9a-f:]{0,40}:[0-9a-f:.]{0,40}(?:%\w+)?(?:/\d{1,3})?(?![\w:])")
_CARD = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])")

_WORDS = WORDS["word endings"]
"""Endings that are also words or file endings: after a full stop without a blank they do not indicate a domain."""

_SURE = WORDS["sure endings"]
"""Those of them that are more often endings of domains."""

_TERMS = WORDS["terms"]

_CLOSING = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "』": "『", "】": "【", "»": "«", "”": "“"}
_TRAILING = ".,;:!?'\"’”»›*_~。、，；：！？）」』】…>|"


@cache
def _endings() -> frozenset[str]:
    from linkify_it.tlds import TLDS

    return frozenset(ending.lower() for ending in TLDS) | {
        "example",
        "test",
        "local",
        "localhost",
        "internal",
        "corp",
        "lan",
        "home",
    }


def addresses(visible: VisibleText) -> Iterator[tuple[int, int]]:
    """The (start, end) of each address in a text, in no particular order."""
    text = visible.text
    if "@" in text or "＠" in text or "(" in text or "[" in text or "{" in text:
        for match in _MAIL.finditer(text):
            if _ending_of(match[0]) in _endings():
                yield match.span()
    if "@" in text:
        yield from (match.span() for match in _WITHIN.finditer(text))
        yield from (match.span() for match in _HANDLE.finditer(text))
    if _SAYS_DOT.search(text):
        for match in _IN_WORDS.finditer(text):
            if _ending_of(match[0]) in _endings():
                yield match.span()
    if ":" in text or "www." in text:
        yield from ((match.start(), _trimmed(text, match.start(), match.end())) for match in _PAGE.finditer(text))
        yield from _of_machines(text)
    if ":" in text or "in/" in text:
        yield from (match.span(match.lastindex or 0) for match in _ACCOUNT.finditer(text))
    if "." in text:
        yield from _domains(visible)
        for match in _MACHINE.finditer(text):
            if all(int(part) < 256 for part in re.findall(r"\d+", match[0])[:4]) and not _VERSION.search(
                text[max(0, match.start() - 20) : match.start()]
            ):
                yield match.span()


def _ending_of(address: str) -> str:
    """The ending of an address, in the form of IANA's list."""
    return _listed(re.split(r"[^\w-]+", address)[-1])


def _listed(ending: str) -> str:
    if ending.isascii():
        return ending
    try:
        return ending.encode("idna").decode()
    except UnicodeError:
        return ending


def _of_machines(text: str) -> Iterator[tuple[int, int]]:
    for match in _SIX.finditer(text):
        bare = match[0].partition("%")[0].partition("/")[0].rstrip(":.") if not match[0].endswith("::") else match[0]
        if any(sign.isdigit() for sign in bare) and len(bare) >= 3:
            try:
                IPv6Address(bare)
            except AddressValueError:
                continue
            yield match.span()
    yield from (match.span() for match in _CARD.finditer(text) if not match[0].replace(":", "").isdigit())


def _domains(visible: VisibleText) -> Iterator[tuple[int, int]]:
    """Bare domains, recognised by a known ending and by their surroundings."""
    text = visible.text
    for match in _DOMAIN.finditer(text):
        labels, ending, port, path = match.groups()
        if _listed(ending) not in _endings():
            continue
        end = _trimmed(text, match.start(), match.end())
        bare = f"{labels}{ending}"
        if bare in _TERMS:
            continue
        typed = visible.typed[match.end(1) : match.end(2)]
        host = visible.typed[match.start() : match.end(1)]
        sure = bool(port) or (path is not None and len(path) > 1) or "-" in labels or labels.count(".") > 1
        capital = typed[:1].isupper() and not host.isupper()
        if not sure and (ending in _WORDS - _SURE or capital or len(labels) < 3 or host[:-1].isdigit()):
            continue
        if not sure and ending in _SURE and (len(labels) < 4 or host[0].isupper()):
            continue
        yield match.start(), end


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of an address without the punctuation of the sentence around it."""
    for place in range(start, end):
        if text[place] in '<>"“”«»「」『』【】（）、。，；' or (text[place] == "|" and place > start):
            end = place
            break
    while end > start:
        last = text[end - 1]
        opening = _CLOSING.get(last)
        if opening is not None:
            if text.count(opening, start, end) >= text.count(last, start, end):
                break
        elif last not in _TRAILING:
            break
        end -= 1
    return end
