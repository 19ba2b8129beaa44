"""A form to begin with: a care visit in plain, coarse facts, without a diagnosis and without anybody's name.

The office downloads it, changes it and sends it back; the demo has it in use.
"""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font

Cell = str | None
WIDTHS = {"A": 26, "B": 18, "C": 34, "D": 34, "E": 30, "F": 30}

URGENT = (
    "if(${food} = 'hard' or ${heating} = 'broken' or ${alarm} = 'no' "
    "or (${medicine} = 'short' and coalesce(${medicine_days}, 0) <= 3), 'yes', '')"
)
SURVEY: tuple[tuple[Cell, ...], ...] = (
    (
        "type", "name", "label::中文 (zh)", "label::English (en)", "hint::中文 (zh)", "hint::English (en)",
        "required", "relevant", "constraint", "constraint_message::中文 (zh)", "constraint_message::English (en)",
        "calculation", "appearance",
    ),
    ("note", "hello", "先问好，说明来意。答不上来的可以不填。",
     "Say hello and why you come. What is not known may stay empty."),
    ("select_one state", "health", "身体怎么样？", "How are they?",
     "只记大概，不写病名", "Roughly; no diagnosis", "yes"),
    ("select_multiple help", "health_help", "需要帮什么？", "What help is needed?", None, None, None,
     "${health} = 'fair' or ${health} = 'poor'", "not(selected(., 'none') and count-selected(.) > 1)",
     "选了“都不需要”就不能再选别的", "“Nothing” goes with nothing else"),
    ("select_one medicine", "medicine", "常用的药够不够？", "Is there enough of the usual medicine?"),
    ("integer", "medicine_days", "还够几天？", "For how many days?", None, None, None, "${medicine} = 'short'",
     ". >= 0 and . <= 60", "请填 0 到 60", "Please give 0 to 60"),
    ("select_one food", "food", "吃饭怎么解决？", "How do they eat?"),
    ("begin_group", "home", "家里", "The home", None, None, None, None, None, None, None, None, "field-list"),
    ("select_one heating", "heating", "家里暖不暖？", "Is the home warm?"),
    ("select_one yes_no", "alarm", "烧煤的屋里有报警器吗？", "Is there an alarm where coal is burnt?",
     "一氧化碳报警器", "A carbon monoxide alarm", None, "${heating} = 'stove'"),
    ("select_one stairs", "stairs", "上下楼方便吗？", "How are the stairs?"),
    ("end_group",),
    ("select_one company", "company", "平时有人来往吗？", "Does anybody come by?"),
    ("calculate", "urgent", None, None, None, None, None, None, None, None, None,
     URGENT),
    ("note", "urgent_note", "请今天就告诉社区。", "Please tell the community today.", None, None, None,
     "${urgent} = 'yes'"),
    ("text", "remark", "还有什么要说的？", "Anything else?", "不写姓名和电话", "No names, no numbers", None, None,
     "string-length(.) <= 200", "请写短一些（200 字以内）", "Please keep it under 200 characters", None, "multiline"),
)  # fmt: skip
CHOICES: tuple[tuple[str, ...], ...] = (
    ("list_name", "name", "label::中文 (zh)", "label::English (en)"),
    ("state", "good", "好", "Well"),
    ("state", "fair", "一般", "Fair"),
    ("state", "poor", "不好", "Not well"),
    ("help", "doctor", "陪着看病", "Company to the doctor"),
    ("help", "medicine", "代取药", "Medicine fetched"),
    ("help", "care", "照看", "Somebody to look after them"),
    ("help", "none", "都不需要", "Nothing"),
    ("medicine", "enough", "够", "Enough"),
    ("medicine", "short", "快没了", "Running out"),
    ("medicine", "none", "不用药", "No medicine"),
    ("food", "self", "自己做", "They cook"),
    ("food", "family", "家人做", "Family cooks"),
    ("food", "canteen", "食堂或送餐", "Canteen or meals brought"),
    ("food", "hard", "有困难", "It is hard"),
    ("heating", "warm", "暖和", "Warm"),
    ("heating", "cold", "有点冷", "Rather cold"),
    ("heating", "broken", "暖气坏了", "The heating is broken"),
    ("heating", "stove", "烧煤", "A coal stove"),
    ("stairs", "easy", "方便", "Easy"),
    ("stairs", "hard", "吃力", "Hard"),
    ("stairs", "stays", "下不了楼", "They cannot go down"),
    ("company", "often", "常有", "Often"),
    ("company", "seldom", "很少", "Seldom"),
    ("company", "none", "没有", "Nobody"),
    ("yes_no", "yes", "有", "Yes"),
    ("yes_no", "no", "没有", "No"),
)
SETTINGS: tuple[tuple[str, ...], ...] = (
    ("form_id", "form_title::中文 (zh)", "form_title::English (en)", "default_language", "outcomes"),
    ("care_visit", "关爱走访", "Care visit", "中文 (zh)", "met phone"),
)


def sample_workbook() -> bytes:
    """The form as an .xlsx that Excel opens."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (("survey", SURVEY), ("choices", CHOICES), ("settings", SETTINGS)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column, width in WIDTHS.items():
            sheet.column_dimensions[column].width = width
        sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()
