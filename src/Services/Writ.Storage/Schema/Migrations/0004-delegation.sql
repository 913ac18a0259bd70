-- The task that delegated this one; null when none did. All those above it, and how far it may go on, are in `sealed`.
ALTER TABLE task ADD COLUMN parent TEXT;
CREATE INDEX task_parent ON task (domain, parent) WHERE parent IS NOT NULL;
-- Those that live, among which the sweeper looks for orphans: what ended is not looked through again and again.
CREATE INDEX task_parent_live ON task (domain, epoch, parent) WHERE parent IS NOT NULL AND state IN (1, 2, 3);
