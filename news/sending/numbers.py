"""Numbers in Swedish words, so that nobody reads one nought too few."""

ONES = (
    *("noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva"),
    *("tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton"),
)
TENS = ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
MOST = 999_999


def in_words(number):
    """Return how many people there are: «tvåhundratrettioen»; the digits of more than a million."""
    if number > MOST:
        return str(number)
    words = _words(number)
    return words.removesuffix("ett") + "en" if words.endswith("ett") else words


def _words(number):
    if number < len(ONES):
        return ONES[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return TENS[tens - 2] + (ONES[rest] if rest else "")
    size, name = (1000, "tusen") if number >= 1000 else (100, "hundra")
    count, rest = divmod(number, size)
    # «ettusen», not «etttusen».
    counted = f"{_words(count)}{name}".replace("ettt", "ett")
    return counted + (_words(rest) if rest else "")
