"""python-for-android's own words about our spec, asked in a process of its own: it logs, and keeps folders."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

RESOLVE = """
import json, sys
from pythonforandroid.bootstrap import Bootstrap
from pythonforandroid.build import Context
from pythonforandroid.graph import get_recipe_order_and_bootstrap
from pythonforandroid.recipe import Recipe
context = Context()
context.recipe_build_order, context.python_modules, context.local_recipes = [], [], None
context.set_archs([sys.argv[1]])
names = sys.argv[2].split(",")
order, modules, bootstrap = get_recipe_order_and_bootstrap(context, names, Bootstrap.get_bootstrap("sdl2", context))
versions = {name: Recipe.get_recipe(name, context).version for name in order}
print("RESULT" + json.dumps({"recipes": versions, "modules": modules, "bootstrap": bootstrap.name}))
"""


@dataclass(frozen=True)
class Graph:
    """`recipes` by name with their versions, in the order in which they build; `modules` are pure Python."""

    recipes: dict[str, str | None]
    modules: list[str]
    bootstrap: str


def resolve(requirements: list[str], architecture: str, home: Path) -> Graph:
    """Raises `ValueError` with what it says where the requirements cannot be met."""
    names = ",".join(name.split("==")[0] for name in requirements)
    command = [sys.executable, "-c", RESOLVE, architecture, names]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "HOME": str(home)}
    )
    for line in done.stdout.splitlines():
        if line.startswith("RESULT"):
            return Graph(**json.loads(line.removeprefix("RESULT")))
    raise ValueError(done.stdout[-2000:] + done.stderr[-2000:])
