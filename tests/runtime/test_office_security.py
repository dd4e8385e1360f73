"""Documents come from outside: nothing in them runs, nothing is fetched, no other file is read.

The server counts who asks; the secret picture is green, which no other picture is.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

import pytest
from pypdf import PdfReader

from docgen.runtime import office
from docgen.runtime import office_profile as profile
from docgen.runtime.file_sniffing import sniff
from docgen.runtime.office import Converted, convert, find_office
from docgen.runtime.sanitized_copy import Shown, remove_external_references
from docgen.runtime.warm_office import WarmOffice
from office_samples import field, picture, png, relation, relationships, write_docx, write_sheet

pytestmark = pytest.mark.slow

SECRET = "the secret of this computer"


class Listener:
    """A web server on this computer, and what it was asked for."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                content = png() if self.path.endswith("png") else b"fetched"
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_HEAD = do_OPTIONS = do_PROPFIND = do_POST = do_GET

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    one = Listener()
    thread = threading.Thread(target=one.server.serve_forever, daemon=True)
    thread.start()
    yield one
    one.server.shutdown()


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.png").write_bytes(png(0, 255, 0))
    return folder


def svg(target: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90">'
        f'<rect width="9" height="9" fill="blue"/><image xlink:href="{target}" width="80" height="80"/></svg>'
    ).encode()


def write_old_word(folder: Path, name: str, target: str) -> Path:
    """A .doc with a linked picture, which only LibreOffice itself can make."""
    source = folder / f"{name}.fodt"
    source.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'  # without it the file is taken for plain text
        '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>text'
        '<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">'
        f'<draw:image xlink:href="{target}" xlink:type="simple" xlink:actuate="onLoad"/></draw:frame>'
        "</text:p></office:text></office:body></office:document>"
    )
    arguments = [f"-env:UserInstallation={(folder / 'maker').as_uri()}", "--headless", "--convert-to", "doc"]
    command = [str(find_office().program), *arguments, "--outdir", str(folder), str(source)]
    if subprocess.run(command, check=False, capture_output=True).returncode == 81:
        subprocess.run(command, check=True, capture_output=True)
    assert target.encode("utf-16-le") in (folder / f"{name}.doc").read_bytes()
    source.unlink()
    return folder / f"{name}.doc"


def write_attacks(folder: Path, web: str, files: str) -> None:
    """One document for each way of reaching out, once to the web and once to this computer's files."""
    for name, base in (("web", web), ("file", files)):
        image, text = f"{base}/secret.png", f"{base}/secret.txt"
        write_docx(folder / f"image-{name}.docx", picture("link"), relation("image", image))
        write_docx(
            folder / f"svg-{name}.docx",
            picture("embed"),
            relation("image", "media/p.svg", mode="Internal"),
            {"word/media/p.svg": svg(image)},
        )
        write_docx(folder / f"include-{name}.docx", field(f"INCLUDETEXT &quot;{text}&quot;"))
        write_docx(folder / f"include-picture-{name}.docx", field(f"INCLUDEPICTURE &quot;{image}&quot; \\d"))
        write_docx(folder / f"chunk-{name}.docx", '<w:altChunk r:id="x"/>', relation("aFChunk", text))
        write_docx(
            folder / f"template-{name}.docx",
            parts={
                "word/settings.xml": b'<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
                b'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
                b'<w:attachedTemplate r:id="x"/></w:settings>',
                "word/_rels/settings.xml.rels": relationships(relation("attachedTemplate", text)).encode(),
            },
        )
        write_sheet(folder / f"service-{name}.xlsx", formula=f'=_xlfn.WEBSERVICE("{text}")&RAND()')
        write_sheet(folder / f"other-book-{name}.xlsx", formula=f"='{base}/[book.xlsx]Sheet1'!A1")
        write_old_word(folder, f"old-{name}", image)
    write_docx(folder / "command.docx", field("DDEAUTO /bin/sh &quot;-c id&quot;"))


@pytest.fixture(scope="module", params=["cold", "warm"])
def attacked(
    request: pytest.FixtureRequest, listener: Listener, secrets: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Converted]:
    folder = tmp_path_factory.mktemp("attacks")
    write_attacks(folder, listener.address, secrets.as_uri())
    listener.asked.clear()
    documents = sorted(path for path in folder.iterdir() if path.is_file())
    with WarmOffice() as warm:
        office = find_office(engine=warm if request.param == "warm" else None)
        results = convert(office, documents, folder / "work")
        assert (warm.process_id is None) == (request.param == "cold")
    return {path.name: one for path, one in results.items()}


def is_green(image: object) -> bool:
    red, green, blue = image.image.convert("RGB").getpixel((2, 2))  # type: ignore[attr-defined]
    return bool(green > 200 and red < 60 and blue < 60)


def shows_secret(pdf: Path | None) -> bool:
    assert pdf is not None
    pages = PdfReader(pdf).pages
    return any(SECRET in page.extract_text() or any(map(is_green, page.images)) for page in pages)


def test_every_document_that_reaches_out_is_still_converted(attacked: dict[str, Converted]) -> None:
    assert {name: one.reason for name, one in attacked.items() if one.pdf is None} == {}
    assert len(attacked) == 19


def test_nothing_is_fetched_from_the_network(attacked: dict[str, Converted], listener: Listener) -> None:
    assert listener.asked == []


def test_no_other_file_of_this_computer_is_read(attacked: dict[str, Converted]) -> None:
    assert [name for name, one in attacked.items() if shows_secret(one.pdf)] == []


def copy_plainly(source: BinaryIO, target: Path, _: str) -> Shown:
    source.seek(0)
    target.write_bytes(source.read())
    return Shown()


@pytest.mark.parametrize(("has_settings", "is_prepared"), [(True, False), (False, True), (False, False)])
@pytest.mark.usefixtures("calls_stay_here")
def test_the_settings_and_the_copy_each_keep_documents_from_reaching_out(
    secrets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_settings: bool, is_prepared: bool
) -> None:
    listener = Listener()
    threading.Thread(target=listener.server.serve_forever, daemon=True).start()
    if not has_settings:
        monkeypatch.setattr(profile, "SETTINGS", {})
    if not is_prepared:
        monkeypatch.setattr(office, "copy_for_conversion", copy_plainly)
    web = write_docx(tmp_path / "a.docx", picture("link"), relation("image", f"{listener.address}/a.png"))
    own = write_docx(tmp_path / "b.docx", picture("link"), relation("image", (secrets / "secret.png").as_uri()))
    results = convert(find_office(), [web, own], tmp_path / "work")
    reaches_out = not (has_settings or is_prepared)
    assert ("/a.png" in listener.asked) is reaches_out
    assert shows_secret(results[own].pdf) is reaches_out
    listener.server.shutdown()


def test_pictures_that_an_old_document_only_links_to_are_named(tmp_path: Path) -> None:
    document = write_old_word(tmp_path, "a", "http://127.0.0.1:9/seal.png")
    assert sniff(document).external_links == ("http://127.0.0.1:9/seal.png",)


def test_a_macro_document_named_docx_is_printed_without_its_macros(tmp_path: Path) -> None:
    source = write_docx(
        tmp_path / "m.docx",
        relations=relation("vbaProject", "vbaProject.bin", mode="Internal"),
        parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0 macros"},
        main_type="application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    result = convert(find_office(), [source], tmp_path / "work")[source]
    assert result.pdf is not None
    assert "text" in PdfReader(result.pdf).pages[0].extract_text()


def test_macros_are_forbidden_and_links_never_updated() -> None:
    scripting = profile.SETTINGS["/org.openoffice.Office.Common/Security/Scripting"]
    assert scripting["DisableMacrosExecution"] == "true"
    assert scripting["MacroSecurityLevel"] == "3"
    for program in ("Writer", "Calc"):
        assert profile.SETTINGS[f"/org.openoffice.Office.{program}/Content/Update"] == {"Link": "2"}


@pytest.mark.parametrize(
    "reference",
    ["file:///etc/secret.png", "http://x/y.png", "secret.png", "&#102;ile:///x", "data:image/svg+xml;base64,PHN2Zz4="],
)
def test_a_reference_out_of_an_svg_is_emptied(reference: str) -> None:
    assert reference.encode() not in remove_external_references(svg(reference))
    assert b'fill="blue"' in remove_external_references(svg(reference))


@pytest.mark.parametrize("reference", ["#gradient", "data:image/png;base64,iVBORw0KGgo="])
def test_a_reference_within_an_svg_is_kept(reference: str) -> None:
    assert remove_external_references(svg(reference)) == svg(reference)


def test_an_svg_that_cannot_be_read_plainly_becomes_an_empty_picture() -> None:
    hidden = b'<!DOCTYPE svg [<!ENTITY i "&#60;image href=&#34;file:///x&#34;/>">]><svg>&i;</svg>'
    for content in (hidden, b"\x1f\x8b compressed", "\ufeff<svg/>".encode("utf-16-le")):
        assert remove_external_references(content).startswith(b"<svg")
        assert b"image" not in remove_external_references(content)
