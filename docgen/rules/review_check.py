"""Check whether a form was imported and nobody has yet looked at what was guessed of it."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.definitions.form import Form, describe_place
from docgen.problems.problem import Problem, Where


def check_reviews(form: Form) -> Iterator[Problem]:
    """Yield a warning for the whole form where its definition has reviews left."""
    count = sum(1 for _ in list_reviews(form))
    if count:
        path = f"data/forms/{form.id}.yaml"
        message = f"申报表 {form.id} 的定义是由 Word 导入的，还有 {count} 处没有由人核对过（单位、选项、字数、问法）。"
        hint = f"请运行 docgen template check {form.id} 看是哪些，对照官方文件改正 {path}，核对一条删去一条 review。"
        yield Problem("notice.unreviewed", Where(path), message, hint)


def list_reviews(form: Form) -> Iterator[Problem]:
    """Yield a problem for each thing that a person has yet to look at."""
    where = Where(f"data/forms/{form.id}.yaml")
    hint = "请对照官方文件核对，改正后删去这一条 review。"
    for text in form.review:
        yield Problem("notice.unreviewed", where, f"{text}。", hint)
    for field in form.fields.values():
        for text in field.review:
            message = f"{field.id}（{describe_place(field, field.id)}）：{text}。"
            yield Problem("notice.unreviewed", where, message, hint)
