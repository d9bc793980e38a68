"""Which store of files belongs to the database.

Files in a folder are seen by one host alone. A second host with a folder of its own would show some files and miss
others, and no one would notice. So the database knows the name of its store, and anyone who serves compares.
"""

import secrets
from contextlib import suppress

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import insert

from consult.core import files, storage
from consult.core.actions import action
from consult.core.database import Mapped, Model, db, mapped_column
from consult.core.storage import Bucket, Folder

NAME_FILE = ".store"
"""The file in a folder that holds its name; it is copied and restored with the others."""

UNKNOWN = (
    "the database belongs to another store of files than {name}: with more than one host, set STORAGE_URL to a bucket"
    " that all of them use; where all files were moved here, call `flask use-store`"
)


class KnownStore(Model):
    """The one store of this database."""

    __tablename__ = "known_store"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]


def disagreement() -> str:
    """Why the present store is not the one that the database knows, in a line; "" where it is, or none is known."""
    known, here = db.session.get(KnownStore, 1), storage.store()
    if known is None or known.name == _name_of(here):
        return ""
    return UNKNOWN.format(name=here.path if isinstance(here, Folder) else _name_of(here))


@action
def remember() -> None:
    """Make the present store that of the database, unless it knows one."""
    db.session.execute(insert(KnownStore).values(id=1, name=_own_name()).on_conflict_do_nothing())


@action
def use() -> str:
    """Make the present store that of the database, whatever it knew. Returns its name."""
    name = _own_name()
    known = insert(KnownStore).values(id=1, name=name)
    db.session.execute(known.on_conflict_do_update(index_elements=["id"], set_={"name": name}))
    return name


def _name_of(store: storage.Store) -> str:
    """The name of a store; "" of a folder that has none yet."""
    if isinstance(store, Bucket):
        return f"{store.client.meta.endpoint_url}/{store.bucket}"
    with suppress(FileNotFoundError):
        return (store.path / NAME_FILE).read_text() if isinstance(store, Folder) else ""
    return ""


def _own_name() -> str:
    """The name of the present store; a folder without one gets one."""
    store = storage.store()
    if isinstance(store, Folder) and not _name_of(store):
        files.make_folder(store.path)
        files.begin(store.path / NAME_FILE, f"folder {secrets.token_hex(16)}".encode())
    return _name_of(store)
