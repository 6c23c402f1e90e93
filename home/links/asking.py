"""Whether an address on the web answers: asked politely, and never within our own network."""

import http.client
import ipaddress
import socket
import ssl
from contextlib import suppress
from threading import Timer
from time import monotonic
from urllib.parse import quote, urljoin, urlsplit

PATIENCE = 5  # seconds for each step
LONGEST = 10  # seconds for an answer, with all that it leads on to
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
# Of IPv6 all that is routed in the open network lies here, but for what a gateway translates.
UNICAST, TRANSLATED = map(ipaddress.ip_network, ("2000::/3", "64:ff9b::/96"))
PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # which Python 3.11 takes for open
GONE = {404, 410}
ASCII = "".join(map(chr, range(0x21, 0x7F)))
NO_HEAD = {400, 403, 404, 405, 406, 500, 501, 503}


class UnreachableError(Exception):
    """Nobody answers at an address."""


class RefusedError(Exception):
    """An address that is not asked: of the server's own network, another port or scheme."""


def is_public(address):
    """Tell whether an IP address belongs to the open network, also where it carries another."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if found.version == 4:
        return found.is_global and not found.is_multicast and found not in PROTOCOLS
    # Translated by a gateway (NAT64, 6to4, Teredo) or mapped, an address leads to another one.
    inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
    if found in TRANSLATED:
        inner = ipaddress.ip_address(found.packed[-4:])
    if inner is not None and not is_public(str(inner)):
        return False
    if found.ipv4_mapped or found in TRANSLATED:
        return True
    return found.is_global and found in UNICAST


def parts_of(address):
    """Return (scheme, host, port or None, target) of an address (raises RefusedError)."""
    try:
        parts = urlsplit(address)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
        host = (host or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise RefusedError(address) from error
    if scheme not in PORTS or not host or parts.username:
        raise RefusedError(address)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return scheme, host, port, f"{target}?{query}" if query else target


def as_sent(location):
    """Return the address that a server leads on to, with the bytes beyond ASCII as it sent them."""
    return location and quote(location.encode("latin-1"), safe=ASCII)


class Asker:
    """Asks for addresses in the name of the site; `agent` says who asks."""

    def __init__(self, agent):
        self.agent = agent

    def ip_of(self, host, port):
        """Return an IP address of a host.

        Raises RefusedError where it has one that is not of the open network, or another port.
        """
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise UnreachableError(type(error).__name__) from error
        found = [row[4][0] for row in rows]
        if port not in PORTS.values() or not all(map(is_public, found)):
            raise RefusedError(host)
        return found[0]

    def ask(self, address):
        """Return the status with which an address answers, after its redirects.

        Nothing of the answer but its head is read.  Raises UnreachableError or RefusedError.
        """
        self.until = monotonic() + LONGEST
        try:
            for _step in range(MOST_REDIRECTS + 1):
                status, location = self.ask_once("HEAD", address)
                if status in NO_HEAD:
                    status, location = self.ask_once("GET", address)
                if not (300 <= status < 400 and location):
                    return status
                address = urljoin(address, location)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnreachableError(type(error).__name__) from error
        raise UnreachableError("too many redirects")

    def ask_once(self, method, address):
        """Return (status, Location) of one address."""
        scheme, host, port, target = parts_of(address)
        port = port or PORTS[scheme]
        # What was looked up is what is connected to: a name may mean something else a moment later.
        ip, left = self.ip_of(host, port), self.until - monotonic()
        if left <= 0:
            raise UnreachableError("too slow")
        self.line = socket.create_connection((ip, port), min(PATIENCE, left))
        # Who sends a letter a second would never be done.
        watch = Timer(left, self.hang_up)
        watch.daemon = True
        watch.start()
        try:
            if scheme == "https":
                context = ssl.create_default_context()
                # Before they shake hands, or `hang_up` would have no line to hang up meanwhile.
                self.line = context.wrap_socket(
                    self.line, server_hostname=host, do_handshake_on_connect=False
                )
                self.line.do_handshake()
            asked = http.client.HTTPConnection(host, port)
            asked.sock, asked.default_port = self.line, PORTS[scheme]
            headers = {"User-Agent": self.agent, "Accept": "*/*", "Connection": "close"}
            asked.request(method, target, headers=headers)
            answer = asked.getresponse()
            return answer.status, as_sent(answer.getheader("Location"))
        finally:
            watch.cancel()
            self.line.close()

    def hang_up(self):
        """End what is read from."""
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_RDWR)
