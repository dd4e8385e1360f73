"""Content controls and fields around a run, taken away where a slot takes the place of what they held."""

from __future__ import annotations

from docgen.documents.word.word_edits import remove_run_property
from docgen.documents.word.wordml import Element, qualify

_CONTROL, _CONTENT, _PROPERTIES = qualify("sdt"), qualify("sdtContent"), qualify("sdtPr")
_PARAGRAPH, _RUN, _MARK, _SIMPLE = qualify("p"), qualify("r"), qualify("fldChar"), qualify("fldSimple")


def remove_wrappers(run: Element) -> None:
    """Take away the controls and fields inside the paragraph that a run stands in; what they hold stays.

    A control around the whole paragraph stays: it only forgets that it is empty, and the data it is bound to.
    """
    for ancestor in list(run.iterancestors()):
        if ancestor.tag == _PARAGRAPH:
            break
        if ancestor.tag == _CONTROL:
            _unwrap(ancestor, ancestor.find(_CONTENT))
            remove_run_property(run, "rStyle")
        elif ancestor.tag == _SIMPLE:
            _unwrap(ancestor, ancestor)
    for control in run.iterancestors(_CONTROL):
        properties = control.find(_PROPERTIES)
        for name in ("showingPlcHdr", "dataBinding"):
            for found in properties.findall(qualify(name)) if properties is not None else ():
                found.getparent().remove(found)  # type: ignore[union-attr]
    _remove_field_around(run)


def remove_field(run: Element) -> None:
    """Remove the field that begins or ends in a run, but for the run itself."""
    runs = list(next(run.iterancestors(_PARAGRAPH)).iter(_RUN))
    place = runs.index(run)
    is_end = any(mark.get(qualify("fldCharType")) == "end" for mark in run.findall(_MARK))
    depth = 1
    for one in reversed(runs[:place]) if is_end else runs[place + 1 :]:
        kinds = [mark.get(qualify("fldCharType")) for mark in one.findall(_MARK)]
        depth += (kinds.count("begin") - kinds.count("end")) * (-1 if is_end else 1)
        _remove(one)
        if depth == 0:
            return


def _remove_field_around(run: Element) -> None:
    """Remove the marks and the instruction of the field whose result a run is part of."""
    paragraph = next(run.iterancestors(_PARAGRAPH))
    marks: list[list[Element]] = []
    around: list[list[Element]] = []
    is_result: list[bool] = []
    for one in list(paragraph.iter(_RUN)):
        kinds = [mark.get(qualify("fldCharType")) for mark in one.findall(_MARK)]
        if one is run:
            around = [marks[number] for number, inside in enumerate(is_result) if inside]
        if "begin" in kinds:
            marks.append([])
            is_result.append(False)
        if marks and not is_result[-1] and one is not run:
            marks[-1].append(one)
        if "separate" in kinds and marks:
            is_result[-1] = True
        if "end" in kinds and marks:
            if is_result[-1]:
                marks[-1].append(one)
            closed = marks.pop()
            is_result.pop()
            if any(closed is found for found in around):
                for part in closed:
                    _remove(part)


def _unwrap(wrapper: Element, content: Element | None) -> None:
    parent = wrapper.getparent()
    if parent is None:
        return
    for child in list(content if content is not None else ()):
        wrapper.addprevious(child)
    parent.remove(wrapper)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
