"""A Shapefile comes as a zip of its parts. Only the parts are taken out, under names of our own.

That keeps out paths that climb, links and other formats, and lets the size be bounded before anything is written.
"""

from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from server.geofiles.faults import FileFault

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
NEEDED = (".shp", ".dbf")
MAX_UNPACKED = 512 * 1024 * 1024
DBF_HEADER = 32
UTF8_NAMES = {"UTF-8", "UTF8", "65001"}


def unpack_shapefile(content: bytes, folder: Path, layer: str = "") -> tuple[Path, str]:
    """Write one Shapefile's parts into the folder; its path and the character set of its attributes."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = _members(archive, layer)
            if sum(member.file_size for member in members.values()) > MAX_UNPACKED:
                raise FileFault("file_too_large", megabytes=MAX_UNPACKED // 2**20)
            for suffix, member in members.items():
                # Reading one byte more than announced shows a member that lies about its size.
                with archive.open(member) as stream:
                    part = stream.read(member.file_size + 1)
                (folder / f"upload{suffix}").write_bytes(part)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise FileFault("unreadable_file", reason=str(error)) from error
    return folder / "upload.shp", _encoding(folder)


def _members(archive: ZipFile, layer: str) -> dict[str, ZipInfo]:
    """The parts of the one Shapefile in the archive, or of the one that `layer` names."""
    stems: dict[str, dict[str, ZipInfo]] = {}
    for member in archive.infolist():
        path = PurePosixPath(member.filename)
        if path.suffix.lower() in PARTS and not path.name.startswith("."):
            stems.setdefault(path.stem, {})[path.suffix.lower()] = member
    whole = {stem: parts for stem, parts in stems.items() if all(part in parts for part in NEEDED)}
    if not whole:
        raise FileFault("unknown_format")
    if layer:
        whole = {stem: parts for stem, parts in whole.items() if stem == layer}
    if len(whole) != 1:
        raise FileFault("unknown_layer", layers=", ".join(sorted(stems)))
    return next(iter(whole.values()))


def _encoding(folder: Path) -> str:
    """By the .cpg if it is there, else by looking: three of four Chinese Shapefiles are GB18030 and do not say so.

    Text that decodes as UTF-8 is UTF-8: GB18030 text of more than a few characters hardly ever does.
    """
    cpg = folder / "upload.cpg"
    if cpg.exists():
        name = cpg.read_text("ascii", "replace").strip().upper()
        return "UTF-8" if name in UTF8_NAMES else _python_name(name)
    text = (folder / "upload.dbf").read_bytes()[DBF_HEADER:]
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return "GB18030"
    return "UTF-8"


def _python_name(name: str) -> str:
    """GBK and GB2312 are subsets of GB18030; what is unknown is read as that as well."""
    return {"ISO-8859-1": "ISO-8859-1", "ISO88591": "ISO-8859-1", "BIG5": "BIG5", "950": "BIG5"}.get(name, "GB18030")
