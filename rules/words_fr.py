"""Decisions in French."""

from rules.decision import Verdict
from rules.fulfilment import Payer, RepairedGoesTo
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Measure, Requirement, ScopeFact
from rules.vocabulary import Vocabulary

_REASONS = {
    ReasonCode.OPENED: "La demande date du {day} ({timezone})",
    ReasonCode.CONTRACT_RUNS: "Le contrat court à partir du {starts} et expire le {ends}",
    ReasonCode.REMEDY_INCLUDED: "{tier} comprend : {remedy}",
    ReasonCode.ACCESS_ALLOWED: "Demandeur : {who} ; peut s'adresser à nous directement",
    ReasonCode.ACCESS_AT_RESELLERS_REQUEST: "Demandeur : {who} ; à la demande du revendeur",
    ReasonCode.ACCESS_DENIED: "Demandeur : {who} ; peuvent demander : {allowed}",
    ReasonCode.ASK_THROUGH_RESELLER: "Demandeur : {who} ; veuillez contacter votre revendeur",
    ReasonCode.RESELLER_REQUEST_NEEDED: (
        "Demandeur : {who} ; veuillez contacter votre revendeur, qui peut nous demander de vous "
        "aider directement"
    ),
    ReasonCode.CHANNEL_OPEN: "Voie de contact : {channel}",
    ReasonCode.CHANNEL_CLOSED: (
        "{tier} n'est pas accessible par : {channel} ; veuillez utiliser : {channels}"
    ),
    ReasonCode.ALERT_ACCEPTED: "Une alerte de la surveillance peut ouvrir un dossier",
    ReasonCode.ALERTS_NOT_IN_TIER: "{tier} ne comprend ni surveillance ni alertes",
    ReasonCode.HANDLER_ALLOWED: (
        "Le dossier est traité comme requis par un ressortissant du pays {citizenship}, "
        "sur place ({location})"
    ),
    ReasonCode.HANDLER_NOT_ALLOWED: (
        "Seul un ressortissant du pays {citizenship}, sur place ({location}), peut traiter ce "
        "dossier ; la personne prévue est autre ou inconnue"
    ),
    ReasonCode.FIELD_MISSING: "Le ticket doit indiquer : {field}",
    ReasonCode.EMERGENCY_NOTE: "Le système est arrêté : ajoutez au ticket « {phrase} »",
    ReasonCode.EMERGENCY_CALL: "Le système est arrêté : appelez le {number}",
    ReasonCode.ENCLOSURES_WANTED: "Il est utile de joindre : {items}",
    ReasonCode.REGISTRY_CONFIRMS: "L'appareil figure au registre du constructeur",
    ReasonCode.REGISTRY_CHECK: "Le registre du constructeur doit confirmer l'appareil",
    ReasonCode.NOT_IN_REGISTRY: "Le registre du constructeur n'indique aucune couverture active",
    ReasonCode.SCOPE_HOLDS: "Condition remplie : {fact}",
    ReasonCode.SCOPE_FAILS: "Exigé et non rempli : {fact}",
    ReasonCode.SCOPE_UNKNOWN: "Exigé et pas encore connu : {fact}",
    ReasonCode.TOPIC_IN_TIER: "{tier} comprend le sujet : {topic}",
    ReasonCode.TOPIC_NOT_IN_TIER: "{tier} ne comprend pas le sujet : {topic}",
    ReasonCode.CONTRACT_RUNS_ON: "Le contrat court depuis le {starts}, sans terme",
    ReasonCode.CONTRACT_NOT_STARTED: "Le contrat commence le {starts}",
    ReasonCode.CONTRACT_OVER: "Le contrat a expiré le {ends} ; la demande date du {opened}",
    ReasonCode.PURCHASE_NEEDED: "À acheter : {requirement}",
    ReasonCode.SURCHARGE_DUE: "Le renouvellement d'un contrat expiré entraîne un supplément",
    ReasonCode.PURCHASE_ORDER_NEEDED: "Le travail commence une fois le bon de commande approuvé",
    ReasonCode.PURCHASE_ORDER_APPROVED: "Le bon de commande est approuvé",
    ReasonCode.ADVISED_AT_ONCE: "Nous vous en informons immédiatement et sans frais",
    ReasonCode.MEASURE_INCLUDED: "{tier} comprend : {measure}",
    ReasonCode.MEASURE_NOT_IN_TIER: "{tier} ne comprend pas : {measure}",
    ReasonCode.REMOTE_BLOCKED: "L'accès à distance est bloqué tant que le contrat est expiré",
    ReasonCode.REMOTE_VIEW_ONLY: (
        "À distance, nous vérifions et récupérons des traces ; nous ne modifions rien"
    ),
    ReasonCode.REMOTE_CHANGE_EXCLUDED: (
        "Nous ne modifions rien à distance ; nous conseillons sur les actions à mener"
    ),
    ReasonCode.PREPAID_NEEDED: (
        "Cela demande un crédit-temps, vendu en forfaits de {packs} heures"
    ),
    ReasonCode.PREPAID_DRAWN: (
        "Cela est décompté des {minutes} minutes prépayées par pas de {step} min"
    ),
    ReasonCode.WITH_INSTRUCTIONS: "Les instructions d'installation sont jointes",
    ReasonCode.HELP_AS_APPROPRIATE: "Nous aidons par téléphone ou session web si besoin",
    ReasonCode.SERVICE_BAG: "Une pochette de service est fournie sur demande",
    ReasonCode.REMINDER: "À noter : {text}",
    ReasonCode.MAY_ESCALATE: "L'incident est escaladé auprès du constructeur si nécessaire",
    ReasonCode.COVERED_UNTIL: "L'appareil est couvert jusqu'au {day} inclus",
    ReasonCode.COVERED_WITHOUT_END: "L'appareil est couvert tant que le contrat court",
    ReasonCode.NOT_YET_COVERED: "L'appareil est couvert à partir du {day}",
    ReasonCode.OUT_OF_WARRANTY: "L'appareil était couvert jusqu'au {day} inclus",
    ReasonCode.CUT_SHORT: "La durée maximale depuis l'achat met fin à la couverture le {day}",
    ReasonCode.EXCLUDED: "Exclusion {clause} : {text}",
    ReasonCode.EXCLUSION_LIFTED: (
        "L'exclusion {clause} ne s'applique pas : défaut de matière ou de fabrication"
    ),
    ReasonCode.CLASS_NOT_COVERED: (
        "Non couverts : produits de la classe {product} ; couverts : {classes}"
    ),
    ReasonCode.CLASS_NEEDED: "La classe du produit doit être l'une de : {classes}",
    ReasonCode.PURCHASE_DAY_NEEDED: "Le jour de départ de la garantie doit être justifié",
    ReasonCode.TERM_NEEDED: "Le contrat doit indiquer la durée standard de ce produit",
    ReasonCode.BEST_EFFORT: "Cela se fait au mieux, sans délai garanti",
    ReasonCode.EXTENSION_ON_SALE: (
        "Une extension de {months} mois peut être achetée jusqu'au {day}"
    ),
    ReasonCode.EXTENSION_NOT_COUNTED: (
        "L'extension de {months} mois achetée le {day} ne compte pas"
    ),
    ReasonCode.CLASS_NOT_EXTENDABLE: (
        "Aucune extension n'est vendue pour les produits de la classe {product}"
    ),
    ReasonCode.OPTIONS_OFFERED: "Nous proposons des options pour un appareil non couvert",
    ReasonCode.BILLED_DIRECTLY: (
        "Hors garantie, les interventions et devis sont facturés directement à : {payer}"
    ),
    ReasonCode.DEFECT_TO_CONFIRM: "Le défaut doit être diagnostiqué et confirmé",
    ReasonCode.DEFINITE_FAULT_NEEDED: ("Des questions de contrôle doivent établir un défaut avéré"),
    ReasonCode.NO_DEFINITE_FAULT: "Aucun défaut avéré n'a été constaté : rien n'est échangé",
    ReasonCode.TRANSPORT_PAID_BY: "Le transport est payé par : {payer}",
    ReasonCode.DEVICE_COMES_IN_FIRST: "L'appareil est d'abord renvoyé",
    ReasonCode.REPAIRED_GOES_TO: "L'appareil réparé va à : {place}",
    ReasonCode.ON_SITE_CLASSES: "Un technicien se déplace pour : {classes}",
    ReasonCode.SITE_TO_BE_ASKED: "Il faut d'abord établir si le site est éligible",
    ReasonCode.SITE_NOT_ELIGIBLE: "Le site n'est pas éligible à une visite",
    ReasonCode.PART_TO_ARRIVE: "Le technicien vient une fois la pièce arrivée sur le site",
    ReasonCode.TRIAGE_LEVEL: "Le triage commence au niveau {level}",
    ReasonCode.NOT_BINDING: "Le document {document} n'a pas de valeur légale",
}

FRENCH = Vocabulary(
    reasons=_REASONS,
    verdicts={
        Verdict.COVERED: "Couvert : {measures}",
        Verdict.CONDITIONAL: "Couvert une fois les conditions remplies : {measures}",
        Verdict.NOT_COVERED: "Non couvert ; possible maintenant : {measures}",
    },
    refused="Non couvert",
    condition="Condition : {text}",
    cost="À payer : {items}",
    reading="Lectures : {items}",
    quoted="sur devis",
    rate="{amount} par {unit}",
    measures={
        Measure.ADVICE: "conseil",
        Measure.REMOTE_SESSION: "session à distance",
        Measure.SOFTWARE_DELIVERY: "livraison de logiciel",
        Measure.REPAIR: "réparation",
        Measure.LIKE_FOR_LIKE: "remplacement à l'identique",
        Measure.ADVANCE_REPLACEMENT: "remplacement anticipé",
        Measure.SWAP: "appareil de remplacement",
        Measure.LOAN: "appareil de prêt",
        Measure.ON_SITE: "technicien sur site",
        Measure.REFERRAL: "orientation vers qui peut aider",
        Measure.QUOTE: "devis",
    },
    askers={
        Asker.RESELLER: "revendeur",
        Asker.END_CUSTOMER: "client final",
        Asker.ATTACHED_USER: "utilisateur rattaché",
        Asker.MONITORING: "surveillance",
    },
    channels={
        ChannelKind.PORTAL: "plateforme",
        ChannelKind.EMAIL: "e-mail",
        ChannelKind.PHONE: "téléphone",
        ChannelKind.CHAT: "chat",
        ChannelKind.BOT: "agent conversationnel",
        ChannelKind.ALERT: "alerte",
    },
    scope_facts={
        ScopeFact.BOUGHT_FROM_VENDOR: "le produit est acquis par le biais du fournisseur",
        ScopeFact.IN_CATALOGUE: "le produit figure au catalogue",
        ScopeFact.CURRENT_VERSION: "la version est à jour",
        ScopeFact.NORMAL_USE: "l'usage est normal",
    },
    requirements={
        Requirement.UPGRADE: "mise à niveau vers la version actuelle",
        Requirement.RENEWAL: "renouvellement du contrat",
        Requirement.AUDIT_HOURS: "heures pour l'audit du système",
        Requirement.UPGRADE_HOURS: "heures pour la mise à niveau",
    },
    payers={Payer.VENDOR: "le fournisseur", Payer.CUSTOMER: "le client"},
    places={RepairedGoesTo.USER: "l'utilisateur", RepairedGoesTo.STOCK: "le stock d'échange"},
    costs={
        "freight": "transport",
        "packaging": "emballage",
        "device": "appareil de remplacement",
        "surcharge": "supplément",
    },
    units={"hour": "heure"},
    readings={
        ("expiry", "before_date"): "un ticket du jour d'expiration n'est pas couvert",
        ("expiry", "through_date"): "un ticket du jour d'expiration est couvert",
        ("purchase_day", "invoice_else_shipment"): (
            "la garantie court de la facture ou de l'expédition"
        ),
        ("purchase_day", "activation"): "la garantie court de l'activation",
        ("day_rule", "anniversary"): "le jour anniversaire est le dernier jour couvert",
        ("day_rule", "day_before"): "la veille du jour anniversaire est le dernier jour couvert",
        ("late_coverage", "cut_short"): "un contrat tardif est abrégé par la durée maximale",
        ("late_coverage", "refuse_sale"): "un contrat au-delà de la durée maximale n'est pas vendu",
    },
    between=" ; ",
)
