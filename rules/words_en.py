"""Decisions in English."""

from rules.decision import Verdict
from rules.fulfilment import Payer, RepairedGoesTo
from rules.reasons import ReasonCode
from rules.service_words import Asker, ChannelKind, Measure, Requirement, ScopeFact
from rules.vocabulary import Vocabulary

_REASONS = {
    ReasonCode.OPENED: "The request was made on {day} ({timezone})",
    ReasonCode.CONTRACT_RUNS: "The contract runs from {starts} and expires on {ends}",
    ReasonCode.REMEDY_INCLUDED: "{tier} includes: {remedy}",
    ReasonCode.ACCESS_ALLOWED: "Asked by: {who}; may ask directly",
    ReasonCode.ACCESS_AT_RESELLERS_REQUEST: "Asked by: {who}; the reseller asked for it",
    ReasonCode.ACCESS_DENIED: "Asked by: {who}; may ask: {allowed}",
    ReasonCode.ASK_THROUGH_RESELLER: "Asked by: {who}; please go through your reseller",
    ReasonCode.RESELLER_REQUEST_NEEDED: (
        "Asked by: {who}; please go through your reseller, who may ask us to help you directly"
    ),
    ReasonCode.CHANNEL_OPEN: "Reached by: {channel}",
    ReasonCode.CHANNEL_CLOSED: "{tier} is not reached by: {channel}; please use: {channels}",
    ReasonCode.ALERT_ACCEPTED: "A case may be opened by an alert of the monitoring",
    ReasonCode.ALERTS_NOT_IN_TIER: "{tier} includes no monitoring and no alerts",
    ReasonCode.HANDLER_ALLOWED: (
        "It is handled by a citizen of {citizenship} in {location}, as required"
    ),
    ReasonCode.HANDLER_NOT_ALLOWED: (
        "Only a citizen of {citizenship} in {location} may handle it; whoever would is another "
        "or not known"
    ),
    ReasonCode.FIELD_MISSING: "The ticket must say: {field}",
    ReasonCode.EMERGENCY_NOTE: "The system is down: add to the ticket “{phrase}”",
    ReasonCode.EMERGENCY_CALL: "The system is down: call {number}",
    ReasonCode.ENCLOSURES_WANTED: "It helps to enclose: {items}",
    ReasonCode.REGISTRY_CONFIRMS: "The manufacturer's registry knows the device",
    ReasonCode.REGISTRY_CHECK: "The manufacturer's registry has to confirm the device",
    ReasonCode.NOT_IN_REGISTRY: "The manufacturer's registry shows no active coverage",
    ReasonCode.SCOPE_HOLDS: "It holds: {fact}",
    ReasonCode.SCOPE_FAILS: "It is required and does not hold: {fact}",
    ReasonCode.SCOPE_UNKNOWN: "It is required and not yet known: {fact}",
    ReasonCode.TOPIC_IN_TIER: "{tier} includes the subject: {topic}",
    ReasonCode.TOPIC_NOT_IN_TIER: "{tier} does not include the subject: {topic}",
    ReasonCode.CONTRACT_RUNS_ON: "The contract has run since {starts} and has no end",
    ReasonCode.CONTRACT_NOT_STARTED: "The contract starts on {starts}",
    ReasonCode.CONTRACT_OVER: "The contract expired on {ends}; the request was made on {opened}",
    ReasonCode.PURCHASE_NEEDED: "To be bought: {requirement}",
    ReasonCode.SURCHARGE_DUE: "Renewing an expired contract costs a surcharge",
    ReasonCode.PURCHASE_ORDER_NEEDED: "Work starts once the purchase order is approved",
    ReasonCode.PURCHASE_ORDER_APPROVED: "The purchase order is approved",
    ReasonCode.ADVISED_AT_ONCE: "We say so at once and free of charge",
    ReasonCode.MEASURE_INCLUDED: "{tier} includes: {measure}",
    ReasonCode.MEASURE_NOT_IN_TIER: "{tier} does not include: {measure}",
    ReasonCode.REMOTE_BLOCKED: "Remote access is blocked while the contract is expired",
    ReasonCode.REMOTE_VIEW_ONLY: "From afar we look and collect traces; we change nothing",
    ReasonCode.REMOTE_CHANGE_EXCLUDED: "We change nothing from afar; we advise what to do",
    ReasonCode.PREPAID_NEEDED: "It takes prepaid hours, sold in packs of {packs} hours",
    ReasonCode.PREPAID_DRAWN: (
        "It is drawn from the {minutes} prepaid minutes in steps of {step} min"
    ),
    ReasonCode.WITH_INSTRUCTIONS: "Instructions for installation come with it",
    ReasonCode.HELP_AS_APPROPRIATE: "We help by phone or web session as appropriate",
    ReasonCode.SERVICE_BAG: "A service bag is provided if wanted",
    ReasonCode.REMINDER: "Please note: {text}",
    ReasonCode.MAY_ESCALATE: "It is escalated to the manufacturer if necessary",
    ReasonCode.COVERED_UNTIL: "The device is covered up to and including {day}",
    ReasonCode.COVERED_WITHOUT_END: "The device is covered as long as the contract runs",
    ReasonCode.NOT_YET_COVERED: "The device is covered from {day} on",
    ReasonCode.OUT_OF_WARRANTY: "The device was covered up to and including {day}",
    ReasonCode.CUT_SHORT: "The maximum from the day of purchase ends the coverage on {day}",
    ReasonCode.EXCLUDED: "Exclusion {clause}: {text}",
    ReasonCode.EXCLUSION_LIFTED: (
        "Exclusion {clause} does not apply: a defect of material or workmanship"
    ),
    ReasonCode.CLASS_NOT_COVERED: "Not covered: products of class {product}; covered: {classes}",
    ReasonCode.CLASS_NEEDED: "The class of the product has to be one of: {classes}",
    ReasonCode.PURCHASE_DAY_NEEDED: "The day the warranty counts from has to be shown",
    ReasonCode.TERM_NEEDED: "The contract has to name the standard term of this product",
    ReasonCode.BEST_EFFORT: "It is done as well as possible, without a target time",
    ReasonCode.EXTENSION_ON_SALE: "An extension by {months} months can be bought until {day}",
    ReasonCode.EXTENSION_NOT_COUNTED: (
        "The extension by {months} months bought on {day} does not count"
    ),
    ReasonCode.CLASS_NOT_EXTENDABLE: "No extension is sold for products of class {product}",
    ReasonCode.OPTIONS_OFFERED: "We offer options for a device that is not covered",
    ReasonCode.BILLED_DIRECTLY: (
        "Outside the warranty, service and cost proposals are billed directly to: {payer}"
    ),
    ReasonCode.DEFECT_TO_CONFIRM: "The defect has to be diagnosed and confirmed",
    ReasonCode.DEFINITE_FAULT_NEEDED: "Control questions have to establish a definite fault",
    ReasonCode.NO_DEFINITE_FAULT: "No definite fault was found, so nothing is exchanged",
    ReasonCode.TRANSPORT_PAID_BY: "Transport is paid by: {payer}",
    ReasonCode.DEVICE_COMES_IN_FIRST: "The device is sent in first",
    ReasonCode.REPAIRED_GOES_TO: "The repaired device goes to: {place}",
    ReasonCode.ON_SITE_CLASSES: "A technician comes for: {classes}",
    ReasonCode.SITE_TO_BE_ASKED: "Whether the site is eligible has to be asked first",
    ReasonCode.SITE_NOT_ELIGIBLE: "The site is not eligible for a visit",
    ReasonCode.PART_TO_ARRIVE: "The technician comes once the part has arrived on site",
    ReasonCode.TRIAGE_LEVEL: "Triage starts at level {level}",
    ReasonCode.NOT_BINDING: "The document {document} is not legally binding",
}

ENGLISH = Vocabulary(
    reasons=_REASONS,
    verdicts={
        Verdict.COVERED: "Covered: {measures}",
        Verdict.CONDITIONAL: "Covered once the conditions are met: {measures}",
        Verdict.NOT_COVERED: "Not covered; possible now: {measures}",
    },
    refused="Not covered",
    condition="Condition: {text}",
    cost="To be paid: {items}",
    reading="Readings: {items}",
    quoted="by quote",
    rate="{amount} per {unit}",
    measures={
        Measure.ADVICE: "advice",
        Measure.REMOTE_SESSION: "remote session",
        Measure.SOFTWARE_DELIVERY: "software delivery",
        Measure.REPAIR: "repair",
        Measure.LIKE_FOR_LIKE: "like-for-like replacement",
        Measure.ADVANCE_REPLACEMENT: "advance replacement",
        Measure.SWAP: "replacement device",
        Measure.LOAN: "loan device",
        Measure.ON_SITE: "technician on site",
        Measure.REFERRAL: "referral to who can help",
        Measure.QUOTE: "quote",
    },
    askers={
        Asker.RESELLER: "reseller",
        Asker.END_CUSTOMER: "end customer",
        Asker.ATTACHED_USER: "attached user",
        Asker.MONITORING: "monitoring",
    },
    channels={
        ChannelKind.PORTAL: "portal",
        ChannelKind.EMAIL: "e-mail",
        ChannelKind.PHONE: "phone",
        ChannelKind.CHAT: "chat",
        ChannelKind.BOT: "chatbot",
        ChannelKind.ALERT: "alert",
    },
    scope_facts={
        ScopeFact.BOUGHT_FROM_VENDOR: "the product was bought from the vendor",
        ScopeFact.IN_CATALOGUE: "the product is in the catalogue",
        ScopeFact.CURRENT_VERSION: "its version is current",
        ScopeFact.NORMAL_USE: "it is used normally",
    },
    requirements={
        Requirement.UPGRADE: "upgrade to the current release",
        Requirement.RENEWAL: "renewal of the contract",
        Requirement.AUDIT_HOURS: "hours for a system audit",
        Requirement.UPGRADE_HOURS: "hours for the upgrade",
    },
    payers={Payer.VENDOR: "the vendor", Payer.CUSTOMER: "the customer"},
    places={RepairedGoesTo.USER: "the user", RepairedGoesTo.STOCK: "the swap stock"},
    costs={
        "freight": "freight",
        "packaging": "packaging",
        "device": "replacement device",
        "surcharge": "surcharge",
    },
    units={"hour": "hour"},
    readings={
        ("expiry", "before_date"): "a ticket on the expiry date is not covered",
        ("expiry", "through_date"): "a ticket on the expiry date is covered",
        ("purchase_day", "invoice_else_shipment"): "the warranty counts from invoice or shipment",
        ("purchase_day", "activation"): "the warranty counts from activation",
        ("day_rule", "anniversary"): "the anniversary is the last covered day",
        ("day_rule", "day_before"): "the day before the anniversary is the last covered day",
        ("late_coverage", "cut_short"): "a late contract is cut short by the maximum",
        ("late_coverage", "refuse_sale"): "a contract beyond the maximum is not sold",
    },
)
