"""The words of service in plain English: who asks, through what, and what for."""

from collections.abc import Mapping

from rules.service_words import Asker, ChannelKind, Commitment, Measure, Need

NEEDS: Mapping[str, str] = {
    Need.ADVICE: "advice",
    Need.INCIDENT: "help with an incident",
    Need.CONFIGURATION: "help with configuration",
    Need.REMOTE_VIEW: "a remote look",
    Need.REMOTE_CHANGE: "a remote change",
    Need.SOFTWARE: "software",
    Need.HARDWARE: "hardware",
    Need.ON_SITE: "a visit on site",
    Need.MONITORING: "monitoring",
}
ASKERS: Mapping[str, str] = {
    Asker.RESELLER: "reseller",
    Asker.END_CUSTOMER: "end customer",
    Asker.ATTACHED_USER: "attached user",
    Asker.MONITORING: "monitoring",
}
CHANNELS: Mapping[str, str] = {
    ChannelKind.PORTAL: "portal",
    ChannelKind.EMAIL: "e-mail",
    ChannelKind.PHONE: "phone",
    ChannelKind.CHAT: "chat",
    ChannelKind.BOT: "chatbot",
    ChannelKind.ALERT: "alert",
}
COMMITMENTS: Mapping[str, str] = {
    Commitment.GUARANTEED: "guaranteed",
    Commitment.BEST_EFFORT: "best effort",
    Commitment.QUEUE_ORDER: "order of arrival",
    Commitment.NONE: "no commitment",
}
MEASURES: Mapping[str, str] = {
    Measure.ADVICE: "advice",
    Measure.REMOTE_SESSION: "remote session",
    Measure.SOFTWARE_DELIVERY: "software delivery",
    Measure.REPAIR: "repair",
    Measure.LIKE_FOR_LIKE: "like-for-like replacement",
    Measure.ADVANCE_REPLACEMENT: "advance replacement",
    Measure.SWAP: "swap",
    Measure.LOAN: "loan",
    Measure.ON_SITE: "on-site repair",
    Measure.REFERRAL: "referral to a workshop",
    Measure.QUOTE: "quote",
}
