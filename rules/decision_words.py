"""The words decisions are checked with: answers, and the sentence for what is missing."""

YES_NO = ("yes", "no")
REASON = ("a short reason",)
TEXT = ("a text",)
#: Answers that are a person's own words.
FREE = (REASON, TEXT)


def needs(stage_is_right: bool, wants: str) -> str:  # noqa: FBT001 - reads as a sentence
    """The missing condition in words, or nothing when it holds."""
    return "" if stage_is_right else wants
