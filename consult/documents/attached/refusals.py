"""Why a file cannot be attached, in sentences for the person who chose it."""

from consult.core.translatable import N_

DAMAGED = N_("The file is damaged. Save it again and upload it again.")
PASSWORD = N_("This file is protected by a password. Save it without a password and upload it again.")
MACROS = N_("The file contains macros. Save it without macros and upload it again.")
ACTIVE = N_(
    "The file contains a script or a command that can run when the file is opened. Remove it, or save the file as a "
    "plain PDF."
)
EMBEDDED = N_(
    "The file contains another file. Remove the embedded file, and attach it on its own if it is needed."
)
ELSEWHERE = N_(
    "The file loads a template, an image or data from another place. Remove the link and upload the file again."
)
TWO_IN_ONE = N_("The file has the content of two formats. Save it again with the program that made it.")
PIXELS = N_("The image has too many pixels. Make it smaller and upload it again.")
WEB_PAGE = N_(
    "The content of the file is a web page (HTML). Open the file in a browser, print it as a PDF, and attach that PDF."
)
OLD_OFFICE = N_(
    "The content of the file is in an old format of Word, Excel or PowerPoint (.doc, .xls, .ppt or .rtf). Save it as "
    "DOCX, XLSX or PDF, and attach that file."
)
NOT_CHECKED = N_("The file could not be checked. Save it again in a simpler form, or as a PDF.")
