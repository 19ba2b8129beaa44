"""The reader of parts: reads what the format says, and refuses everything else without eating memory."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.map.mesh_file import BrokenPart, parse_part
from tests.mobile.map.builders import CENTRE, PartWriter, building_id


def written() -> bytes:
    return (
        PartWriter().squares([(1, 10, 10, 20, "1号楼"), (2, 500, 10, 30, "")]).label("road", "学堂路", 5, 6).to_bytes()
    )


def test_reads_buildings_and_where_their_vertices_lie() -> None:
    part = parse_part(written())
    assert part.centre == CENTRE
    assert sorted(part.tiles) == [(0, 0), (1, 0)]
    first, second = part.buildings
    assert (first.id, first.name, first.tile, first.fill) == (building_id(1), "1号楼", (0, 0), (0, 0, 4))
    assert list(second.rings[0]) == [500, 10, 530, 10, 530, 40, 500, 40]
    (label,) = part.labels
    assert (label.kind, label.text, label.x) == ("road", "学堂路", 5)


def test_a_file_that_was_cut_is_refused() -> None:
    whole = written()
    for length in range(0, len(whole), 7):
        with pytest.raises(BrokenPart):
            parse_part(whole[:length])


@given(st.binary(max_size=300))
def test_noise_is_refused(noise: bytes) -> None:
    for data in (noise, b"GWM1" + noise):
        with pytest.raises(BrokenPart):
            parse_part(data)


def test_a_body_larger_than_it_claims_is_refused() -> None:
    head, bomb = zlib.compress(b"{}"), zlib.compress(bytes(50_000_000))
    data = struct.pack("<4sIIII", b"GWM1", len(head), 2, len(bomb), 8) + head + bomb
    with pytest.raises(BrokenPart):
        parse_part(data)


def test_a_claim_beyond_all_measure_is_refused() -> None:
    head, body = zlib.compress(b"{}"), zlib.compress(b"")
    data = struct.pack("<4sIIII", b"GWM1", len(head), 2, len(body), 2**32 - 1) + head + body
    with pytest.raises(BrokenPart, match="too large"):
        parse_part(data)


def test_a_newer_format_is_refused() -> None:
    writer = PartWriter()
    writer.header["format"] = 2
    with pytest.raises(BrokenPart, match="format 2"):
        parse_part(writer.to_bytes())
