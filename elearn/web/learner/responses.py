"""Responses as the fields of a page hold them."""

from typing import Any

from elearn.questions.grading import Kind, Shape


def as_form(shape: Shape, response: Any) -> dict[str, list[str]]:
    """Return the values of a question's fields by the suffix of their names: the other way of clean_form()."""
    if response is None:
        return {}
    if shape.kind is Kind.CASE:
        return {
            f".{at}": as_form(child, each).get("", [])
            for at, (child, each) in enumerate(zip(shape.children, response, strict=True))
        }
    if isinstance(response, bool):
        return {"": [str(response).lower()]}
    if isinstance(response, str):
        return {"": [response] if shape.kind is Kind.ESSAY else list(response)}
    return {"": [str(each) for each in response]}
