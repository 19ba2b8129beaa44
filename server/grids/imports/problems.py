"""Refusals of an import. Each names the row, so that whoever made the file can find it."""

from django.utils.translation import gettext_lazy as _

from server.problems import Problem


class ImportRefused(Problem):
    """Base of all: nothing was written. `data["faults"]` lists every fault of the file when there are several."""

    code = "import_refused"
    sentence = _("The file was not imported.")
    status = 422


class MalformedGeoJSON(ImportRefused):
    code = "malformed_geojson"
    sentence = _("The GeoJSON is malformed at %(where)s: %(reason)s.")


class UnreadableFile(ImportRefused):
    code = "unreadable_file"
    sentence = _("The file cannot be read; it may be damaged or cut off.")


class UnknownFormat(ImportRefused):
    code = "unknown_format"
    sentence = _("This is none of GeoJSON, GeoPackage, zipped Shapefile or OpenStreetMap extract.")


class UnknownCRS(ImportRefused):
    code = "unknown_crs"
    sentence = _("The coordinate system “%(crs)s” is missing or unknown. Name it, for example EPSG:4490.")


class UnknownLayer(ImportRefused):
    code = "unknown_layer"
    sentence = _("The file has several layers or not the one you named. It has: %(layers)s.")


class FileTooLarge(ImportRefused):
    code = "file_too_large"
    sentence = _("The file is larger than %(megabytes)s MB.")
    status = 413


class TooManyFeatures(ImportRefused):
    code = "too_many_features"
    sentence = _("The file has %(features)s features; at most %(limit)s can be imported at once.")


class NoFeatures(ImportRefused):
    code = "no_features"
    sentence = _("There is nothing in the file that could be imported.")


class NotFinite(ImportRefused):
    code = "not_finite"
    sentence = _("Row %(row)s (%(name)s): vertex %(vertex)s is not a number.")


class SwappedAxes(ImportRefused):
    code = "swapped_axes"
    sentence = _("Row %(row)s (%(name)s): longitude and latitude are swapped (%(x)s, %(y)s). Longitude comes first.")


class OutOfRange(ImportRefused):
    code = "out_of_range"
    sentence = _("Row %(row)s (%(name)s): %(x)s, %(y)s is no place on Earth. Is the coordinate system right?")


class WrongKind(ImportRefused):
    code = "wrong_kind"
    sentence = _("Row %(row)s (%(name)s): a polygon is needed, this is a %(kind)s.")


class EmptyGeometry(ImportRefused):
    code = "empty"
    sentence = _("Row %(row)s (%(name)s): there is no geometry.")


class TooManyVertices(ImportRefused):
    code = "too_many_vertices"
    sentence = _("Row %(row)s (%(name)s): %(vertices)s vertices; at most %(limit)s are allowed. Simplify the polygon.")


class SelfCrossing(ImportRefused):
    code = "self_crossing"
    sentence = _("Row %(row)s (%(name)s): the polygon crosses itself at %(lon)s, %(lat)s.")


class MissingValue(ImportRefused):
    code = "missing_value"
    sentence = _("Row %(row)s: the field “%(field)s” is empty or not in the file.")


class ValueTooLong(ImportRefused):
    code = "value_too_long"
    sentence = _("Row %(row)s: “%(value)s” in the field “%(field)s” is longer than %(limit)s characters.")


class DuplicateCode(ImportRefused):
    code = "duplicate_code"
    sentence = _("Row %(row)s (%(name)s): the code %(grid_code)s is already in row %(first_row)s.")


class CodeTaken(ImportRefused):
    code = "code_taken"
    sentence = _("Row %(row)s (%(name)s): a grid with the code %(grid_code)s exists already.")


class UnknownParent(ImportRefused):
    code = "unknown_parent"
    sentence = _("Row %(row)s (%(name)s): there is no grid “%(parent)s” one level above on that day.")


class OutsideParent(ImportRefused):
    code = "outside_parent"
    sentence = _("%(child)s lies outside its parent %(parent)s by %(area_m2)s m² near %(lon)s, %(lat)s.")


class OverlappingSiblings(ImportRefused):
    code = "overlapping_siblings"
    sentence = _("%(first)s and %(second)s overlap by %(area_m2)s m² near %(lon)s, %(lat)s.")


PROBLEMS: dict[str, type[ImportRefused]] = {
    problem.code: problem
    for problem in (
        MalformedGeoJSON,
        UnreadableFile,
        UnknownFormat,
        UnknownCRS,
        UnknownLayer,
        FileTooLarge,
        TooManyFeatures,
        NoFeatures,
        NotFinite,
        SwappedAxes,
        OutOfRange,
        WrongKind,
        EmptyGeometry,
        TooManyVertices,
        SelfCrossing,
        MissingValue,
        ValueTooLong,
        DuplicateCode,
        CodeTaken,
        UnknownParent,
        OutsideParent,
        OverlappingSiblings,
    )
}


def problem_of(code: str, **data: object) -> ImportRefused:
    """The refusal for the code of a file's or a geometry's fault."""
    return PROBLEMS[code](**data)


def refuse(faults: list[ImportRefused]) -> None:
    """Raise the first fault, with all of them in its data, so that a file is mended in one round."""
    if not faults:
        return
    listed = [{"code": fault.code, "message": fault.message, "data": dict(fault.data)} for fault in faults]
    raise type(faults[0])(**faults[0].data, faults=listed)
