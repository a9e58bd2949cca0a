"""The desks and the running stage of other rooms, for cases under the programmes tested here."""

from tests.desk.conftest import desk, shared_record, shared_url, walk
from tests.stories.conftest import stage, stories_url, story_folder

__all__ = [
    "desk",
    "shared_record",
    "shared_url",
    "stage",
    "stories_url",
    "story_folder",
    "walk",
]
