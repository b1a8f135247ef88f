"""Runs the migrations on the database of the current app, in one writing transaction."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db

with database.engine.connect() as connection:
    connection = connection.execution_options(consult_writing=True)
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        transactional_ddl=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
