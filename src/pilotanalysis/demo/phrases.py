"""What respondents write in their own words, by language: short texts that no real answer was taken from.

Phrases of a stage name what it supplies, and no phrase belongs to two stages, so that texts can be
coded back to the stage they were drawn for.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, ...]]

_AGRI_FOOD: Mapping[str, Words] = {
    "machine_components": {
        "en": ("hydraulic components", "castings and machined parts", "gears and bearings"),
        "ro": ("componente hidraulice", "piese turnate și prelucrate mecanic", "angrenaje și rulmenți"),
        "it": ("componenti idraulici", "getti e pezzi lavorati", "ingranaggi e cuscinetti"),
    },
    "farm_inputs": {
        "en": ("certified seed", "fertilisers and plant protection", "compound feed"),
        "ro": ("sămânță certificată", "îngrășăminte și produse fitosanitare", "furaje combinate"),
        "it": ("sementi certificate", "concimi e prodotti fitosanitari", "mangimi composti"),
    },
    "food_packaging": {
        "en": ("food-grade packaging", "cartons and trays for food", "jars and lids"),
        "ro": ("ambalaje pentru alimente", "cutii și caserole alimentare", "borcane și capace"),
        "it": ("imballaggi per alimenti", "cartoni e vaschette alimentari", "vasetti e coperchi"),
    },
    "agri_machinery": {
        "en": ("seed drills and ploughs", "tractor implements", "harvesting machinery"),
        "ro": ("semănători și pluguri", "utilaje purtate pentru tractor", "mașini de recoltat"),
        "it": ("seminatrici e aratri", "attrezzi per trattori", "macchine per la raccolta"),
    },
    "food_machinery": {
        "en": ("milling equipment", "bakery ovens and lines", "dairy processing equipment"),
        "ro": ("utilaje de morărit", "cuptoare și linii de panificație", "echipamente pentru procesarea laptelui"),
        "it": ("macchine per molini", "forni e linee per panifici", "impianti per la lavorazione del latte"),
    },
    "farming": {
        "en": ("wheat and maize", "raw milk", "field vegetables"),
        "ro": ("grâu și porumb", "lapte crud", "legume de câmp"),
        "it": ("frumento e mais", "latte crudo", "ortaggi di pieno campo"),
    },
    "crop_storage": {
        "en": ("grain storage in silos", "collection and drying of cereals", "sorting of fruit after harvest"),
        "ro": (
            "depozitare de cereale în silozuri",
            "colectare și uscare de cereale",
            "sortare de fructe după recoltare",
        ),
        "it": (
            "stoccaggio di cereali in silos",
            "raccolta ed essiccazione di cereali",
            "selezione della frutta dopo la raccolta",
        ),
    },
    "biomass_energy": {
        "en": ("biogas from farm residues", "wood pellets", "straw briquettes"),
        "ro": ("biogaz din reziduuri agricole", "peleți din lemn", "brichete din paie"),
        "it": ("biogas da residui agricoli", "pellet di legno", "bricchette di paglia"),
    },
    "food_processing": {
        "en": ("flour and bakery products", "meat and dairy products", "preserved fruit and vegetables"),
        "ro": ("făină și produse de panificație", "preparate din carne și lactate", "conserve de fructe și legume"),
        "it": ("farine e prodotti da forno", "prodotti a base di carne e latticini", "conserve di frutta e verdura"),
    },
    "machinery_sales": {
        "en": ("repair of tractors", "spare parts and servicing of farm machines", "rental of farm machines"),
        "ro": (
            "reparații de tractoare",
            "piese de schimb și service pentru mașini agricole",
            "închiriere de mașini agricole",
        ),
        "it": (
            "riparazione di trattori",
            "ricambi e assistenza per macchine agricole",
            "noleggio di macchine agricole",
        ),
    },
    "food_wholesale": {
        "en": ("wholesale of food", "distribution of fruit and vegetables", "wholesale of cereals and seeds"),
        "ro": ("comerț cu ridicata de alimente", "distribuție de legume și fructe", "comerț cu ridicata de cereale"),
        "it": (
            "commercio all'ingrosso di alimentari",
            "distribuzione di frutta e verdura",
            "ingrosso di cereali e sementi",
        ),
    },
    "food_retail": {
        "en": ("food shops", "restaurant and catering outlets", "shelf space for local food"),
        "ro": ("magazine alimentare", "restaurante și catering", "raft pentru produse alimentare locale"),
        "it": ("negozi di alimentari", "ristoranti e catering", "scaffali per prodotti alimentari locali"),
    },
    "agri_research": {
        "en": ("field trials", "breeding of new varieties", "research on farm machinery"),
        "ro": ("încercări în câmp experimental", "ameliorarea de soiuri noi", "cercetare pentru mașini agricole"),
        "it": ("prove sperimentali in campo", "selezione di nuove varietà", "ricerca sulle macchine agricole"),
    },
    "food_testing": {
        "en": ("microbiological tests of food", "residue analysis", "certification of organic food"),
        "ro": ("analize microbiologice de alimente", "analiza reziduurilor", "certificare de alimente ecologice"),
        "it": (
            "analisi microbiologiche degli alimenti",
            "analisi dei residui",
            "certificazione di alimenti biologici",
        ),
    },
    "cold_logistics": {
        "en": ("refrigerated transport", "cold stores", "frozen food logistics"),
        "ro": ("transport frigorific", "depozite frigorifice", "logistică pentru produse congelate"),
        "it": ("trasporto refrigerato", "celle frigorifere", "logistica dei surgelati"),
    },
    "precision_farming": {
        "en": ("GPS guidance for tractors", "soil moisture sensors", "crop monitoring with drones"),
        "ro": ("ghidare GPS pentru tractoare", "senzori de umiditate a solului", "monitorizarea culturilor cu drone"),
        "it": ("guida GPS per trattori", "sensori di umidità del suolo", "monitoraggio delle colture con droni"),
    },
}

_TEXTILES: Mapping[str, Words] = {
    "fibre_supply": {
        "en": ("raw wool", "hemp and flax fibre", "polyester staple fibre"),
        "ro": ("lână brută", "fibre de cânepă și in", "fibre scurte de poliester"),
        "it": ("lana greggia", "fibre di canapa e lino", "fiocco di poliestere"),
    },
    "textile_design": {
        "en": ("clothing design", "pattern making in CAD", "grading of garment sizes"),
        "ro": ("design vestimentar", "tipare realizate în CAD", "gradarea mărimilor de confecții"),
        "it": ("progettazione di capi di abbigliamento", "cartamodelli in CAD", "sviluppo taglie dei capi"),
    },
    "trims_accessories": {
        "en": ("zips and buttons", "labels and ribbons", "elastic bands and shoulder pads"),
        "ro": ("fermoare și nasturi", "etichete și panglici", "benzi elastice și pernițe de umăr"),
        "it": ("cerniere e bottoni", "etichette e nastri", "elastici e spalline"),
    },
    "spinning": {
        "en": ("combed cotton yarn", "woollen yarn", "blended yarn for knitting"),
        "ro": ("fire de bumbac pieptănat", "fire de lână cardată", "fire în amestec pentru tricotat"),
        "it": ("filati di cotone pettinato", "filati di lana cardata", "filati misti per maglieria"),
    },
    "weaving_knitting": {
        "en": ("woven cotton fabric", "knitted fabric by the metre", "woollen cloth"),
        "ro": ("țesături de bumbac", "tricot metraj", "stofe de lână"),
        "it": ("tessuti di cotone", "tessuti a maglia in pezza", "stoffe di lana"),
    },
    "dyeing_finishing": {
        "en": ("dyeing of yarn and fabric", "fabric printing", "bleaching and finishing"),
        "ro": ("vopsirea firelor și a țesăturilor", "imprimarea țesăturilor", "albire și finisare textilă"),
        "it": ("tintura di filati e tessuti", "stampa di tessuti", "candeggio e finissaggio"),
    },
    "garment_making": {
        "en": ("cutting and sewing of trousers", "sewing of shirts and blouses", "workwear made to order"),
        "ro": ("croit și cusut pantaloni", "confecționarea cămășilor și bluzelor", "îmbrăcăminte de lucru la comandă"),
        "it": ("taglio e cucito di pantaloni", "confezione di camicie e bluse", "abiti da lavoro su ordinazione"),
    },
    "knitwear_making": {
        "en": ("knitted jumpers", "socks and hosiery", "knitted cardigans and caps"),
        "ro": ("pulovere tricotate", "șosete și ciorapi", "jachete și căciuli tricotate"),
        "it": ("maglioni", "calze e calzini", "cardigan e berretti a maglia"),
    },
    "technical_textiles": {
        "en": ("non-woven materials", "geotextiles and filters", "flame-resistant textiles"),
        "ro": ("materiale nețesute", "geotextile și filtre", "textile ignifuge"),
        "it": ("tessuti non tessuti", "geotessili e filtri", "tessili ignifughi"),
    },
    "own_brands": {
        "en": ("development of a clothing brand", "fashion brand strategy", "marketing of own collections"),
        "ro": (
            "dezvoltarea unei mărci de îmbrăcăminte",
            "strategie de marcă în modă",
            "promovarea colecțiilor proprii",
        ),
        "it": (
            "sviluppo di un marchio di abbigliamento",
            "strategia di marca nella moda",
            "promozione di collezioni proprie",
        ),
    },
    "textile_wholesale": {
        "en": ("wholesale of clothing", "import and export of fabrics", "agents for textile buyers"),
        "ro": (
            "comerț cu ridicata de îmbrăcăminte",
            "import și export de țesături",
            "intermedieri pentru cumpărători de textile",
        ),
        "it": ("ingrosso di abbigliamento", "import-export di tessuti", "agenti per compratori tessili"),
    },
    "fashion_retail": {
        "en": ("clothing shops", "online shop for clothes", "fashion outlet space"),
        "ro": ("magazine de îmbrăcăminte", "magazin online de haine", "spațiu de outlet pentru modă"),
        "it": ("negozi di abbigliamento", "negozio online di vestiti", "spazi outlet per la moda"),
    },
    "textile_testing": {
        "en": ("colour fastness tests", "tensile tests of fabric", "OEKO-TEX testing"),
        "ro": (
            "încercări de rezistență a culorii",
            "încercări de tracțiune pentru țesături",
            "testare pentru OEKO-TEX",
        ),
        "it": ("prove di solidità del colore", "prove di trazione dei tessuti", "prove per OEKO-TEX"),
    },
    "textile_training": {
        "en": ("training of sewing machine operators", "courses for textile technicians", "tailoring apprenticeships"),
        "ro": (
            "calificarea operatorilor confecționeri",
            "cursuri pentru tehnicieni textiliști",
            "ucenicie în croitorie",
        ),
        "it": (
            "formazione di addetti alle macchine da cucire",
            "corsi per tecnici tessili",
            "apprendistato di sartoria",
        ),
    },
    "textile_machinery": {
        "en": ("industrial sewing machines", "looms and knitting machines", "maintenance of textile machines"),
        "ro": ("mașini de cusut industriale", "războaie și mașini de tricotat", "întreținerea utilajelor textile"),
        "it": ("macchine da cucire industriali", "telai e macchine per maglieria", "manutenzione di macchine tessili"),
    },
    "textile_logistics": {
        "en": ("transport of garments on hangers", "warehousing of clothing", "groupage of textiles to the EU"),
        "ro": (
            "transport de confecții pe umerașe",
            "depozitarea îmbrăcămintei",
            "grupaj de textile către UE",
        ),
        "it": ("trasporto di capi appesi", "magazzino per abbigliamento", "groupage di tessili verso l'UE"),
    },
}

_ICT: Mapping[str, Words] = {
    "it_consulting": {
        "en": ("IT strategy consulting", "business process analysis", "requirements analysis for IT projects"),
        "ro": ("consultanță în strategie IT", "analiza proceselor de afaceri", "analiza cerințelor pentru proiecte IT"),
        "it": ("consulenza strategica IT", "analisi dei processi aziendali", "analisi dei requisiti per progetti IT"),
    },
    "ict_hardware": {
        "en": ("electronic boards", "embedded devices", "servers and network equipment"),
        "ro": ("plăci electronice", "dispozitive înglobate", "servere și echipamente de rețea"),
        "it": ("schede elettroniche", "dispositivi embedded", "server e apparati di rete"),
    },
    "ux_design": {
        "en": ("user interface design", "usability studies", "wireframes and prototypes"),
        "ro": ("proiectarea interfețelor utilizator", "studii de utilizabilitate", "schițe și prototipuri de ecrane"),
        "it": ("progettazione di interfacce utente", "studi di usabilità", "wireframe e prototipi"),
    },
    "telecom_networks": {
        "en": ("fibre-optic connections", "broadband internet access", "network cabling"),
        "ro": ("conexiuni prin fibră optică", "acces la internet în bandă largă", "cablare de rețea"),
        "it": ("collegamenti in fibra ottica", "accesso a internet a banda larga", "cablaggio di rete"),
    },
    "software_development": {
        "en": ("custom software development", "mobile application programming", "Java and .NET programmers"),
        "ro": (
            "dezvoltare de software la comandă",
            "programare de aplicații mobile",
            "programatori Java și .NET",
        ),
        "it": ("sviluppo di software su misura", "programmazione di app mobili", "programmatori Java e .NET"),
    },
    "software_testing": {
        "en": ("software testing", "automated test scripts", "load and security tests"),
        "ro": ("testarea aplicațiilor software", "scripturi de testare automată", "teste de încărcare și securitate"),
        "it": ("collaudo del software", "script di test automatici", "test di carico e sicurezza"),
    },
    "software_products": {
        "en": ("accounting software licences", "document management software", "packaged CRM software"),
        "ro": (
            "licențe de software de contabilitate",
            "software de gestiune a documentelor",
            "pachet software CRM",
        ),
        "it": ("licenze di software contabile", "software di gestione documentale", "pacchetto software CRM"),
    },
    "systems_integration": {
        "en": ("ERP integration", "linking of IT systems", "data migration between systems"),
        "ro": ("integrare de sisteme ERP", "interconectarea sistemelor informatice", "migrarea datelor între sisteme"),
        "it": ("integrazione di ERP", "interconnessione di sistemi informatici", "migrazione dei dati tra sistemi"),
    },
    "hosting_operations": {
        "en": ("web hosting", "cloud servers and backup", "operation of data centres"),
        "ro": ("găzduire web", "servere în cloud și copii de siguranță", "operarea centrelor de date"),
        "it": ("web hosting", "server cloud e backup", "gestione di centri dati"),
    },
    "outsourcing_services": {
        "en": ("outsourced development teams", "call centre services", "back-office processing"),
        "ro": (
            "echipe externalizate de programatori",
            "servicii de call center",
            "servicii de back-office",
        ),
        "it": ("team di sviluppo in outsourcing", "servizi di call center", "servizi di back office"),
    },
    "ict_sales": {
        "en": ("sale of computers", "repair of computers", "help desk and user support"),
        "ro": ("vânzare de calculatoare", "reparații de calculatoare", "asistență tehnică pentru utilizatori"),
        "it": ("vendita di computer", "riparazione di computer", "help desk e assistenza agli utenti"),
    },
    "sector_solutions": {
        "en": ("IT solutions for hospitals", "IT solutions for farms", "e-government portals"),
        "ro": ("soluții IT pentru spitale", "soluții IT pentru ferme", "portaluri de e-guvernare"),
        "it": ("soluzioni IT per ospedali", "soluzioni IT per aziende agricole", "portali di e-government"),
    },
    "ict_training": {
        "en": ("programming courses", "certification courses for network engineers", "IT internships"),
        "ro": (
            "cursuri de programare",
            "cursuri de certificare pentru ingineri de rețea",
            "stagii de practică în IT",
        ),
        "it": ("corsi di programmazione", "corsi di certificazione per sistemisti di rete", "tirocini in informatica"),
    },
    "ict_research": {
        "en": ("research on algorithms", "machine learning research", "joint ICT laboratories"),
        "ro": ("cercetare în algoritmi", "cercetare în învățare automată", "laboratoare TIC comune"),
        "it": ("ricerca sugli algoritmi", "ricerca sull'apprendimento automatico", "laboratori TIC comuni"),
    },
    "ict_finance": {
        "en": ("seed capital", "venture funding for start-ups", "business angels for IT start-ups"),
        "ro": ("capital de pornire", "capital de risc pentru start-up", "investitori privați pentru start-up IT"),
        "it": ("capitale di avviamento", "capitale di rischio per start-up", "business angel per start-up IT"),
    },
    "ict_legal": {
        "en": ("patent advice", "software licence contracts", "protection of industrial property"),
        "ro": ("consultanță în brevete", "contracte de licență software", "protecția proprietății industriale"),
        "it": ("consulenza brevettuale", "contratti di licenza software", "tutela della proprietà industriale"),
    },
}

_NEW_MEDIA: Mapping[str, Words] = {
    "media_concept": {
        "en": ("creative concepts", "graphic identity design", "storyboards"),
        "ro": ("concepte creative", "design de identitate vizuală", "storyboard-uri"),
        "it": ("concept creativi", "design di identità visiva", "storyboard"),
    },
    "text_publishing": {
        "en": ("copywriting", "editing of articles", "book and magazine publishing"),
        "ro": ("redactare de texte publicitare", "editare de articole", "editare de cărți și reviste"),
        "it": ("scrittura di testi", "redazione di articoli", "edizione di libri e riviste"),
    },
    "photo_graphics": {
        "en": ("product photography", "illustrations", "photo retouching"),
        "ro": ("fotografie de produs", "ilustrații", "retușare foto"),
        "it": ("fotografia di prodotto", "illustrazioni", "fotoritocco"),
    },
    "audio_production": {
        "en": ("sound recording", "music for films", "voice-over recordings"),
        "ro": ("înregistrări audio", "muzică de film", "înregistrări de voce"),
        "it": ("registrazioni sonore", "musica per film", "registrazioni di voce fuori campo"),
    },
    "video_production": {
        "en": ("shooting of promotional films", "camera crews", "documentary filming"),
        "ro": ("filmarea de clipuri de prezentare", "echipe de filmare", "filmări documentare"),
        "it": ("riprese di filmati promozionali", "troupe di ripresa", "riprese documentarie"),
    },
    "post_production": {
        "en": ("video editing", "colour grading", "visual effects and subtitles"),
        "ro": ("montaj video", "corecție de culoare", "efecte vizuale și subtitrare"),
        "it": ("montaggio video", "color correction", "effetti visivi e sottotitoli"),
    },
    "interactive_media": {
        "en": ("computer games", "interactive apps for tablets", "augmented reality apps"),
        "ro": ("jocuri pe calculator", "aplicații interactive pentru tablete", "aplicații de realitate augmentată"),
        "it": ("videogiochi", "app interattive per tablet", "app di realtà aumentata"),
    },
    "media_platforms": {
        "en": ("news portals", "video streaming platform", "community website"),
        "ro": ("portaluri de știri", "platformă de streaming video", "site de comunitate"),
        "it": ("portali di notizie", "piattaforma di streaming video", "sito di comunità"),
    },
    "media_distribution": {
        "en": ("film distribution", "radio and TV broadcasting", "digital distribution of content"),
        "ro": ("distribuție de filme", "difuzare radio și TV", "distribuție digitală de conținut"),
        "it": ("distribuzione di film", "trasmissioni radio e TV", "distribuzione digitale di contenuti"),
    },
    "media_advertising": {
        "en": ("advertising campaigns", "sale of advertising space", "social media promotion"),
        "ro": ("campanii de publicitate", "vânzare de spațiu publicitar", "promovare pe rețele sociale"),
        "it": ("campagne pubblicitarie", "vendita di spazi pubblicitari", "promozione sui social media"),
    },
    "content_licensing": {
        "en": ("licensing of films and formats", "sale of music rights", "stock image licences"),
        "ro": ("licențierea filmelor și formatelor", "vânzarea drepturilor muzicale", "licențe pentru imagini de stoc"),
        "it": ("licenze di film e format", "vendita di diritti musicali", "licenze per immagini d'archivio"),
    },
    "media_events": {
        "en": ("organisation of festivals", "exhibition stands", "concerts and shows"),
        "ro": ("organizare de festivaluri", "standuri expoziționale", "concerte și spectacole"),
        "it": ("organizzazione di festival", "stand fieristici", "concerti e spettacoli"),
    },
    "audience_analytics": {
        "en": ("audience measurement", "web traffic analysis", "opinion polls on readers"),
        "ro": ("măsurarea audienței", "analiza traficului web", "sondaje în rândul cititorilor"),
        "it": ("misurazione dell'audience", "analisi del traffico web", "sondaggi tra i lettori"),
    },
    "media_printing": {
        "en": ("offset printing", "book binding", "printing of brochures"),
        "ro": ("tipar offset", "legătorie de carte", "tipărirea broșurilor"),
        "it": ("stampa offset", "legatoria", "stampa di opuscoli"),
    },
    "media_legal": {
        "en": ("copyright advice", "clearance of authors' rights", "contracts with authors"),
        "ro": ("consultanță în drepturi de autor", "obținerea drepturilor de la autori", "contracte cu autori"),
        "it": ("consulenza sul diritto d'autore", "acquisizione dei diritti degli autori", "contratti con gli autori"),
    },
    "media_training": {
        "en": ("film and animation courses", "journalism workshops", "training of graphic artists"),
        "ro": ("cursuri de film și animație", "ateliere de jurnalism", "formarea graficienilor"),
        "it": ("corsi di cinema e animazione", "laboratori di giornalismo", "formazione di grafici"),
    },
}

#: What each stage supplies.
STAGES: Mapping[str, Words] = {**_AGRI_FOOD, **_TEXTILES, **_ICT, **_NEW_MEDIA}

#: Roles of those who answer: never a person's name.
ROLES: Words = {
    "en": ("general manager", "sales manager", "technical director", "project officer"),
    "ro": ("director general", "director comercial", "director tehnic", "responsabil de proiecte"),
    "it": ("direttore generale", "responsabile commerciale", "direttore tecnico", "responsabile di progetto"),
}
EQUIPMENT: Words = {
    "en": ("own equipment, bought in 2011", "equipment renewed in 2012", "equipment rented when needed"),
    "ro": (
        "echipament propriu, cumpărat în 2011",
        "echipament modernizat în 2012",
        "echipament închiriat la nevoie",
    ),
    "it": (
        "attrezzatura propria, acquistata nel 2011",
        "attrezzatura rinnovata nel 2012",
        "attrezzatura a noleggio quando serve",
    ),
}
#: How much is needed; ``{}`` is a number.
VOLUMES: Words = {
    "en": ("about {} EUR a year", "{} orders a year"),
    "ro": ("aproximativ {} EUR pe an", "{} de comenzi pe an"),
    "it": ("circa {} EUR l'anno", "{} ordini l'anno"),
}
PARTNERS: Words = {
    "en": ("a member of the cluster", "a supplier from the region", "a partner from the EU", "no preference"),
    "ro": ("un membru al clusterului", "un furnizor din regiune", "un partener din UE", "fără preferință"),
    "it": ("un membro del cluster", "un fornitore della regione", "un partner dell'UE", "nessuna preferenza"),
}
#: Topics of meetings; ``{}`` is what a stage supplies.
TOPICS: Words = {
    "en": ("suppliers: {}", "cooperation on {}", "{}"),
    "ro": ("furnizori: {}", "colaborare: {}", "{}"),
    "it": ("fornitori: {}", "collaborazione: {}", "{}"),
}
#: Ideas with another cluster; the first ``{}`` is what the own stage supplies, the second what the other does.
IDEAS: Words = {
    "en": ("a joint offer: {} together with {}", "a pilot project that combines {} and {}"),
    "ro": ("o ofertă comună: {} împreună cu {}", "un proiect-pilot care combină: {} și {}"),
    "it": ("un'offerta comune: {} insieme a {}", "un progetto pilota che combina: {} e {}"),
}
COMMENTS: Words = {
    "en": (
        "We would like more meetings between members.",
        "Please send us the list of partners when it is ready.",
        "The questionnaire is long, but useful.",
        "We know too little of what other members do.",
    ),
    "ro": (
        "Am dori mai multe întâlniri între membri.",
        "Vă rugăm să ne trimiteți lista partenerilor când este gata.",
        "Chestionarul este lung, dar util.",
        "Știm prea puțin despre ce fac ceilalți membri.",
    ),
    "it": (
        "Vorremmo più incontri tra i membri.",
        "Vi preghiamo di inviarci l'elenco dei partner quando sarà pronto.",
        "Il questionario è lungo, ma utile.",
        "Sappiamo troppo poco di ciò che fanno gli altri membri.",
    ),
}
#: What is written beside the option *other*, by question.
OTHERS: Mapping[str, Words] = {
    "legal_form_other": {
        "en": ("cooperative",),
        "ro": ("societate cooperativă",),
        "it": ("società cooperativa",),
    },
    "input_reasons_other": {
        "en": ("long-standing contract", "chosen by our customer"),
        "ro": ("contract mai vechi", "impus de client"),
        "it": ("contratto di lunga data", "scelto dal cliente"),
    },
    "target_markets_other": {
        "en": ("automotive suppliers", "tourism"),
        "ro": ("furnizori auto", "turism"),
        "it": ("fornitori dell'automotive", "turismo"),
    },
    "certificates_other": {
        "en": ("SA 8000", "OHSAS 18001"),
        "ro": ("SA 8000", "OHSAS 18001"),
        "it": ("SA 8000", "OHSAS 18001"),
    },
    "funding_other": {
        "en": ("cross-border programme", "rural development programme"),
        "ro": ("program transfrontalier", "program de dezvoltare rurală"),
        "it": ("programma transfrontaliero", "programma di sviluppo rurale"),
    },
}
#: Languages in which all of this can be said.
LANGUAGES = ("ro", "en", "it")
