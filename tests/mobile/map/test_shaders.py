"""The shaders are GLSL ES 1.00, as phones want them, and agree with the palette about the size of its arrays."""

import subprocess
from pathlib import Path

import pytest

from mobile.map.palette import SLOTS
from mobile.map.shaders import PAIRS


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_is_glsl_es(name: str, tmp_path: Path) -> None:
    paths = []
    for suffix, source in zip(("vert", "frag"), PAIRS[name], strict=True):
        path = tmp_path / f"{name}.{suffix}"
        path.write_text("#version 100\n" + source)
        paths.append(str(path))
    # The launcher brings it (`server/launch/system.py`): where it is missing, this fails rather than say nothing.
    result = subprocess.run(["glslangValidator", *paths], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", ["fill", "ribbon"])
def test_arrays_have_the_palettes_size(name: str) -> None:
    assert f"uniform vec4 palette[{SLOTS}]" in PAIRS[name][0]
