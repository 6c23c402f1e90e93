"""IP addresses as servers and proxies write them."""

from ipaddress import IPv4Address, IPv6Address, ip_address

# Stands for everybody whose address is not known.
UNKNOWN = "0.0.0.0"  # noqa: S104
LONGEST = 64  # letters: an IPv6 address with brackets, zone and port is shorter
HOUSEHOLD = (1 << 64) - 1


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in `text`, without quotes, brackets, port and zone; None for junk.

    An IPv4 address inside an IPv6 one (`::ffff:192.0.2.1`) is returned as what it is.
    """
    text = text.strip().strip('"')
    if len(text) > LONGEST:
        return None
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def normalised(text: str) -> str:
    """Return the address in `text` as every database takes it, or `UNKNOWN` for junk."""
    return str(parsed(text) or UNKNOWN)


def household(text: str) -> str:
    """Return what one household or firm has of addresses: an IPv4 address, or the /64 of an IPv6.

    The /64 is named by its first address; junk is `UNKNOWN`.
    """
    address = parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) & ~HOUSEHOLD))
    return normalised(text)
