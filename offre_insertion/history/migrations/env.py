"""Alembic's entry: the connection comes from :mod:`offre_insertion.history.migration`, never from a file."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from offre_insertion.history import dora_tables, tables  # noqa: F401 - declare the tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
