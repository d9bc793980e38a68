"""The consultation on a later version of the same draft, and those on earlier ones."""

from sqlalchemy import Select, select

from consult.consultations.lifecycle import PUBLIC, State
from consult.consultations.models import Consultation
from consult.consultations.queries.rows import ConsultationRow, row
from consult.core.database import db
from consult.drafts import queries as drafts


def later_consultation(version_id: int | None) -> ConsultationRow | None:
    """The public consultation, not withdrawn, on the newest version of the draft that is later than this one and in the
    same language; None where there is none."""
    if version_id is None:
        return None
    rows = (
        select(Consultation.slug)
        .where(
            Consultation.version_id.in_(drafts.later_versions(version_id)),
            Consultation.state.in_(PUBLIC - {State.WITHDRAWN}),
        )
        .order_by(Consultation.version_id.desc(), Consultation.id.desc())
        .limit(1)
    )
    slug = db.session.execute(rows).scalar_one_or_none()
    return row(slug, None) if slug is not None else None


def earlier_consultations(version_id: int) -> Select[int]:
    """The ids of the public consultations on versions of the draft that are earlier than this one."""
    return select(Consultation.id).where(
        Consultation.version_id.in_(drafts.earlier_versions(version_id)), Consultation.state.in_(PUBLIC)
    )
