-- The task that delegated this one; null when none did. All those above it, and how far it may go on, are in `sealed`.
ALTER TABLE task ADD COLUMN parent TEXT;
CREATE INDEX task_parent ON task (domain, parent) WHERE parent IS NOT NULL;
