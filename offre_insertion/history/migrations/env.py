"""Alembic's entry: the connection comes from :mod:`offre_insertion.history.migration`, never from a file."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from offre_insertion.history import (  # noqa: F401 - they declare the tables
    dora_tables,
    national_tables,
    publication_tables,
    qualifications,
    tables,
    tracking_tables,
)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
