"""The client to Temporal: the SDK's own environment configuration, our payloads, skippable time."""

from datetime import datetime, timedelta

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from runtime.payloads import DATA_CONVERTER
from runtime.settings import Settings

#: Far above what any case needs; at the server's own limit of 200 a skip would hang.
SKIPS = 100_000


async def connect(settings: Settings) -> Client:
    """A connected client; in demo and test mode its workflows may skip time.

    Raises RuntimeError when the server does not answer.
    """
    client = await Client.connect(**settings.temporal_connection(), data_converter=DATA_CONVERTER)
    return skipper(client).client if settings.time_skipping else client


def skipper(client: Client) -> TimeSkipper:
    """Moves single workflows through virtual time; nothing skips by itself."""
    config = TimeSkippingConfig(
        enabled=False, disable_propagation=True, max_session_skip_count=SKIPS
    )
    return TimeSkipper(client, config=config)


async def skip_to(client: Client, workflow_id: str, instant: datetime) -> bool:
    """Bring one workflow's clock past the instant; False when it has ended before.

    A second of margin: at the target instant itself, what is due then may not have run yet.
    """
    handle: WorkflowHandle[object, object] = client.get_workflow_handle(workflow_id)
    clock = skipper(client)
    ahead = instant - await clock.get_current_time(handle) + timedelta(seconds=1)
    if ahead <= timedelta():
        return True
    return await clock.fast_forward(handle, ahead)
