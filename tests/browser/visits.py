"""What is seen of pages in a browser, each fetched once: room, targets, markup and hosts."""

from urllib.parse import urlsplit

import html5lib

from tests.browser.room import overflowing, small_targets

# What no content model of HTML allows, and no parser complains about.
MISPLACED = """() => {
  const block = "p, div, ul, ol, dl, table, figure, section, h1, h2, h3, h4";
  const inline = ["span", "p", "h1", "h2", "h3", "h4", "a.chip", "button", "s"];
  const inside = inline.map((e) => `${e} :is(${block})`).join();
  const found = [...document.querySelectorAll(`${inside}, ul > :not(li), ol > :not(li),
    dl > :not(div, dt, dd), a a, a button, button a`)].map((e) => e.outerHTML.slice(0, 120));
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  return found.concat(ids.filter((id, index) => ids.indexOf(id) !== index));
}"""
# Of the pages whose name has a comma: states that look like no other page.
OF_A_KIND = {
    *("activity, long", "event, open", "event, documented", "event, postponed"),
    *("newsletter, long", "search, hits", "home, tom", "calendar, tom"),
}


def all_pages(*sites):
    """Yield (name, whole address) of every page and state of these sites."""
    for site in sites:
        for name, address in site.addresses.items():
            yield name, site.url + address


def one_of_each_kind(*sites):
    """Yield (name, whole address) of every page type; `make prove` goes through the states."""
    for name, address in all_pages(*sites):
        if ", " not in name or name in OF_A_KIND:
            yield name, address


class Visits:
    """What is wrong with these pages, in these ways and widths to look at them."""

    def __init__(self, tab, pages, ways, widths):
        self.ways, self.widths = ways, widths
        self.misplaced, self.wide, self.small = {}, {}, {}
        self.sources, self.hosts, self.complaints = {}, set(), []
        tab.on("console", lambda message: self.complaints.append(f"{tab.url}: {message.text}"))
        tab.on("pageerror", lambda error: self.complaints.append(f"{tab.url}: {error}"))
        tab.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        for name, address in pages:
            self.sources[name] = tab.goto(address).text()
            self.see(name, tab)
        self.complaints = [text for text in self.complaints if "404 (Not Found)" not in text]
        self.cookies = tab.context.cookies()

    def see(self, name, tab):
        """Note what is wrong with the page on screen."""
        if misplaced := tab.evaluate(MISPLACED):
            self.misplaced[name] = misplaced
        for way, parts in overflowing(tab, self.ways):
            if parts:
                self.wide[name, way] = parts
        for width, target in small_targets(tab, self.widths, name == "home"):
            self.small.setdefault(target, (name, width))


def invalid(sources):
    """Return {name: [(place, fault)]} of the pages whose HTML a strict parser complains about."""
    faults = {}
    for name, html in sources.items():
        parser = html5lib.HTMLParser()
        parser.parse(html)
        if parser.errors:
            faults[name] = [(place, code) for place, code, _ in parser.errors]
    return faults
