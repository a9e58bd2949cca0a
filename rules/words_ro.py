"""Decisions in Romanian."""

from rules.decision import Verdict
from rules.fulfilment import Payer, RepairedGoesTo
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Measure, Requirement, ScopeFact
from rules.vocabulary import Vocabulary

_REASONS = {
    ReasonCode.OPENED: "Cererea este din {day} ({timezone})",
    ReasonCode.CONTRACT_RUNS: "Contractul este valabil din {starts} și expiră la {ends}",
    ReasonCode.REMEDY_INCLUDED: "{tier} include: {remedy}",
    ReasonCode.ACCESS_ALLOWED: "Solicitant: {who}; poate cere direct",
    ReasonCode.ACCESS_AT_RESELLERS_REQUEST: "Solicitant: {who}; la cererea revânzătorului",
    ReasonCode.ACCESS_DENIED: "Solicitant: {who}; pot cere: {allowed}",
    ReasonCode.ASK_THROUGH_RESELLER: "Solicitant: {who}; vă rugăm să vă adresați revânzătorului",
    ReasonCode.RESELLER_REQUEST_NEEDED: (
        "Solicitant: {who}; vă rugăm să vă adresați revânzătorului, care ne poate cere să vă "
        "ajutăm direct"
    ),
    ReasonCode.CHANNEL_OPEN: "Cale de contact: {channel}",
    ReasonCode.CHANNEL_CLOSED: (
        "{tier} nu este accesibil prin: {channel}; vă rugăm să folosiți: {channels}"
    ),
    ReasonCode.ALERT_ACCEPTED: "O alertă a monitorizării poate deschide un caz",
    ReasonCode.ALERTS_NOT_IN_TIER: "{tier} nu include monitorizare și alerte",
    ReasonCode.HANDLER_ALLOWED: (
        "Cazul este tratat, așa cum se cere, de un cetățean {citizenship} pe teritoriul {location}"
    ),
    ReasonCode.HANDLER_NOT_ALLOWED: (
        "Numai un cetățean {citizenship} pe teritoriul {location} poate trata cazul; persoana "
        "prevăzută este alta sau necunoscută"
    ),
    ReasonCode.FIELD_MISSING: "Tichetul trebuie să conțină: {field}",
    ReasonCode.EMERGENCY_NOTE: "Sistemul este oprit: adăugați în tichet „{phrase}”",
    ReasonCode.EMERGENCY_CALL: "Sistemul este oprit: sunați la {number}",
    ReasonCode.ENCLOSURES_WANTED: "Este util să atașați: {items}",
    ReasonCode.REGISTRY_CONFIRMS: "Dispozitivul figurează în registrul producătorului",
    ReasonCode.REGISTRY_CHECK: "Registrul producătorului trebuie să confirme dispozitivul",
    ReasonCode.NOT_IN_REGISTRY: "Registrul producătorului nu arată nicio acoperire activă",
    ReasonCode.SCOPE_HOLDS: "Condiție îndeplinită: {fact}",
    ReasonCode.SCOPE_FAILS: "Este cerut și nu este îndeplinit: {fact}",
    ReasonCode.SCOPE_UNKNOWN: "Este cerut și nu este încă cunoscut: {fact}",
    ReasonCode.TOPIC_IN_TIER: "{tier} include subiectul: {topic}",
    ReasonCode.TOPIC_NOT_IN_TIER: "{tier} nu include subiectul: {topic}",
    ReasonCode.CONTRACT_RUNS_ON: "Contractul este valabil din {starts}, fără termen",
    ReasonCode.CONTRACT_NOT_STARTED: "Contractul începe la {starts}",
    ReasonCode.CONTRACT_OVER: "Contractul a expirat la {ends}; cererea este din {opened}",
    ReasonCode.PURCHASE_NEEDED: "De cumpărat: {requirement}",
    ReasonCode.SURCHARGE_DUE: "Reînnoirea unui contract expirat are un cost suplimentar",
    ReasonCode.PURCHASE_ORDER_NEEDED: "Lucrul începe după aprobarea comenzii de cumpărare",
    ReasonCode.PURCHASE_ORDER_APPROVED: "Comanda de cumpărare este aprobată",
    ReasonCode.ADVISED_AT_ONCE: "Vă informăm imediat și gratuit",
    ReasonCode.MEASURE_INCLUDED: "{tier} include: {measure}",
    ReasonCode.MEASURE_NOT_IN_TIER: "{tier} nu include: {measure}",
    ReasonCode.REMOTE_BLOCKED: "Accesul la distanță este blocat cât timp contractul este expirat",
    ReasonCode.REMOTE_VIEW_ONLY: (
        "De la distanță doar privim și colectăm jurnale; nu modificăm nimic"
    ),
    ReasonCode.REMOTE_CHANGE_EXCLUDED: (
        "Nu modificăm nimic de la distanță; vă sfătuim ce este de făcut"
    ),
    ReasonCode.PREPAID_NEEDED: "Este nevoie de ore preplătite, vândute în pachete de {packs} ore",
    ReasonCode.PREPAID_DRAWN: (
        "Se scade din cele {minutes} minute preplătite, în pași de {step} min"
    ),
    ReasonCode.WITH_INSTRUCTIONS: "Instrucțiunile de instalare sunt incluse",
    ReasonCode.HELP_AS_APPROPRIATE: "Ajutăm prin telefon sau sesiune web, după caz",
    ReasonCode.SERVICE_BAG: "Un plic de service este oferit la cerere",
    ReasonCode.REMINDER: "De reținut: {text}",
    ReasonCode.MAY_ESCALATE: "Dacă este necesar, cazul este escaladat la producător",
    ReasonCode.COVERED_UNTIL: "Dispozitivul este acoperit până la {day} inclusiv",
    ReasonCode.COVERED_WITHOUT_END: "Dispozitivul este acoperit cât timp contractul este valabil",
    ReasonCode.NOT_YET_COVERED: "Dispozitivul este acoperit din {day}",
    ReasonCode.OUT_OF_WARRANTY: "Dispozitivul a fost acoperit până la {day} inclusiv",
    ReasonCode.CUT_SHORT: "Durata maximă de la cumpărare încheie acoperirea la {day}",
    ReasonCode.EXCLUDED: "Excluderea {clause}: {text}",
    ReasonCode.EXCLUSION_LIFTED: (
        "Excluderea {clause} nu se aplică: defect de material sau de execuție"
    ),
    ReasonCode.CLASS_NOT_COVERED: (
        "Nu sunt acoperite: produse din clasa {product}; acoperite: {classes}"
    ),
    ReasonCode.CLASS_NEEDED: "Clasa produsului trebuie să fie una dintre: {classes}",
    ReasonCode.PURCHASE_DAY_NEEDED: "Trebuie dovedită ziua de la care curge garanția",
    ReasonCode.TERM_NEEDED: "Contractul trebuie să indice termenul standard al produsului",
    ReasonCode.BEST_EFFORT: "Se face cât mai bine posibil, fără termen garantat",
    ReasonCode.EXTENSION_ON_SALE: ("O extindere cu {months} luni poate fi cumpărată până la {day}"),
    ReasonCode.EXTENSION_NOT_COUNTED: (
        "Extinderea cu {months} luni cumpărată la {day} nu se ia în calcul"
    ),
    ReasonCode.CLASS_NOT_EXTENDABLE: (
        "Pentru produsele din clasa {product} nu se vinde nicio extindere"
    ),
    ReasonCode.OPTIONS_OFFERED: "Oferim opțiuni pentru un dispozitiv care nu este acoperit",
    ReasonCode.BILLED_DIRECTLY: (
        "În afara garanției, intervențiile și ofertele de cost se facturează direct către: {payer}"
    ),
    ReasonCode.DEFECT_TO_CONFIRM: "Defectul trebuie diagnosticat și confirmat",
    ReasonCode.DEFINITE_FAULT_NEEDED: "Întrebările de control trebuie să arate un defect cert",
    ReasonCode.NO_DEFINITE_FAULT: "Nu s-a constatat un defect cert, deci nu se schimbă nimic",
    ReasonCode.TRANSPORT_PAID_BY: "Transportul este plătit de: {payer}",
    ReasonCode.DEVICE_COMES_IN_FIRST: "Dispozitivul este trimis mai întâi",
    ReasonCode.REPAIRED_GOES_TO: "Dispozitivul reparat merge la: {place}",
    ReasonCode.ON_SITE_CLASSES: "Un tehnician vine pentru: {classes}",
    ReasonCode.SITE_TO_BE_ASKED: "Mai întâi trebuie stabilit dacă locația este eligibilă",
    ReasonCode.SITE_NOT_ELIGIBLE: "Locația nu este eligibilă pentru o vizită",
    ReasonCode.PART_TO_ARRIVE: "Tehnicianul vine după sosirea piesei la locație",
    ReasonCode.TRIAGE_LEVEL: "Triajul începe la nivelul {level}",
    ReasonCode.NOT_BINDING: "Documentul {document} nu are valoare legală",
}

ROMANIAN = Vocabulary(
    reasons=_REASONS,
    verdicts={
        Verdict.COVERED: "Acoperit: {measures}",
        Verdict.CONDITIONAL: "Acoperit după îndeplinirea condițiilor: {measures}",
        Verdict.NOT_COVERED: "Neacoperit; posibil acum: {measures}",
    },
    refused="Neacoperit",
    condition="Condiție: {text}",
    cost="De plătit: {items}",
    reading="Interpretări: {items}",
    quoted="conform ofertei",
    rate="{amount} pe {unit}",
    measures={
        Measure.ADVICE: "consiliere",
        Measure.REMOTE_SESSION: "sesiune la distanță",
        Measure.SOFTWARE_DELIVERY: "livrare de software",
        Measure.REPAIR: "reparație",
        Measure.LIKE_FOR_LIKE: "înlocuire cu un produs identic",
        Measure.ADVANCE_REPLACEMENT: "înlocuire avansată",
        Measure.SWAP: "dispozitiv de schimb",
        Measure.LOAN: "dispozitiv împrumutat",
        Measure.ON_SITE: "tehnician la fața locului",
        Measure.REFERRAL: "îndrumare către cine poate ajuta",
        Measure.QUOTE: "ofertă de preț",
    },
    askers={
        Asker.RESELLER: "revânzător",
        Asker.END_CUSTOMER: "client final",
        Asker.ATTACHED_USER: "utilizator atașat",
        Asker.MONITORING: "monitorizare",
    },
    channels={
        ChannelKind.PORTAL: "portal",
        ChannelKind.EMAIL: "e-mail",
        ChannelKind.PHONE: "telefon",
        ChannelKind.CHAT: "chat",
        ChannelKind.BOT: "chatbot",
        ChannelKind.ALERT: "alertă",
    },
    scope_facts={
        ScopeFact.BOUGHT_FROM_VENDOR: "produsul a fost cumpărat prin furnizor",
        ScopeFact.IN_CATALOGUE: "produsul este în catalog",
        ScopeFact.CURRENT_VERSION: "versiunea este la zi",
        ScopeFact.NORMAL_USE: "utilizarea este normală",
    },
    requirements={
        Requirement.UPGRADE: "actualizare la versiunea curentă",
        Requirement.RENEWAL: "reînnoirea contractului",
        Requirement.AUDIT_HOURS: "ore pentru auditul sistemului",
        Requirement.UPGRADE_HOURS: "ore pentru actualizare",
    },
    payers={Payer.VENDOR: "furnizor", Payer.CUSTOMER: "client"},
    places={RepairedGoesTo.USER: "utilizator", RepairedGoesTo.STOCK: "stocul de schimb"},
    costs={
        "freight": "transport",
        "packaging": "ambalaj",
        "device": "dispozitiv de schimb",
        "surcharge": "cost suplimentar",
    },
    units={"hour": "oră"},
    readings={
        ("expiry", "before_date"): "un tichet din ziua expirării nu este acoperit",
        ("expiry", "through_date"): "un tichet din ziua expirării este acoperit",
        ("purchase_day", "invoice_else_shipment"): "garanția curge de la factură sau expediere",
        ("purchase_day", "activation"): "garanția curge de la activare",
        ("day_rule", "anniversary"): "ziua aniversară este ultima zi acoperită",
        ("day_rule", "day_before"): "ziua dinaintea celei aniversare este ultima zi acoperită",
        ("late_coverage", "cut_short"): "un contract târziu este scurtat de durata maximă",
        ("late_coverage", "refuse_sale"): "un contract peste durata maximă nu se vinde",
    },
)
