"""Addresses as people write them."""

import pytest

from server.households.addresses import AddressParts, address_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3号楼2单元501", AddressParts("3", 2, "501")),
        ("3栋2单元501室", AddressParts("3", 2, "501")),
        ("三幢二单元五零一室", AddressParts("3", 2, "501")),
        ("十二号楼", AddressParts("12", None, None)),
        ("１２号楼１单元", AddressParts("12", 1, None)),
        ("3-2-501", AddressParts("3", 2, "501")),
        ("501室", AddressParts(None, None, "501")),
        ("王小明", AddressParts()),
        ("wxm", AddressParts()),
    ],
)
def test_reads_building_unit_and_room(text, parts):
    assert address_parts(text) == parts
