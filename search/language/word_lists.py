"""Word lists that no dictionary gives: stop words, and how Swedish compounds begin and end."""


def listed(text):
    """Return the words of a text as a set."""
    return frozenset(text.split())


# Dropped on both sides before å, ä and ö are folded, so "är" never meets "år".
STOP_WORDS = listed(
    """
    a aldrig alla allt and att av bara betyda betyder bl blev bli blir blivit både de dem den denna
    deras dess dessa det detta dig din dina dit ditt du dvs då där därför efter ej eller en er era
    ert etc ett ex finnas finns fl från få får för genom gå går gör göra ha hade han hans har hela
    henne hennes heta heter hette hit hon honom hos hur här i icke ifrån in ingen inget inom inte ja
    jag jo kan kom komma kommer kommit kunde kunna m man med mellan men mer mig min mina mitt mot
    mycket ni nog nu någon någonting något några nån nåt när nästa och också of om oss osv på samma
    samt sedan ser sig sin sina sitt ska skall skulle som så sådan sådana sådant t the till to under
    upp ur ut utan vad var vara varför varit varje vars vem vems vi via vid vilka vilkas vilken
    vilket vill vår våra vårt åt än ännu är även över
    """
)
# As they are typed without å, ä and ö; dropped from queries that have none of these letters.
PLAIN_STOP_WORDS = listed(
    """
    ar aven da dar far for fran ga gar gor gora har nagon nagot nagra nar ocksa pa sa
    """
)

# What holds a sentence together, and tells nothing of what is looked for: no page is required to
# have it. It is indexed, since texts are as long as they are.
CONNECTING_WORDS = listed(
    """
    allihop allihopa allra alls alltid allting alltmer alltså angående annars antingen beträffande
    bland borde brukar bör ca cirka dessutom dock därefter däremot därmed eftersom efteråt
    egentligen emellan emellanåt emellertid emot endast enligt ens eventuellt exempelvis faktiskt
    fortfarande förutom ganska genast gällande gärna hej hejsan heller hellre helst härmed igen
    inför inga ingenstans ingenting istället ju just jätte kanske kl kring lika liksom låter medan
    mfl mm måste möjligen nej numera nästan någonstans nånstans ofta oftast ok okej precis redan
    respektive råkar rörande samtliga sen sist själv själva snarare snart sällan sån såna sånt såväl
    tex tills troligen trots ungefär utom varandra vare varenda varifrån varken vart verkar
    verkligen visserligen visst väl väldigt ändå åter åtminstone överallt överhuvudtaget
    """
)

# Words that ask for what is new rather than for themselves.
FRESH_WORDS = listed("senaste senast nyaste kommande aktuell aktuella aktuellt")

# Prefixes, particles and endings, which the dictionary knows as words: no part of a compound.
NOT_PARTS = listed(
    """
    an and ande andes ans anse are aren arna att av barhet be bort de den des det din dit du där
    därav eft efter ell else emot en ende enhet ens ent er erna ert ett fel fram från för före
    gen han het håll hän här ill in ing inn inom inter isk iska jäm kon kontra lig liga ligt med
    mel men min miss mot ned ner ning när och om omkring ont orna per pre pro på res ring sam
    sin ska skap som sub tens ter till tion trans tre under up upp ur ut utan van vet vid vis än
    är åt åter över
    """
)

# Words of the dictionary that end so mostly consist of a word and an ending.
SUFFIXES = ("are", "ing", "ism", "het", "tion", "else", "ande", "ende", "isk", "lig", "sam")
WHOLE = listed("verkstad förtroende kompetens bestånd centrum bygglov utbryta")

# First parts whose dictionary form no rule finds, and names that compounds are made of.
FIRST_PARTS = {
    "arbets": "arbete",
    "facebook": "facebook",
    "föräldra": "förälder",
    "hälso": "hälsa",
    "malmö": "malmö",
    "malmöandan": "malmöandan",
    "minnes": "minne",
    "närings": "näring",
    "riks": "rike",
    "samhälls": "samhälle",
    "skåne": "skåne",
    "tjänste": "tjänst",
}

# Short words that end compounds; longer ones need no list.
HEADS = listed(
    """
    app arv bad bil bio bod bok brev bro by båt dag del gym hav hem hus jul kod kök köp kör kö lag
    led liv lov lån låt mat mål nät ort park plan rum råd sal skog skola stad stat tid torg
    träd tåg val vecka väg vän vård yta år
    """
)
# Words of two letters that begin compounds which the dictionary has not: byförening, elavfall.
SHORT_FRONTS = listed("bi bo by el eu it tv")
# What ends names that begin with what no dictionary has: Lugnetgymnasiet, Bjursåsskolan.
HEADS_OF_NAMES = listed(
    """
    bad badet bana bibliotek center centrum festival församling förening förskola gata gymnasium
    gård hall hem hus klubb kommun kyrka museum park region skola station stiftelse teater torg väg
    """
)

# Verbs that tell no topic: who arbetar med odling, or behöver hjälp, asks for odling, for hjälp.
GENERAL_VERBS = listed(
    """
    ansvara använda arbeta behöva bruka erbjuda finna fundera få förekomma hantera intressera
    jobba leta nyttja ordna pågå skaffa syssla tycka tänka undra utnyttja veta ägna önska
    """
)

# What all things have, which tells none of them apart.
GENERAL_WORDS = listed(
    """
    adress allmän annan ansökan ansökning avgiftsfri bakgrund beskrivning betydelse bra bäst
    blankett datum detalj dålig enkel exempel formulär fråga första förslag förutsättning gammal
    god gratis info information innehåll kontakt kontaktuppgift kostnadsfri krav lista liten läge
    namn ny nära närmast närmaste olik olika orsak plats regel resultat rutin sak skillnad stor
    struktur syfte sätt särskild tid tillstånd tips typ upplägg utformning vanlig viktig villkor
    ärende öppen öppettid översikt
    """
)

# Of these, what says nothing beside a name or a topic: aktiviteter på biblioteket.
BESIDE_A_TOPIC = listed("aktivitet evenemang info information kontaktuppgift nyhet verksamhet")


def _all_of(lines):
    """Return word → the first word of its line, of lines with the forms of one word each."""
    return {word: line.split()[0] for line in lines.split("\n") for word in line.split()}


# What the dictionary takes for a form of another word: who are äldre are no gamla things.
DICTIONARY_FORMS = {
    **_all_of(
        """
        aktiv aktiva aktivas aktivt
        basar basaren basarer basarerna
        boende boenden boendena boendet boendets
        bro broar broars
        fixa fixade fixar fixat
        fixare
        fjärde
        femte
        första
        hd
        hlr
        inflytande inflytandes inflytandet inflytandets
        it its
        jan
        kontant kontanta kontanter kontanterna kontanters
        kk
        kår kåren kårens kårer kårerna
        lov loven lovens
        lr
        läsa läs
        nionde
        ns
        nt
        passiv passiva passivt
        påsk påsken påskens
        redo
        ref
        rot
        skuld skulder skulders
        sjunde
        sjätte
        sn
        tionde
        tkr
        ts
        träna tränar tränas tränat
        val valens
        vuxen vuxens vuxet vuxna vuxnas
        äldre äldres
        åttonde
        """
    ),
    "mån": "måndag",
    "tis": "tisdag",
    "ons": "onsdag",
    "tors": "torsdag",
    "sön": "söndag",
}
# What is rather done than several of what a noun names, as bussar are.
MOSTLY_VERBS = listed(
    """
    bakar bokar borrar botar bugar chattar checkar delar duschar flyttar formar grillar kollar
    kramar krockar lagar lockar loggar lagrar lurar lystrar manar manglar nekar ordnar paddlar
    pimplar pluggar präglar puttrar råkar snorklar sopar spacklar sparkar staplar stoppar straffar
    stämplar tappar testar torkar tvingar tvättar varar vinkar virvlar vågar yttrar
    """
)
# What is said of a thing rather than being one, though it has the article of a noun: den gode.
NO_NOUNS = listed(
    "balle bleke gode göte hundrade jämlike kvicke käraste like näste reale skygge stele store täte"
    " veke vilde vise vite"
)
# What looks like a noun and its verb but is two words: what pays for things, and to mediate.
NOT_OF_THE_VERB = listed("medel regel")
# Nouns that have nothing to do with the verb that they look like: with those who move in.
OWN_FAMILIES = listed("inflytande")
# Verbs that no noun in -ning comes from, since a longer one is nearer: räkna, varna, ordna.
NOT_OF_THE_NOUN = listed("räka vara orda")

# What stands after a verb and before its noun: dela ut, utdelning.  Those that are mostly
# prepositions are left out: who arbetar med something is no medarbetare.
PARTICLES = listed(
    "bort fast fram hem igen igenom igång ihop in ned ner samman tillbaka undan upp ut"
)
