"""The document for programs, made from the table of endpoints and the classes of their answers."""

from functools import cache
from typing import Any

import msgspec

from network.core.addresses import DATA_TERMS_URL
from network.features.api.endpoints import AFTER, ENDPOINTS, Endpoint, Parameter
from network.features.api.shapes import Problem
from network.features.search.asked import KIND_SLUGS
from network.features.search.shapes import SearchAnswer

VERSION = "3.1.0"
TOO_MANY = "That is a lot in a short time; Retry-After says when to ask again."
_SCHEMAS = "#/components/schemas/{name}"


@cache
def document(base_url: str) -> dict[str, Any]:
    """OpenAPI 3.1."""
    shapes = [*(endpoint.shape for endpoint in ENDPOINTS), SearchAnswer, Problem]
    schemas, components = msgspec.json.schema_components(shapes, ref_template=_SCHEMAS)
    of_search, of_problem = schemas[-2:]
    return {
        "openapi": VERSION,
        "info": {
            "title": "På forkant",
            "version": "1",
            "description": "Reads what a visitor may read, and with a member's key what the member may read.",
            "termsOfService": f"{base_url}{DATA_TERMS_URL}",
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{}, {"key": []}],
        "paths": {
            endpoint.path: {"get": _operation(endpoint, schema, of_problem)}
            for endpoint, schema in zip(ENDPOINTS, schemas, strict=False)
        }
        | {"/search": {"get": _search(of_search, of_problem)}},
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "My account → keys"}},
        },
    }


def _operation(endpoint: Endpoint, schema: dict[str, Any], of_problem: dict[str, Any]) -> dict[str, Any]:
    problem = {"content": {"application/problem+json": {"schema": of_problem}}}
    refused = {"400": {"description": "A parameter cannot be used.", **problem}}
    refused |= {"401": {"description": "The key is not known, or it has ended.", **problem}}
    refused |= {"429": {"description": TOO_MANY, **problem}}
    refused |= {"304": {"description": "It has not changed."}}
    refused |= {"404": {"description": "It is not there, or not for the reader.", **problem}}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "parameters": _parameters(endpoint),
        "responses": {
            "200": {"description": "Found.", "content": {"application/json": {"schema": schema}}},
            **refused,
        },
    }


SEARCH = {
    "q": "The words, with the fields that the help page of the search names. Nothing in it is an error.",
    "kind": f"What to look for: {', '.join(f'`{slug}`' for slug in KIND_SLUGS)}.",
    "topic": "The slug of a topic.",
    "municipality": "The slug of a municipality.",
    "sort": "`newest` or `useful`; else the best first.",
    AFTER: "What an answer before called `next`.",
}


def _search(schema: dict[str, Any], of_problem: dict[str, Any]) -> dict[str, Any]:
    problem = {"content": {"application/problem+json": {"schema": of_problem}}}
    texts = ({"name": name, "in": "query", "description": said} for name, said in SEARCH.items())
    return {
        "operationId": "search",
        "summary": "Search in everything that the reader may read.",
        "parameters": [{**text, "schema": {"type": "string"}} for text in texts],
        "responses": {
            "200": {"description": "Found.", "content": {"application/json": {"schema": schema}}},
            "304": {"description": "It has not changed."},
            "401": {"description": "The key is not known, or it has ended.", **problem},
            "429": {"description": TOO_MANY, **problem},
            "503": {"description": "The index is being rebuilt.", **problem},
        },
    }


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    given = [_parameter(parameter) for parameter in endpoint.parameters]
    if endpoint.pages:
        about = "What an answer before called `next`."
        given.append({"name": AFTER, "in": "query", "description": about, "schema": {"type": "string"}})
    if endpoint.has_number:
        number = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
        given.append({"name": "id", "in": "path", "required": True, "schema": number})
    return given


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.values:
        schema["enum"] = list(parameter.values)
    return {"name": parameter.name, "in": "query", "description": parameter.about, "schema": schema}
