"""Lines as ribbons: each point becomes a left and a right vertex with a normal, and the phone's shader pushes them out
by as many pixels as the line is wide at that zoom. Corners are mitred, sharp corners and ends are round.

A vertex is (x, y, nx, ny, along, style + side / 4): position and distance along the line in local metres, the normal as
a unit vector stretched by the mitre, the side -1 (left), +1 (right) or 0 (on the line). Everything is computed for all
lines at once; a Python loop over points would take seconds for a street.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MITRE_LIMIT = 2.0
SHARP_COSINE = 0.2  # the cosine of the turn below which a corner is rounded instead of mitred
CAP_STEPS = 6  # segments of a half circle


@dataclass(frozen=True)
class Lines:
    """Many lines in flat arrays: line i has the points `starts[i]` up to `starts[i + 1]` and the class `styles[i]`.

    `caps[i]` says whether the line has a round start and a round end. A closed line repeats its first point at its end
    and needs no caps.
    """

    points: Floats
    starts: Integers
    styles: Integers
    closed: NDArray[np.bool_]
    caps: NDArray[np.bool_]

    @property
    def line_of_point(self) -> Integers:
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True)
class Ribbons:
    """Vertices (n, 6), triangles (m, 3), and for each vertex the line it came from."""

    vertices: Floats
    triangles: Integers
    line_of_vertex: Integers


def ribbons(lines: Lines) -> Ribbons:
    """The ribbons of all lines. Lines have at least two points and no two equal points in a row."""
    if len(lines.points) == 0:
        return Ribbons(np.zeros((0, 6)), np.zeros((0, 3), np.int64), np.zeros(0, np.int64))
    normals, outward = _normals(lines)
    body = _body(lines, normals)
    caps = _caps(lines, outward, first_vertex=len(body.vertices))
    return Ribbons(
        np.vstack((body.vertices, caps.vertices)),
        np.vstack((body.triangles, caps.triangles)),
        np.concatenate((body.line_of_vertex, caps.line_of_vertex)),
    )


def split_at_sharp_corners(lines: Lines) -> tuple[Lines, Integers]:
    """Cuts open lines where they turn sharply, with round ends on both sides: round joins without another kind of mesh.

    Also tells for each of the new lines the one it was cut from.
    """
    if len(lines.points) == 0:
        return lines, np.zeros(0, np.int64)
    line = lines.line_of_point
    inner = np.ones(len(lines.points), bool)
    inner[lines.starts[:-1]] = inner[lines.starts[1:] - 1] = False
    before, after = _directions(lines)
    sharp = np.flatnonzero(inner & ~lines.closed[line] & ((before * after).sum(axis=1) < SHARP_COSINE))
    if len(sharp) == 0:
        return lines, np.arange(len(lines.starts) - 1)
    # Each cut point is written twice: as the end of one line and as the start of the next.
    points = np.insert(lines.points, sharp, lines.points[sharp], axis=0)
    moved = lines.starts + np.searchsorted(sharp, lines.starts, side="left")
    cuts = sharp + np.arange(1, len(sharp) + 1)
    starts = np.sort(np.concatenate((moved, cuts)))
    origin = np.searchsorted(moved, starts[:-1], side="right") - 1
    caps = lines.caps[origin].copy()
    caps[np.isin(starts[:-1], cuts), 0] = True
    caps[np.isin(starts[1:], cuts), 1] = True
    return Lines(points, starts, lines.styles[origin], lines.closed[origin], caps), origin


def _directions(lines: Lines) -> tuple[Floats, Floats]:
    """The unit direction into and out of every point; at the ends of open lines the two are the same."""
    points, first, last = lines.points, lines.starts[:-1], lines.starts[1:] - 1
    steps = np.diff(points, axis=0)
    length = np.hypot(steps[:, 0], steps[:, 1])
    unit = steps / np.where(length > 0, length, 1)[:, None]
    before, after = np.vstack((unit[:1], unit)), np.vstack((unit, unit[-1:]))
    before[first], after[last] = after[first], before[last]
    before[first[lines.closed]] = before[last[lines.closed]]
    after[last[lines.closed]] = after[first[lines.closed]]
    return before, after


def _normals(lines: Lines) -> tuple[Floats, Floats]:
    """The mitred left normal of every point, and the direction out of it."""
    before, after = _directions(lines)
    left_before = np.column_stack((-before[:, 1], before[:, 0]))
    left_after = np.column_stack((-after[:, 1], after[:, 0]))
    cosine = (left_before * left_after).sum(axis=1)
    mitre = (left_before + left_after) / np.maximum(1 + cosine, 1e-6)[:, None]
    length = np.hypot(mitre[:, 0], mitre[:, 1])
    return mitre * np.minimum(1, MITRE_LIMIT / np.maximum(length, 1e-9))[:, None], after


def _body(lines: Lines, normals: Floats) -> Ribbons:
    count = len(lines.points)
    line = lines.line_of_point
    steps = np.concatenate(([0.0], np.hypot(*np.diff(lines.points, axis=0).T)))
    steps[lines.starts[:-1]] = 0
    total = np.cumsum(steps)
    along = total - total[lines.starts[:-1]][line]
    vertices = np.empty((2 * count, 6))
    for side, rows in ((1, slice(0, None, 2)), (-1, slice(1, None, 2))):
        vertices[rows] = np.column_stack((lines.points, side * normals, along, lines.styles[line] - side / 4))
    starts_segment = np.ones(count, bool)
    starts_segment[lines.starts[1:] - 1] = False
    left = 2 * np.flatnonzero(starts_segment)
    triangles = np.vstack(
        (np.column_stack((left, left + 1, left + 2)), np.column_stack((left + 1, left + 3, left + 2)))
    )
    return Ribbons(vertices, triangles, np.repeat(line, 2))


def _caps(lines: Lines, outward: Floats, *, first_vertex: int) -> Ribbons:
    """Half circles at the round ends: a centre vertex and a fan around it."""
    first, last = lines.starts[:-1], lines.starts[1:] - 1
    line = np.concatenate((np.flatnonzero(lines.caps[:, 0]), np.flatnonzero(lines.caps[:, 1])))
    at = np.concatenate((first[lines.caps[:, 0]], last[lines.caps[:, 1]]))
    facing = np.concatenate((-outward[first[lines.caps[:, 0]]], outward[last[lines.caps[:, 1]]]))
    count, per_cap = len(at), CAP_STEPS + 2
    angles = np.linspace(-np.pi / 2, np.pi / 2, CAP_STEPS + 1)
    cos, sin = np.cos(angles), np.sin(angles)
    vertices = np.zeros((count, per_cap, 6))
    vertices[:, :, :2] = lines.points[at][:, None, :]
    vertices[:, :, 5] = lines.styles[line][:, None]
    vertices[:, 1:, 2] = facing[:, :1] * cos - facing[:, 1:] * sin
    vertices[:, 1:, 3] = facing[:, :1] * sin + facing[:, 1:] * cos
    vertices[:, 1:, 5] += 0.25
    centre = first_vertex + per_cap * np.arange(count)[:, None]
    steps = np.arange(1, CAP_STEPS + 1)
    triangles = np.stack((np.broadcast_to(centre, (count, CAP_STEPS)), centre + steps, centre + steps + 1), axis=2)
    return Ribbons(vertices.reshape(-1, 6), triangles.reshape(-1, 3).astype(np.int64), np.repeat(line, per_cap))
