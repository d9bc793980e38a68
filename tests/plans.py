"""Which index a statement could use: asked in a transaction that is discarded, with the others out of the way."""

from typing import Any

from sqlalchemy import text

from consult.core.database import db

_RIVALS = text(
    "SELECT indexname FROM pg_indexes WHERE tablename IN ('comments', 'comment_stems')"
    " AND indexname LIKE 'ix_%' AND indexname <> :own"
)


def plan_of(statement: Any, index: str, *switched_off: str) -> str:
    """PostgreSQL's plan where comments have no index but `index` (where there are few rows, any is as good), no table
    is read whole, and these ways of going about it are `switched_off` (enable_sort, …)."""
    words = str(statement.compile(db.engine, compile_kwargs={"literal_binds": True})).replace(":", "\\:")
    for rival in db.session.execute(_RIVALS, {"own": index}).scalars().all():
        db.session.execute(text(f"DROP INDEX {rival}"))
    for way in ("enable_seqscan", *switched_off):
        db.session.execute(text(f"SET LOCAL {way} = off"))
    plan = "\n".join(db.session.execute(text(f"EXPLAIN {words}")).scalars())
    db.session.rollback()
    return plan
