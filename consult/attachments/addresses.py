"""The address of the public copy of an attachment: on a host of its own where the setting FILES_URL names one."""

from urllib.parse import quote

from consult.attachments.models import Attachment

_host = [""]


def wire(files_url: str) -> None:
    """Have public copies at `files_url` from now on; "" for the host of the pages."""
    _host[:] = [files_url.rstrip("/")]


def public_address(attachment: Attachment) -> str:
    """Where its public copy is, without the host unless it is another one."""
    return f"{_host[0]}/files/{attachment.reference}/{quote(attachment.public_name)}"
