"""One JSON for workflow payloads and stored snapshots: money, dates and durations included."""

import dataclasses
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from temporalio.converter import (
    AdvancedJSONEncoder,
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
    JSONTypeConverter,
    value_to_type,
)

Value = TypeVar("Value")


class TradeEncoder(AdvancedJSONEncoder):
    """Writes decimals and dates as text and durations as seconds."""

    def default(self, o: Any) -> Any:  # noqa: ANN401 - json's own signature
        """The plain form of a value json does not know."""
        if isinstance(o, Decimal):
            return str(o)
        if isinstance(o, date):
            return o.isoformat()
        if isinstance(o, timedelta):
            return o.total_seconds()
        return super().default(o)


class TradeTypes(JSONTypeConverter):
    """Reads back what `TradeEncoder` wrote."""

    def to_typed_value(self, hint: type[Any], value: Any) -> Any:  # noqa: ANN401 - SDK signature
        """The typed value, or Unhandled for types the SDK reads itself."""
        if hint is Decimal:
            return Decimal(value)
        if hint is date:
            return date.fromisoformat(value)
        if hint is timedelta:
            return timedelta(seconds=value)
        return JSONTypeConverter.Unhandled


class TradePayloads(CompositePayloadConverter):
    """The SDK's converters with the JSON one replaced."""

    def __init__(self) -> None:
        """Build the chain of converters in the SDK's order."""
        trade = JSONPlainPayloadConverter(
            encoder=TradeEncoder, custom_type_converters=[TradeTypes()]
        )
        super().__init__(
            *(
                trade if isinstance(known, JSONPlainPayloadConverter) else known
                for known in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


DATA_CONVERTER = dataclasses.replace(DataConverter.default, payload_converter_class=TradePayloads)


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any dataclass
    """A dataclass as plain JSON data, ready for a JSONB column."""
    return json.loads(json.dumps(value, cls=TradeEncoder))


def from_plain(kind: type[Value], data: Any) -> Value:  # noqa: ANN401 - any JSON
    """The dataclass back from what `to_plain` made of it."""
    typed: Value = value_to_type(kind, data, [TradeTypes()])
    return typed
