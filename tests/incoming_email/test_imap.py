"""Emails that are fetched from a real mailbox: Dovecot, where it is installed."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.core.database import db
from consult.incoming_email import addresses, fetching, health, jobs
from consult.incoming_email.models import IncomingEmail
from tests import world
from tests.incoming_email.emails import ADDRESS, deliver, email, serving

DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/bin")

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
{users}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/dir
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@pytest.fixture
def mailbox() -> Iterator[str]:
    """The address of a mailbox in a Dovecot of its own."""
    if DOVECOT is None:
        pytest.skip("Dovecot is not installed (Debian: dovecot-imapd): no mailbox to fetch from")
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        yield from _running(Path(name))


def _running(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "mail").mkdir()
    uid, gid, users = os.getuid(), os.getgid(), ""
    if uid == 0:  # Dovecot has users of its own then
        uid, gid = 65534, 65534
        folder.chmod(0o755)
        os.chown(folder / "mail", uid, gid)
    else:
        me, group = pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
        users = f"default_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}"
    path = folder / "dovecot.conf"
    path.write_text(CONFIG.format(folder=folder, port=port, user=uid, group=gid, users=users))
    process = subprocess.Popen([str(DOVECOT), "-F", "-c", str(path)], stderr=subprocess.PIPE)
    url = f"imap://someone:secret@127.0.0.1:{port}/INBOX"
    ends = time.monotonic() + 15
    while True:
        try:
            with fetching.opened(url):
                break
        except fetching.MailboxAway as trouble:
            if process.poll() is not None or time.monotonic() > ends:
                process.kill()
                log = (folder / "log").read_text() if (folder / "log").exists() else ""
                raise AssertionError(f"{trouble}: {process.communicate()[1]!r} {log}") from trouble
            time.sleep(0.2)
    yield url
    process.terminate()
    process.wait(10)


def test_emails_are_fetched_once_and_are_those_that_lmtp_brings(
    app: Flask, clean: None, mailbox: str
) -> None:
    world.consultation(app)
    with serving(app) as port:
        assert deliver(port, email())[0] == 250
    with fetching.opened(mailbox) as box:
        for raw in (
            b"Return-Path: <wanjiru@growers.example>\r\n" + email().as_bytes().replace(b"\n", b"\r\n"),
            b"Delivered-To: "
            + ADDRESS.encode()
            + b"\r\n"
            + email(To="x@y.example", Message_ID="<2@g.example>").as_bytes(),
            email(To="someone@elsewhere.example", Message_ID="<3@g.example>").as_bytes(),
        ):
            box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)
    domain = addresses.domain()
    addresses.wire(domain, mailbox)
    try:
        jobs.fetch()
        jobs.fetch()
        with app.app_context():
            found = (
                db.session.execute(select(IncomingEmail.message_id).order_by(IncomingEmail.id))
                .scalars()
                .all()
            )
            assert found == ["1@growers.example", "2@g.example"]
            assert health.check()[0]
        with fetching.opened(mailbox) as box:
            assert box.uid("SEARCH", "UNSEEN")[1] == [b""]
    finally:
        addresses.wire(domain, "")
