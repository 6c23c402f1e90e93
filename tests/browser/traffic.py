"""What a browser fetches for a page, and how much of it moves meanwhile."""

KIB = 1024
ICONS = "/static/icons/"
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({type: "layout-shift", buffered: true});
  scrollTo(0, document.body.scrollHeight);
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""

# Also what does not keep a page from being shown, as the style sheet for paper.
LOADED = """Promise.all([...document.querySelectorAll("link[rel=stylesheet]")].map(
  (link) => link.sheet ?? new Promise((done) => link.addEventListener("load", done)),
)).then(() => document.fonts.ready).then(() => true)"""


class Traffic:
    """What a tab receives: bytes over the wire, and the address of each answer."""

    def __init__(self, page):
        self.received, self.asked = {}, {}
        self.network = page.context.new_cdp_session(page)
        self.network.send("Network.enable")
        self.network.on("Network.loadingFinished", self.finished)
        self.network.on("Network.responseReceived", self.answered)

    def forget(self):
        """Make the next visit a first one."""
        self.network.send("Network.clearBrowserCache")

    def finished(self, event):
        self.received[event["requestId"]] = event["encodedDataLength"]

    def answered(self, event):
        self.asked[event["requestId"]] = event["response"]["url"]

    def visit(self, page, address):
        """Return (KiB received, number of requests) of one visit to an address.

        Without the icon, which a browser asks for whenever it has nothing else to do.
        """
        # What the page before still waits for is not this one's.
        page.goto("about:blank")
        self.received.clear()
        self.asked.clear()
        page.goto(address)
        # By the session whose events are counted, so that all of them have come before the answer.
        self.network.send("Runtime.evaluate", {"expression": LOADED, "awaitPromise": True})
        counted = [
            number for number, url in self.asked.items() if url == address or ICONS not in url
        ]
        return sum(self.received.get(number, 0) for number in counted) / KIB, len(counted)
