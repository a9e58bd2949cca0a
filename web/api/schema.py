"""The API's description: what FastAPI works out, with our problems and ways to sign in."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

#: Answered without signing in: health and refusals are public, carriers sign their pushes.
PUBLIC = frozenset({"readHealth", "describeProblem", "takeCarrierEvents"})
PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "A refusal (RFC 9457); what it is about is in further members.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "examples": ["unknown-case"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
REFUSED = {
    "description": "Refused",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
WAYS_IN = {
    "apiKey": {"type": "http", "scheme": "bearer", "bearerFormat": "swd_<id>_<secret>"},
    "session": {"type": "apiKey", "in": "cookie", "name": "swapdesk"},
}


def api_schema(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of everything the app includes in it."""
    document = get_openapi(
        title="Swapdesk",
        version="1",
        description="RMA, swap stock and swap logistics. Every refusal is a named problem.",
        routes=app.routes,
    )
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = REFUSED
            if operation["operationId"] not in PUBLIC:
                operation["security"] = [{name: []} for name in WAYS_IN]
    parts = document["components"]
    for replaced in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(replaced, None)
    parts["schemas"]["Problem"] = PROBLEM_SCHEMA
    parts["securitySchemes"] = WAYS_IN
    return document
