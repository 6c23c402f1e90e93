"""The words by which the rules tell people, roles and organisations apart."""


def words(text):
    """Return the words of a text as a set."""
    return frozenset(text.split())


# With a capital letter, and yet no name of a person.
NO_NAME = words(
    "Region Regionen Länsstyrelsen Länsstyrelse Föreningen Förening Nätverket Nätverk Malmö "
    "Göteborg Göteborgs Stockholm Stockholms Lund Lunds Helsingborg Helsingborgs Skåne Skånes "
    "Sverige Sveriges Stiftelsen Institutet Kommunen Kommun Staden Stads Stad Stora Lilla "
    "Norra Södra Östra Västra Centrum Folkets Kulturhuset Biblioteket Microsoft Google Zoom "
    "Teams Vill Var När Hur Vad Vem Kom Välkommen Välkomna Anmälan Anmäl Plats Tid Datum "
    "Program Läs Mer Save Sista Agenda Nationell Nationella Lokal Lokala Social Sociala "
    "Ideell Öppen Öppet Röda Hela Rädda Den Det De En Ett Vi Du I På Till Från Med Och Men "
    "För Som Inbjudan Tema Projekt Universitet Högskola Högskolan Rådet Forum Museet Teatern "
    "Park Live Hamnen Unga Ungas Måndag Tisdag Onsdag Torsdag Fredag Lördag Söndag Januari "
    "Februari Mars April Maj Juni Juli Augusti September Oktober November December Idéburen "
    "Idéburna Civila Svenska Nordiska Statens Kommande Kontakta Ring Mejla Hälsningar "
    "Stadsområde Länk"
)
# They stand inside the name of an organisation.
CONNECTORS = words("och i på för av ska & de den det vid till hos med")
# They come after it.
VERBS = words(
    "berättar berättade deltar deltog visar visade leder ledde pratar pratade talar talade "
    "kommer kom håller höll presenterar presenterade inleder inledde modererar medverkar "
    "medverkade är var har hade ger gav introducerar föreläser föreläste samtalar delar "
    "delade besöker gästar diskuterar svarar reflekterar som att när där om samt ser säger "
    "arbetar jobbar vill kan ska Telefon Tel Mobil E-post Mejl"
)
# What somebody is, right before a name.
TITLES = words(
    "docent professor professorn författaren författare forskaren forskare föreläsaren "
    "konstnären journalisten artisten politikern kommunalrådet projektledaren projektledare "
    "ordföranden ordförande moderatorn moderator gästen gäst talaren dr doktor doktorand "
    "doktoranden advokat advokaten arkitekten arkitekt musikern poeten regissören "
    "verksamhetschef verksamhetschefen processledare processledaren utredaren utredare "
    "samordnaren samordnare rektor rektorn generalsekreterare generalsekreteraren minister "
    "ministern riksdagsledamoten borgmästaren kommunikatör kommunikatören värd"
)
ABBREVIATED = words("jur. kand. fil. dr dr. mag. tekn. med. prof.")
PARTICLES = words("von af de van der den al el bin da del")
TITLE_ENDS = (
    *("arkitekt", "forskare", "ledare", "lärare", "konstnär", "författare", "ordförande"),
    *("sekreterare", "politiker", "handläggare", "samordnare", "strateg", "chef", "professor"),
    *("polis", "vetare", "vetaren", "ingenjör", "sköterska", "pedagog", "kurator"),
)
# A trade in its definite form: «designern», «illustratören», «läraren», «journalisten».
TRADE_ENDS = ("nern", "ören", "aren", "isten", "logen", "anten", "enten")
ORGANISATION_ENDS = (
    *("kontoret", "nämnden", "universitet", "föreningen", "stad", "förvaltning"),
    *("förvaltningen", "avdelningen", "styrelsen"),
)
