"""The settings LibreOffice runs with: nothing from outside runs or is fetched, and PDFs come out the same way.

Written as the ``registrymodifications.xcu`` of a private profile. A version that does not know a setting ignores it.
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

# An old .doc still asks the server of a linked picture whether it is there; a proxy that nobody serves ends that.
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

# Without these a document that names no paper size comes out on the paper of whoever runs docgen.
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
"""Every setting, by the node of LibreOffice's registry it belongs to."""


def write_profile(folder: Path, build: str) -> None:
    """Makes a profile in ``folder`` with these settings, for the LibreOffice that calls itself ``build``."""
    user = folder / "user"
    user.mkdir(parents=True)
    items = "\n".join(
        f'<item oor:path="{node}"><prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop></item>'
        for node, settings in SETTINGS.items()
        for name, value in settings.items()
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {_NAMESPACES}>\n{items}\n</oor:items>\n'
    (user / "registrymodifications.xcu").write_text(text, encoding="utf-8")
    # LibreOffice starts twice in a profile that does not say that its extensions are those of this build.
    (user / "extensions").mkdir()
    (user / "extensions" / "buildid").write_text(build, encoding="utf-8")
