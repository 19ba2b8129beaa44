"""The part of XPath that XLSForm writes in its cells, as an abstract syntax tree in JSON. Nothing is evaluated here.

The rules are in `server/contract/form.md`, the examples in `server/contract/examples/forms.json`.
"""

from server.forms.expressions.parsing import parse
from server.forms.expressions.places import Names, Target
from server.forms.expressions.trees import Expression, references

__all__ = ["Expression", "Names", "Target", "parse", "references"]
