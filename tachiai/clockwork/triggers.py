"""SQL by which the database itself keeps the trace: no change of state without the record that explains it."""

from __future__ import annotations


def keep_trace(table: str, records: str) -> str:
    """Triggers for a walking `table` and its `records` table.

    At commit, a row whose state or step count changed must have the record with that number that leads to its state.
    Records are append-only.
    """
    return f"""
CREATE FUNCTION {table}_has_trace() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM {records} r WHERE r.subject_id = NEW.id AND r.number = NEW.steps_taken
                   AND r.to_state = NEW.state AND r.from_state = OLD.state)
       OR NEW.steps_taken <> OLD.steps_taken + 1 THEN
        RAISE EXCEPTION '{table} %: state % has no step record', NEW.id, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {table}_trace AFTER UPDATE OF state, steps_taken ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.steps_taken IS DISTINCT FROM NEW.steps_taken)
    EXECUTE FUNCTION {table}_has_trace();
{append_only(records)}"""


def drop_trace(table: str, records: str) -> str:
    """The reverse of `keep_trace`."""
    return f"""
DROP TRIGGER {table}_trace ON {table};
DROP FUNCTION {table}_has_trace();
{drop_append_only(records)}"""


def append_only(table: str) -> str:
    """A trigger that refuses every change and removal of a row of `table`."""
    return f"""
CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change();
"""


def drop_append_only(table: str) -> str:
    """The reverse of `append_only`."""
    return f"""
DROP TRIGGER {table}_append_only ON {table};
DROP FUNCTION {table}_refuse_change();
"""
