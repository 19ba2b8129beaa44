"""Names for the demo's grids, from what the extract names inside them: estates, rows of houses, roads."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from server.demo.extract import Extract

ESTATE_NAME = re.compile(r"^(?:北京大学|清华大学)?([\u4e00-\u9fff]{2,5}?)(?:教师住宅区|住宅区|小区)?$")
HOUSE_NAME = re.compile(r"^(?:北京大学|清华大学)?-?([\u4e00-\u9fff]{1,4}?)(?:学生公寓|小楼)?-?\d+(?:号楼|号|楼)?$")
ROAD_NAME = re.compile(r"^([\u4e00-\u9fff]{2,4}?)(?:[东西南北]?(?:大街|路|街))$")
ESTATE_VOTES = 150
COMPASS = {(0, 2): ("西", "东"), (1, 2): ("南", "北"), (0, 3): ("西", "中", "东"), (1, 3): ("南", "中", "北")}
NUMERALS = "一二三四五六七八九"


def stems(faces: Sequence[BaseGeometry], extract: Extract) -> list[str]:
    """For each face (metres) the name that most of what is in it carries; a road nearby where nothing does."""
    tree = shapely.STRtree(faces)
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for home in extract.homes:
        name = str(extract.buildings[home.index].attributes.get("name", ""))
        if found := HOUSE_NAME.match(name):
            stem = found[1] if len(found[1]) > 1 else f"{found[1]}楼"
            votes[int(tree.nearest(home.outline.centroid))][stem] += home.doors
    estates = [area for area in extract.areas if area.attributes.get("landuse") == "residential"]
    for area, outline in zip(estates, extract.project(estates), strict=True):
        if found := ESTATE_NAME.match(str(area.attributes.get("name", ""))):
            votes[int(tree.nearest(outline.centroid))][found[1]] += ESTATE_VOTES
    return [
        max(votes[index].items(), key=lambda vote: (vote[1], vote[0]))[0] if votes[index] else _road_stem(face, extract)
        for index, face in enumerate(faces)
    ]


def tell_apart(names: Sequence[str], faces: Sequence[BaseGeometry]) -> list[str]:
    """The same names, with a direction or a number added where several faces share one."""
    told = list(names)
    for name, count in Counter(names).items():
        if count < 2:
            continue
        members = [index for index, other in enumerate(names) if other == name]
        centres = np.array([shapely.get_coordinates(faces[index].centroid)[0] for index in members])
        axis = int(np.argmax(np.ptp(centres, axis=0)))
        marks = COMPASS.get((axis, count)) or tuple(NUMERALS[:count])
        for mark, position in zip(marks, np.argsort(centres[:, axis], kind="stable"), strict=True):
            told[members[int(position)]] = f"{name}{mark}"
    return told


def _road_stem(face: BaseGeometry, extract: Extract) -> str:
    roads = [line for line in extract.lines if ROAD_NAME.match(str(line.attributes.get("name", "")))]
    distances = shapely.distance(face.centroid, extract.project(roads))
    nearest = roads[int(np.argmin(distances))]
    found = ROAD_NAME.match(str(nearest.attributes["name"]))
    return found[1] if found else "示例"
