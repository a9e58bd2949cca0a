"""Decisions in Swedish."""

from rules.decision import Verdict
from rules.fulfilment import Payer, RepairedGoesTo
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Measure, Requirement, ScopeFact
from rules.vocabulary import Vocabulary

_REASONS = {
    ReasonCode.OPENED: "Ärendet anmäldes den {day} ({timezone})",
    ReasonCode.CONTRACT_RUNS: "Avtalet gäller från den {starts} och löper ut den {ends}",
    ReasonCode.REMEDY_INCLUDED: "I {tier} ingår: {remedy}",
    ReasonCode.ACCESS_ALLOWED: "Frågan ställs av: {who}; får fråga direkt",
    ReasonCode.ACCESS_AT_RESELLERS_REQUEST: (
        "Frågan ställs av: {who}; återförsäljaren har begärt det"
    ),
    ReasonCode.ACCESS_DENIED: "Frågan ställs av: {who}; får fråga: {allowed}",
    ReasonCode.ASK_THROUGH_RESELLER: "Frågan ställs av: {who}; vänd dig till din återförsäljare",
    ReasonCode.RESELLER_REQUEST_NEEDED: (
        "Frågan ställs av: {who}; vänd dig till din återförsäljare, som kan be oss hjälpa dig "
        "direkt"
    ),
    ReasonCode.CHANNEL_OPEN: "Kontakt genom: {channel}",
    ReasonCode.CHANNEL_CLOSED: "{tier} nås inte genom: {channel}; använd: {channels}",
    ReasonCode.ALERT_ACCEPTED: "Ett larm från övervakningen får öppna ett ärende",
    ReasonCode.ALERTS_NOT_IN_TIER: "I {tier} ingår varken övervakning eller larm",
    ReasonCode.HANDLER_ALLOWED: (
        "Ärendet hanteras av en medborgare i {citizenship} på plats i {location}, som krävs"
    ),
    ReasonCode.HANDLER_NOT_ALLOWED: (
        "Bara en medborgare i {citizenship} på plats i {location} får hantera ärendet; den som "
        "skulle göra det är någon annan eller okänd"
    ),
    ReasonCode.FIELD_MISSING: "Ärendet måste ange: {field}",
    ReasonCode.EMERGENCY_NOTE: "Systemet står still: skriv i ärendet ”{phrase}”",
    ReasonCode.EMERGENCY_CALL: "Systemet står still: ring {number}",
    ReasonCode.ENCLOSURES_WANTED: "Det hjälper att bifoga: {items}",
    ReasonCode.REGISTRY_CONFIRMS: "Enheten finns i tillverkarens register",
    ReasonCode.REGISTRY_CHECK: "Tillverkarens register måste bekräfta enheten",
    ReasonCode.NOT_IN_REGISTRY: "Tillverkarens register visar inget gällande skydd",
    ReasonCode.SCOPE_HOLDS: "Det stämmer: {fact}",
    ReasonCode.SCOPE_FAILS: "Det krävs och stämmer inte: {fact}",
    ReasonCode.SCOPE_UNKNOWN: "Det krävs och är inte känt ännu: {fact}",
    ReasonCode.TOPIC_IN_TIER: "I {tier} ingår ämnet: {topic}",
    ReasonCode.TOPIC_NOT_IN_TIER: "I {tier} ingår inte ämnet: {topic}",
    ReasonCode.CONTRACT_RUNS_ON: "Avtalet gäller sedan den {starts} och löper tills vidare",
    ReasonCode.CONTRACT_NOT_STARTED: "Avtalet börjar gälla den {starts}",
    ReasonCode.CONTRACT_OVER: "Avtalet löpte ut den {ends}; ärendet anmäldes den {opened}",
    ReasonCode.PURCHASE_NEEDED: "Måste köpas: {requirement}",
    ReasonCode.SURCHARGE_DUE: "Att förnya ett utgånget avtal kostar ett tillägg",
    ReasonCode.PURCHASE_ORDER_NEEDED: "Arbetet börjar när beställningen är godkänd",
    ReasonCode.PURCHASE_ORDER_APPROVED: "Beställningen är godkänd",
    ReasonCode.ADVISED_AT_ONCE: "Det beskedet ger vi genast och utan kostnad",
    ReasonCode.MEASURE_INCLUDED: "I {tier} ingår: {measure}",
    ReasonCode.MEASURE_NOT_IN_TIER: "I {tier} ingår inte: {measure}",
    ReasonCode.REMOTE_BLOCKED: "Fjärråtkomst är spärrad när avtalet har löpt ut",
    ReasonCode.REMOTE_VIEW_ONLY: "På distans tittar vi och hämtar loggar; vi ändrar ingenting",
    ReasonCode.REMOTE_CHANGE_EXCLUDED: "Vi ändrar ingenting på distans; vi råder vad som ska göras",
    ReasonCode.PREPAID_NEEDED: "Det kräver förbetalda timmar, som säljs i paket om {packs} timmar",
    ReasonCode.PREPAID_DRAWN: (
        "Det dras från de {minutes} förbetalda minuterna i steg om {step} min"
    ),
    ReasonCode.WITH_INSTRUCTIONS: "Installationsanvisningar följer med",
    ReasonCode.HELP_AS_APPROPRIATE: "Vi hjälper per telefon eller webbmöte när det behövs",
    ReasonCode.SERVICE_BAG: "En servicepåse skickas om så önskas",
    ReasonCode.REMINDER: "Observera: {text}",
    ReasonCode.MAY_ESCALATE: "Vid behov går ärendet vidare till tillverkaren",
    ReasonCode.COVERED_UNTIL: "Enheten omfattas till och med den {day}",
    ReasonCode.COVERED_WITHOUT_END: "Enheten omfattas så länge avtalet gäller",
    ReasonCode.NOT_YET_COVERED: "Enheten omfattas från den {day}",
    ReasonCode.OUT_OF_WARRANTY: "Enheten omfattades till och med den {day}",
    ReasonCode.CUT_SHORT: "Längsta tiden från köpet avslutar skyddet den {day}",
    ReasonCode.EXCLUDED: "Undantag {clause}: {text}",
    ReasonCode.EXCLUSION_LIFTED: (
        "Undantag {clause} gäller inte: ett fel i material eller utförande"
    ),
    ReasonCode.CLASS_NOT_COVERED: (
        "Omfattas inte: produkter av klassen {product}; omfattas: {classes}"
    ),
    ReasonCode.CLASS_NEEDED: "Produktens klass måste vara någon av: {classes}",
    ReasonCode.PURCHASE_DAY_NEEDED: "Den dag garantin räknas från måste visas",
    ReasonCode.TERM_NEEDED: "Avtalet måste ange produktens normala garantitid",
    ReasonCode.BEST_EFFORT: "Det görs så snart det går, utan utlovad tid",
    ReasonCode.EXTENSION_ON_SALE: (
        "En förlängning med {months} månader kan köpas till och med den {day}"
    ),
    ReasonCode.EXTENSION_NOT_COUNTED: (
        "Förlängningen med {months} månader som köptes den {day} räknas inte"
    ),
    ReasonCode.CLASS_NOT_EXTENDABLE: ("För produkter av klassen {product} säljs ingen förlängning"),
    ReasonCode.OPTIONS_OFFERED: "Vi erbjuder alternativ för en enhet som inte omfattas",
    ReasonCode.BILLED_DIRECTLY: (
        "Utanför garantin debiteras serviceärenden och kostnadsförslag direkt till: {payer}"
    ),
    ReasonCode.DEFECT_TO_CONFIRM: "Felet måste diagnostiseras och bekräftas",
    ReasonCode.DEFINITE_FAULT_NEEDED: "Kontrollfrågor måste visa ett definitivt fel",
    ReasonCode.NO_DEFINITE_FAULT: "Inget definitivt fel konstaterades, så inget byts ut",
    ReasonCode.TRANSPORT_PAID_BY: "Frakten betalas av: {payer}",
    ReasonCode.DEVICE_COMES_IN_FIRST: "Enheten skickas in först",
    ReasonCode.REPAIRED_GOES_TO: "Den reparerade enheten går till: {place}",
    ReasonCode.ON_SITE_CLASSES: "En tekniker kommer för: {classes}",
    ReasonCode.SITE_TO_BE_ASKED: "Först måste det utredas om platsen kan få besök",
    ReasonCode.SITE_NOT_ELIGIBLE: "Platsen kan inte få besök",
    ReasonCode.PART_TO_ARRIVE: "Teknikern kommer när delen har kommit fram till platsen",
    ReasonCode.TRIAGE_LEVEL: "Första bedömningen görs på nivå {level}",
    ReasonCode.NOT_BINDING: "Dokumentet {document} är inte rättsligt bindande",
}

SWEDISH = Vocabulary(
    reasons=_REASONS,
    verdicts={
        Verdict.COVERED: "Omfattas: {measures}",
        Verdict.CONDITIONAL: "Omfattas när villkoren är uppfyllda: {measures}",
        Verdict.NOT_COVERED: "Omfattas inte; möjligt nu: {measures}",
    },
    refused="Omfattas inte",
    condition="Villkor: {text}",
    cost="Att betala: {items}",
    reading="Tolkningar: {items}",
    quoted="enligt offert",
    rate="{amount} per {unit}",
    measures={
        Measure.ADVICE: "rådgivning",
        Measure.REMOTE_SESSION: "fjärrsession",
        Measure.SOFTWARE_DELIVERY: "leverans av programvara",
        Measure.REPAIR: "reparation",
        Measure.LIKE_FOR_LIKE: "utbyte mot likvärdig enhet",
        Measure.ADVANCE_REPLACEMENT: "ersättning i förväg",
        Measure.SWAP: "utbytesenhet",
        Measure.LOAN: "låneenhet",
        Measure.ON_SITE: "tekniker på plats",
        Measure.REFERRAL: "hänvisning till den som kan hjälpa",
        Measure.QUOTE: "offert",
    },
    askers={
        Asker.RESELLER: "återförsäljare",
        Asker.END_CUSTOMER: "slutkund",
        Asker.ATTACHED_USER: "ansluten användare",
        Asker.MONITORING: "övervakning",
    },
    channels={
        ChannelKind.PORTAL: "portal",
        ChannelKind.EMAIL: "e-post",
        ChannelKind.PHONE: "telefon",
        ChannelKind.CHAT: "chatt",
        ChannelKind.BOT: "chattbot",
        ChannelKind.ALERT: "larm",
    },
    scope_facts={
        ScopeFact.BOUGHT_FROM_VENDOR: "produkten är köpt genom leverantören",
        ScopeFact.IN_CATALOGUE: "produkten finns i katalogen",
        ScopeFact.CURRENT_VERSION: "versionen är aktuell",
        ScopeFact.NORMAL_USE: "produkten används normalt",
    },
    requirements={
        Requirement.UPGRADE: "uppgradering till aktuell version",
        Requirement.RENEWAL: "förnyelse av avtalet",
        Requirement.AUDIT_HOURS: "timmar för systemgranskning",
        Requirement.UPGRADE_HOURS: "timmar för uppgraderingen",
    },
    payers={Payer.VENDOR: "leverantören", Payer.CUSTOMER: "kunden"},
    places={RepairedGoesTo.USER: "användaren", RepairedGoesTo.STOCK: "utbyteslagret"},
    costs={
        "freight": "frakt",
        "packaging": "emballage",
        "device": "utbytesenhet",
        "surcharge": "tillägg",
    },
    units={"hour": "timme"},
    readings={
        ("expiry", "before_date"): "ett ärende på utgångsdagen omfattas inte",
        ("expiry", "through_date"): "ett ärende på utgångsdagen omfattas",
        ("purchase_day", "invoice_else_shipment"): "garantin räknas från faktura eller leverans",
        ("purchase_day", "activation"): "garantin räknas från aktiveringen",
        ("day_rule", "anniversary"): "årsdagen är sista dagen som omfattas",
        ("day_rule", "day_before"): "dagen före årsdagen är sista dagen som omfattas",
        ("late_coverage", "cut_short"): "ett sent avtal kortas av den längsta tiden",
        ("late_coverage", "refuse_sale"): "ett avtal utöver den längsta tiden säljs inte",
    },
)
