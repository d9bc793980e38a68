"""`python -m bench forms`: how long a comment form of many rows takes from upload to submissions, and what memory.

Seeds one open consultation; reads workbooks of two sizes in the isolated process, keeps their rows, and has the job
submit them, each size in a process of its own. Prints seconds of each step and the most memory that the process had;
what grows with the rows is what is not flat. The target is TARGET seconds for the larger.
"""

import argparse
import json
import logging
import resource
import sys
import time
from io import BytesIO

from bench.servers import python, stage

SETTINGS = {"CONSULT_ENV": "test", "RATE_LIMITS": "0"}
TARGET = 60.0
SUBMITTERS = 150
"""Stakeholders in a form."""
HEADINGS = ("MB/NC", "Line number", "Clause/Subclause", "Paragraph/Figure/Table", "Type of comment", "Comments",
            "Proposed change", "Observations of the secretariat")  # fmt: skip


def main(arguments: list[str]) -> int:
    """The command; 1 where the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench forms", description=__doc__)
    parser.add_argument("--rows", default="1000,10000", help="rows of the forms")
    parser.add_argument("--measure", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        print(json.dumps(measure(chosen.measure)))
        return 0
    found = {}
    with stage(8000, SETTINGS) as (_servers, around):
        for rows in map(int, chosen.rows.split(",")):
            told = python("-m", "bench", "forms", "--measure", str(rows), around=around)
            found[rows] = json.loads(told.splitlines()[-1])
    print(f"{'rows':>7} {'read s':>7} {'keep s':>7} {'submit s':>9} {'all s':>7} {'memory MB':>10}")
    for rows, one in found.items():
        took = one["read"] + one["keep"] + one["submit"]
        times = f"{one['read']:>7.1f} {one['keep']:>7.1f} {one['submit']:>9.1f} {took:>7.1f}"
        print(f"{rows:>7} {times} {one['memory']:>10.0f}")
    return int(took > TARGET)


def workbook(rows: int) -> bytes:
    """A filled form with so many rows."""
    import xlsxwriter  # noqa: PLC0415

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("Comments")
        page.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            words = (
                f"Comment {number}: the value is too high for the laboratories that we asked about it. " * 3
            )
            who = f"Organisation {number % SUBMITTERS}"
            page.write_row(
                number, 0, (who, str(number), str(number % 9 + 1), "", "te", words, "20 000 kilograms", "")
            )
    return out.getvalue()


def measure(rows: int) -> dict[str, float]:
    """Seconds of each step of one form, and the most memory of this process in MB."""
    from bench import world  # noqa: PLC0415
    from config import Config  # noqa: PLC0415
    from consult.accounts.models import User  # noqa: PLC0415
    from consult.app import create_app  # noqa: PLC0415
    from consult.comment_forms.models import Channel  # noqa: PLC0415
    from consult.consultations.models import Consultation  # noqa: PLC0415
    from consult.core import clock, jobs, rendering  # noqa: PLC0415
    from consult.core.database import db  # noqa: PLC0415
    from consult.documents.blocks import Source  # noqa: PLC0415
    from consult.documents.tables import sandbox  # noqa: PLC0415
    from consult.form_uploads import actions, understanding  # noqa: PLC0415
    from consult.form_uploads.actions import StaffEntry, UploadedFile  # noqa: PLC0415

    app = create_app(Config)
    logging.disable()
    with app.app_context():
        rendering.render_all()
        consultation = db.session.query(Consultation).order_by(Consultation.id).first() or world.found()
        by = db.session.query(User).order_by(User.id).first()
        assert by is not None
        data = workbook(rows)
        begin = time.monotonic()
        tables = sandbox.parse(Source("form.xlsx", data))
        read = time.monotonic()
        understood = understanding.understand(tables, f"{rows}", consultation)
        entry = StaffEntry(by, Channel.EMAIL, clock.now(), "en")
        file = UploadedFile("form.xlsx", len(data), f"{rows}", tables)
        upload = actions.keep(consultation, file, understood, entry=entry)
        actions.place_all_on_whole(upload)
        kept = time.monotonic()
        job = actions.submit(upload, consultation, by=by, back="/")
        if isinstance(job, jobs.Job):
            reference = job.reference
            while not jobs.get(reference).is_done:
                jobs.run_all()
                db.session.expire_all()
            print(jobs.get(reference).skipped[:2], file=sys.stderr)
        done = time.monotonic()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"read": read - begin, "keep": kept - read, "submit": done - kept, "memory": memory}
