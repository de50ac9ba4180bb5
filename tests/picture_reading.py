"""Reading our pictures back: every SVG is parsed as strict XML, and its words and shapes are looked at."""

from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"'"
LARGEST = 40_000


def read(picture):
    """Parse a picture and hold it against what all of them keep: role, title, size, no script, no outside address."""
    root = ET.fromstring(picture)  # noqa: S314 - our own picture
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text
    assert "prefers-color-scheme:dark" in root.find(f"{SVG}style").text
    assert len(picture) < LARGEST
    assert not list(root.iter(f"{SVG}script"))
    assert b"http" not in picture.replace(b"http://www.w3.org/2000/svg", b"")
    return root


def words(picture):
    """Every text of a picture, in the order in which it is drawn."""
    return ["".join(one.itertext()) for one in read(picture).iter(f"{SVG}text")]


def shapes(picture, kind, look):
    """The attributes of all shapes of a kind with a look."""
    return [one.attrib for one in read(picture).iter(f"{SVG}{kind}") if look in one.get("class", "").split()]


def mirrored(there, back):
    """Whether two pictures show the same texts at mirrored places, the second from right to left."""
    one, two = read(there), read(back)
    width = float(one.get("width"))
    places = [
        [
            (round(float(text.get("x")), 1), text.get("y"), text.text)
            for text in root.iter(f"{SVG}text")
            if text.get("x")
        ]
        for root in (one, two)
    ]
    turned = [(round(width - x, 1), y, text) for x, y, text in places[0]]
    same = all(abs(a[0] - b[0]) < 0.15 and a[1:] == b[1:] for a, b in zip(turned, places[1], strict=True))
    return two.get("direction") == "rtl" and one.get("direction") is None and same


def shout(text):
    """A translation that leaves nothing as it was, save the names in braces."""
    pieces = text.split("{")
    return "«" + "{".join(
        [pieces[0].upper(), *(rest.split("}")[0] + "}" + rest.split("}")[1].upper() for rest in pieces[1:])]
    )
