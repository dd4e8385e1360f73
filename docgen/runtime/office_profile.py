"""The settings of LibreOffice: no macros, no network access, and reproducible PDFs.

They are written as the ``registrymodifications.xcu`` of a private profile. LibreOffice ignores unknown settings.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

_NAMESPACES = (
    'xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)

_SCRIPTING = {
    "BlockUntrustedRefererLinks": "true",  # neither http nor file links of a document are followed
    "MacroSecurityLevel": "3",
    "DisableMacrosExecution": "true",
    "DisableActiveContent": "true",  # from 24.8 on
    "DisableOLEAutomation": "true",
}

_NEVER_UPDATE_LINKS = {"Link": "2"}

# For a linked picture of an old .doc LibreOffice still contacts the server; a proxy without a server prevents that.
_DEAD_PROXY = {
    "ooInetProxyType": "1",
    "ooInetHTTPProxyName": "127.0.0.1",
    "ooInetHTTPProxyPort": "9",
    "ooInetHTTPSProxyName": "127.0.0.1",
    "ooInetHTTPSProxyPort": "9",
    "ooInetFTPProxyName": "127.0.0.1",
    "ooInetFTPProxyPort": "9",
    "ooInetNoProxy": "",
}

_PDF = {
    "ExportBookmarks": "true",
    "ExportBookmarksToPDFDestination": "true",
    "ExportFormFields": "false",
    "ExportNotes": "false",
    "IsSkipEmptyPages": "false",
    "SelectPdfVersion": "0",
    "UseTaggedPDF": "false",
    "UseLosslessCompression": "false",
    "Quality": "90",
    "ReduceImageResolution": "false",
}

# Without these a document without a paper size would be printed on the default paper of the user's locale.
_CHINESE = {"ooSetupSystemLocale": "zh-CN"}
_CHINESE_TEXT = {"DefaultLocale_CJK": "zh-CN"}

SETTINGS = {
    "/org.openoffice.Office.Common/Security/Scripting": _SCRIPTING,
    "/org.openoffice.Office.Writer/Content/Update": _NEVER_UPDATE_LINKS,
    "/org.openoffice.Office.Calc/Content/Update": _NEVER_UPDATE_LINKS,
    "/org.openoffice.Inet/Settings": _DEAD_PROXY,
    "/org.openoffice.Office.Common/Filter/PDF/Export": _PDF,
    "/org.openoffice.Setup/L10N": _CHINESE,
    "/org.openoffice.Office.Linguistic/General": _CHINESE_TEXT,
}
"""The settings by the node of LibreOffice's registry."""


def write_profile(folder: Path, build: str) -> None:
    """Write a profile with these settings into ``folder``, for the LibreOffice with the build id ``build``."""
    user = folder / "user"
    user.mkdir(parents=True)
    items = "\n".join(
        f'<item oor:path="{node}"><prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop></item>'
        for node, settings in SETTINGS.items()
        for name, value in settings.items()
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {_NAMESPACES}>\n{items}\n</oor:items>\n'
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8", newline="\n")
    # LibreOffice starts twice in a profile that does not say that its extensions are those of this build.
    (user / "extensions").mkdir()
    (user / "extensions" / "buildid").write_text(build, encoding="utf-8", newline="\n")
