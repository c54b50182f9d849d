"""What a letter or an e-mail may show: nothing that is fetched from elsewhere, and no file of ours."""

import re

from lxml import html

#: attributes by which a page loads something
_LOADING = ("background", "data", "poster", "src", "srcset")
#: elements that load whatever stands in them
_LOADERS = ("base", "embed", "iframe", "link", "object", "script", "style")
_SUSPECT = re.compile(
    rf"url\s*\(|\b(?:background|data|poster|src|srcset|href)\s*=|<\s*(?:{'|'.join(_LOADERS)})\b", re.IGNORECASE
)
_OWN_PATHS = ("/web/image", "/logo", "/web/binary/company_logo")


def without_sources(text, base_url=""):
    """Return HTML without what would be loaded from another machine or from a disk.

    Pictures that are part of the text (``data:``, ``cid:``) stay, and those that Odoo itself serves.

    :param str text: HTML
    :param str base_url: the address under which Odoo serves its own pictures
    """
    if not text or not _SUSPECT.search(text):
        return text
    root = html.fragment_fromstring(str(text), create_parent="div")
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag.lower() in _LOADERS:
            element.drop_tree()
            continue
        for name in _LOADING:
            if name in element.attrib and not _is_own(element.attrib[name], base_url):
                del element.attrib[name]
        if _scheme(element.get("href", "")) == "file":
            del element.attrib["href"]
        if re.search(r"url\s*\(", element.get("style", ""), re.IGNORECASE):
            del element.attrib["style"]
    inner = html.tostring(root, encoding="unicode")
    return inner[inner.index(">") + 1 : inner.rindex("</div>")]


def _is_own(address, base_url):
    address = address.strip()
    if _scheme(address) in ("cid", "data"):
        return True
    if base_url and address.startswith(base_url.rstrip("/") + "/"):
        address = address[len(base_url.rstrip("/")) :]
    return address.startswith(_OWN_PATHS) and ".." not in address


def _scheme(address):
    return re.sub(r"[\s\x00-\x20]", "", address).partition(":")[0].lower() if ":" in address else ""
