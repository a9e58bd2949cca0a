"""The database as the runtime role sees it, from the settings."""

from runtime.database import Database
from runtime.settings import BadSetting, Settings


def open_database(settings: Settings, *, connections: int = 10) -> Database:
    """A pool under the runtime role where there is one, else under the given account."""
    url = settings.database_runtime_url or settings.database_url
    if not url:
        raise BadSetting(
            "No database: start one with `swapdesk up`, or set DATABASE_URL to your own."
        )
    return Database(url, connections=connections)
