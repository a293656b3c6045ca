"""Namespaces of an XML part: one prefix for the elements that we look for, whatever prefixes it uses.

Office programs use one prefix for all of a part's own elements. Others may mix them, or reuse the prefix
for something foreign inside; and `mc:AlternateContent` may hold elements of the same names.
"""

from __future__ import annotations

import re

ATTRIBUTES = rb"""[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*"""
TAG = re.compile(rb"<(/?)([^\s/>!?]+)(" + ATTRIBUTES + rb")>")
_DECLARATION = re.compile(rb"""xmlns(?::([^\s=<>"']+))?\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ALTERNATIVES = re.compile(rb"<(/?)(?:[^\s:<>/]+:)?AlternateContent(?=[\s/>])" + ATTRIBUTES + rb">")

Scope = dict[bytes, bytes]


def are_mixed(mask: bytes, root: re.Match[bytes]) -> bool:
    """Whether elements of the root's namespace have several prefixes, or its prefix means others too."""
    prefix, declared = root[1], _declared(root[0])
    own = declared.get(prefix)
    if own is None:
        return False
    if any(uri == own and p != prefix and b"<" + p in mask for p, uri in declared.items()):
        return True
    return _is_bound_anew(mask, root.end(), prefix, own)


def may_be_mixed(head: bytes) -> bool:
    """Whether the start of a part lets its elements have several prefixes, whatever comes later."""
    root = TAG.search(head)
    if root is None:
        return False
    prefix, declared = root[2][: root[2].find(b":") + 1], _declared(root[3])
    own = declared.get(prefix, b"")
    return list(declared.values()).count(own) > 1 or _is_bound_anew(head, root.end(), prefix, own)


def _is_bound_anew(mask: bytes, at: int, prefix: bytes, own: bytes) -> bool:
    """Whether the root's prefix gets another namespace from `at` on, or its namespace another prefix."""
    at = mask.find(b"xmlns", at)
    while at >= 0:
        found = _DECLARATION.match(mask, at)
        if found is not None:
            p, uri = _prefix_and_uri(found)
            if (p == prefix) != (uri == own):
                return True
        at = mask.find(b"xmlns", at + 5)
    return False


def unified(data: bytes, mask: bytes, root: re.Match[bytes]) -> tuple[bytes, bytes]:
    """Data and mask with the root's prefix for all elements of its namespace.

    What has that prefix but another namespace isn't in the mask any more.
    """
    prefix, own = root[1], _declared(root[0])[root[1]]
    out: list[bytes] = []
    shown: list[bytes] = []
    scopes: list[Scope] = [{}]
    end = 0
    for tag in TAG.finditer(mask):
        scope = scopes[-1]
        if not tag[1]:
            if b"xmlns" in tag[3]:
                scope = scope | _declared(tag[3])
            if not tag[3].endswith(b"/"):
                scopes.append(scope)
        elif len(scopes) > 1:
            scopes.pop()
        name = tag[2]
        at = name.find(b":") + 1
        is_own = scope.get(name[:at]) == own
        if is_own and name[:at] != prefix and scope.get(prefix) == own:
            new = b"<" + tag[1] + prefix + name[at:]
            out += [data[end : tag.start()], new]
            shown += [mask[end : tag.start()], new]
            end = tag.end(2)
        elif not is_own and name[:at] == prefix:
            out.append(data[end : tag.end()])
            shown += [mask[end : tag.start()], b" " * (tag.end() - tag.start())]
            end = tag.end()
    return b"".join([*out, data[end:]]), b"".join([*shown, mask[end:]])


def without_alternatives(mask: bytes) -> bytes:
    """A mask without what stands inside of `mc:AlternateContent`: one branch counts there, we need none."""
    out: list[bytes] = []
    depth = end = 0
    for tag in _ALTERNATIVES.finditer(mask):
        if tag[1]:
            depth -= 1
            if depth == 0:
                out.append(b" " * (tag.start() - end))
                end = tag.start()
        elif not tag[0].endswith(b"/>"):
            depth += 1
            if depth == 1:
                out.append(mask[end : tag.end()])
                end = tag.end()
    return b"".join([*out, mask[end:]])


def _declared(tag: bytes) -> Scope:
    """The namespaces that a start tag declares, by prefix with its colon."""
    return dict(map(_prefix_and_uri, _DECLARATION.finditer(tag)))


def _prefix_and_uri(found: re.Match[bytes]) -> tuple[bytes, bytes]:
    return found[1] + b":" if found[1] else b"", found[2] if found[2] is not None else found[3]
