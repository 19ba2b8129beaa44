"""How the contract is described: each endpoint names its refusals, and the ones of the door are added to all."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal

from django.utils.functional import lazy
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from server.api.problems import MalformedBody, NotSignedIn
from server.problems import Problem


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal. Programs read `code`, people read `message`."""

    code = serializers.CharField(help_text="stable, part of the contract")
    message = serializers.CharField(help_text="a sentence in the language of the request")
    data = serializers.DictField(help_text="the values that the sentence names")  # type: ignore[assignment]


def refusals(*problems: type[Problem]) -> dict[int, OpenApiResponse]:
    """The documented refusals of an endpoint, for `responses=`: one entry per status, naming its codes."""
    return {
        status: OpenApiResponse(ProblemSerializer, description=codes(of_status))
        for status, of_status in by_status(problems).items()
    }


def by_status(problems: Iterable[type[Problem]]) -> dict[int, list[type[Problem]]]:
    groups: dict[int, list[type[Problem]]] = defaultdict(list)
    for problem in problems:
        groups[problem.status].append(problem)
    return groups


def said(problems: Iterable[type[Problem]]) -> str:
    return "; ".join(f"`{problem.code}`: {problem.sentence}" for problem in problems)


# Views are imported in the server's language, and the contract may be asked for in another one.
codes = lazy(said, str)


class ContractSchema(AutoSchema):
    """Adds to every operation what the door itself may answer: 401 where a sign-in is needed, 400 where a body is."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for body in bodies.values():
            body["description"] = str(body["description"])
        for problem in self.refusals_of_the_door():
            known = bodies.get(str(problem.status))
            if known is None:
                response = OpenApiResponse(ProblemSerializer, description=said([problem]))
                bodies[str(problem.status)] = self._get_response_for_code(  # type: ignore[no-untyped-call]
                    response, str(problem.status)
                )
            elif f"`{problem.code}`" not in known["description"]:
                known["description"] += "; " + said([problem])
        return dict(sorted(bodies.items()))

    def refusals_of_the_door(self) -> list[type[Problem]]:
        found: list[type[Problem]] = []
        if not any(isinstance(permission, AllowAny) for permission in self.view.get_permissions()):
            found.append(NotSignedIn)
        if self.method in {"POST", "PUT", "PATCH"} and self.get_request_serializer() is not None:
            found.append(MalformedBody)
        return found
