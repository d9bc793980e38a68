"""Jobs that people start: what two versions at once make of them. What they do is tested where they are started."""

from flask import Flask

from consult.core import jobs
from consult.core.database import db
from consult.core.jobs import Stage


def test_a_kind_that_only_another_version_knows_waits_for_it(ctx: Flask) -> None:
    job = jobs.start("tests.of_tomorrow", [1, 2], key="one", title="A job", back="/dashboard", by=1)
    jobs.run_all()
    db.session.refresh(job)
    assert (job.stage, job.attempts, job.skipped) == (Stage.WAITING, 0, [])
