"""What can be wrong with a form's workbook. Each names sheet, row and column, and says what to do.

A workbook is refused as a whole, by `FormRefused`, with all of its faults; these are never seen alone.
"""

from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from server.problems import Problem


class FormFault(Problem):
    """Base of all. `row` is counted as the spreadsheet counts it."""

    code = "form_fault"

    def __init__(self, **data: Any) -> None:
        super().__init__(**data)
        self.sheet, self.row, self.column = "", 0, ""

    def at(self, sheet: str, row: int = 0, column: str = "") -> Self:
        self.sheet, self.row, self.column = sheet, row, column
        return self

    def as_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
        }


# The file


class NotAWorkbook(FormFault):
    code = "not_a_workbook"
    sentence = _("This is not an .xlsx file, or it is damaged. Save it again as “Excel workbook (.xlsx)”.")


class FileTooLarge(FormFault):
    code = "file_too_large"
    sentence = _(
        "The file is larger than a form can be (%(limit)s kB). Remove pictures and sheets that are not needed."
    )


class UnpacksTooLarge(FormFault):
    code = "unpacks_too_large"
    sentence = _("The file unpacks to more than a form can be. Copy the form's sheets into a new workbook.")


class HasMacros(FormFault):
    code = "has_macros"
    sentence = _("The workbook holds macros. Save it as “Excel workbook (.xlsx)” without them.")


class HasLinks(FormFault):
    code = "has_links"
    sentence = _("The workbook refers to other files. Copy their values into this one and break the links.")


class HasEmbedded(FormFault):
    code = "has_embedded"
    sentence = _("The workbook holds embedded objects. Remove them.")


class HasPassword(FormFault):
    code = "has_password"
    sentence = _("The workbook is protected by a password. Save it without one.")


class SheetMissing(FormFault):
    code = "sheet_missing"
    sentence = _("There is no sheet “%(sheet)s”. A form needs the sheets survey and settings, and choices for selects.")


class SheetUnsupported(FormFault):
    code = "sheet_unsupported"
    sentence = _("The sheet “%(sheet)s” is not supported. Remove it.")


class TooManyRows(FormFault):
    code = "too_many_rows"
    sentence = _("The sheet has more than %(limit)s rows. Split the form.")


class TooManyColumns(FormFault):
    code = "too_many_columns"
    sentence = _("The sheet has more than %(limit)s columns.")


class TooManyQuestions(FormFault):
    code = "too_many_questions"
    sentence = _("The form has more than %(limit)s questions. Split it.")


class TooMuchInAll(FormFault):
    code = "too_much_in_all"
    sentence = _("The form is too large for phones (%(limit)s kB). Shorten texts and lists, or split it.")


class NoQuestions(FormFault):
    code = "no_questions"
    sentence = _("The form asks nothing.")


class NotForPyxform(FormFault):
    """The last word is pyxform's own, in English: what it refuses, no other program that reads XLSForm would take."""

    code = "not_an_xlsform"
    sentence = _("This is no valid XLSForm: %(reason)s")


# Cells


class FormulaCell(FormFault):
    code = "formula_cell"
    sentence = _("The cell holds a spreadsheet formula. Put its value there instead.")


class ErrorCell(FormFault):
    code = "error_cell"
    sentence = _("The cell holds a spreadsheet error. Put a value there, or empty it.")


class CellTooLong(FormFault):
    code = "cell_too_long"
    sentence = _("The text is longer than %(limit)s characters.")


class ColumnTwice(FormFault):
    code = "column_twice"
    sentence = _("The column “%(column)s” is there twice.")


class ColumnUnsupported(FormFault):
    code = "column_unsupported"
    sentence = _("The column “%(column)s” is not supported. Empty it. Supported are: %(supported)s.")


class ColumnNotHere(FormFault):
    code = "column_not_here"
    sentence = _("“%(type)s” cannot have “%(column)s”. Empty the cell.")


class ValueMissing(FormFault):
    code = "value_missing"
    sentence = _("“%(column)s” is missing.")


class TextMissing(FormFault):
    code = "text_missing"
    sentence = _("“%(column)s” has no text in “%(language)s”. Every text needs all languages of the form.")


class LanguageUnknown(FormFault):
    code = "language_unknown"
    sentence = _(
        "The language of “%(column)s” is not clear. Write for example “label::中文 (zh)” or “label::English (en)”."
    )


class TypeUnsupported(FormFault):
    code = "type_unsupported"
    sentence = _("The type “%(type)s” is not supported. Supported are: %(supported)s.")


class AppearanceUnsupported(FormFault):
    code = "appearance_unsupported"
    sentence = _("The appearance “%(appearance)s” is not supported for “%(type)s”. Supported are: %(supported)s.")


class OrOther(FormFault):
    code = "or_other"
    sentence = _("“or_other” is not supported. Add a choice “other” and a text question that is relevant for it.")


class NameUnusable(FormFault):
    code = "name_unusable"
    sentence = _("The name “%(name)s” cannot be used. Begin with a letter; then letters, digits, - and _, at most 64.")


class NameTaken(FormFault):
    code = "name_taken"
    sentence = _("The name “%(name)s” is used already in row %(first)s. Names are unique in the whole form.")


class ChoiceUnusable(FormFault):
    code = "choice_unusable"
    sentence = _("The choice “%(name)s” cannot be used: at most 64 characters, without spaces.")


class ChoiceTaken(FormFault):
    code = "choice_taken"
    sentence = _("The choice “%(name)s” is in the list “%(list)s” already, in row %(first)s.")


class ListUnknown(FormFault):
    code = "list_unknown"
    sentence = _("There is no list “%(list)s” on the sheet choices.")


class ListTooLong(FormFault):
    code = "list_too_long"
    sentence = _("The list “%(list)s” has more than %(limit)s choices.")


class EndWithoutBegin(FormFault):
    code = "end_without_begin"
    sentence = _("This ends a %(kind)s that was not begun, or another one is still open. Check the rows above.")


class BeginWithoutEnd(FormFault):
    code = "begin_without_end"
    sentence = _("This %(kind)s is never ended. Add a row “end_%(kind)s”.")


class RepeatInRepeat(FormFault):
    code = "repeat_in_repeat"
    sentence = _("A repeat within a repeat is not supported. Move it out.")


class GroupsTooDeep(FormFault):
    code = "groups_too_deep"
    sentence = _("Groups are nested more than %(limit)s deep.")


class AnswerInText(FormFault):
    code = "answer_in_text"
    sentence = _("Answers in a text, as in ${%(name)s}, are not supported. Write the text without them.")


class YesOrNo(FormFault):
    code = "yes_or_no"
    sentence = _("Write yes or no.")


class DefaultUnusable(FormFault):
    code = "default_unusable"
    sentence = _("“%(value)s” cannot be the answer of a question of type “%(type)s”.")


class CodeUnusable(FormFault):
    code = "code_unusable"
    sentence = _(
        "form_id “%(value)s” cannot be used: small letters, digits, - and _, beginning with a letter, at most 40."
    )


class OutcomeUnknown(FormFault):
    code = "outcome_unknown"
    sentence = _("There is no outcome “%(value)s”. There are: %(known)s.")


# Expressions


class ExpressionUnreadable(FormFault):
    code = "expression_unreadable"
    sentence = _("The expression cannot be read near “%(near)s”.")


class FullWidthSign(FormFault):
    code = "full_width_sign"
    sentence = _("The sign “%(sign)s” is not known in an expression. Write “%(instead)s”.")


class PathInExpression(FormFault):
    code = "path_in_expression"
    sentence = _("Paths with / or .. are not supported. Name the question, as in ${name}.")


class UnknownReference(FormFault):
    code = "unknown_reference"
    sentence = _("There is no question “%(name)s”.")


class NoAnswerThere(FormFault):
    code = "no_answer_there"
    sentence = _("“%(name)s” is a note, a group or a repeat: it has no answer of its own.")


class ManyAnswers(FormFault):
    code = "many_answers"
    sentence = _("“%(name)s” is in a repeat and has many answers here. Use count, count-non-empty, sum, min or max.")


class UnknownFunction(FormFault):
    code = "unknown_function"
    sentence = _("The function “%(function)s” is not supported.")


class WrongArguments(FormFault):
    code = "wrong_arguments"
    sentence = _("“%(function)s” cannot be used with what stands between its brackets.")


class NotARepeat(FormFault):
    code = "not_a_repeat"
    sentence = _(
        "“%(function)s” counts over a repeat that it does not stand in: name that repeat or one of its questions."
    )


class NotInARepeat(FormFault):
    code = "not_in_a_repeat"
    sentence = _("“position(..)” only means something within a repeat.")


class AnswerOutsideConstraint(FormFault):
    code = "answer_outside_constraint"
    sentence = _("The point “.” only means something in a constraint. Name the question, as in ${name}.")


class PatternUnsupported(FormFault):
    code = "pattern_unsupported"
    sentence = _(
        "The pattern “%(pattern)s” is not supported: a plain text between quotes, no repeated groups, "
        "and at most three pieces of open length."
    )


class ExpressionTooDeep(FormFault):
    code = "expression_too_deep"
    sentence = _("Brackets are nested more than %(limit)s deep. Use a calculate for the inner part.")


class ExpressionTooLong(FormFault):
    code = "expression_too_long"
    sentence = _("The expression has more than %(limit)s parts. Use a calculate for some of them.")


class DefaultRefers(FormFault):
    code = "default_refers"
    sentence = _("A default cannot refer to another question. Use a calculation.")


class GoesInCircles(FormFault):
    code = "goes_in_circles"
    sentence = _("This question depends on itself: %(names)s.")
