-- Instants are 100 ns ticks since year 1, UTC. Every row belongs to one trust domain; rows that carry authority belong to one epoch.

CREATE TABLE trust_domain (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE epoch (
  domain INTEGER NOT NULL,
  number INTEGER NOT NULL,
  started INTEGER NOT NULL,
  cause TEXT NOT NULL,
  PRIMARY KEY (domain, number)
) STRICT, WITHOUT ROWID;

-- Fixed when the task opens, but for its standing and check_at. What may be personal is in `sealed`.
-- check_at: no later than the instant at which the task is over. Moved on now and then, not at every action.
CREATE TABLE task (
  domain INTEGER NOT NULL,
  id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  state INTEGER NOT NULL,
  resumes_to INTEGER NOT NULL,
  agent TEXT NOT NULL,
  instance TEXT NOT NULL,
  intent TEXT NOT NULL,
  release TEXT NOT NULL,
  opened INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  idle INTEGER NOT NULL,
  check_at INTEGER NOT NULL,
  limit_calls INTEGER NOT NULL,
  limit_writes INTEGER NOT NULL,
  limit_egress INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX task_id ON task (domain, id);
CREATE INDEX task_live ON task (domain, epoch, id) WHERE state IN (1, 2, 3);
CREATE INDEX task_check ON task (domain, epoch, check_at) WHERE state IN (1, 2, 3);
CREATE INDEX task_instance ON task (domain, epoch, instance) WHERE state IN (1, 2, 3);

-- What every action of a task changes: one narrow row, so that a commit rewrites little.
CREATE TABLE budget (
  domain INTEGER NOT NULL,
  task TEXT NOT NULL,
  last_active INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  writes INTEGER NOT NULL,
  egress INTEGER NOT NULL,
  PRIMARY KEY (domain, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE instance (
  domain INTEGER NOT NULL,
  id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  agent TEXT NOT NULL,
  assurance INTEGER NOT NULL,
  process INTEGER NOT NULL,
  start_ticks INTEGER NOT NULL,
  boot TEXT NOT NULL,
  uid INTEGER NOT NULL,
  executable BLOB NOT NULL,
  attested INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (domain, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX instance_live ON instance (domain, epoch) WHERE ended = 0;

-- A spent value stays spent in every epoch: forgetting one early could only widen.
CREATE TABLE spend (
  domain INTEGER NOT NULL,
  kind TEXT NOT NULL,
  digest BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (domain, kind, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX spend_until ON spend (domain, until);

-- Containment outlives epochs.
CREATE TABLE containment (
  domain INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (domain, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE release (
  domain INTEGER NOT NULL,
  id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX release_id ON release (domain, id);

CREATE TABLE in_force (
  domain INTEGER PRIMARY KEY,
  release TEXT NOT NULL
) STRICT;

CREATE TABLE pin (
  domain INTEGER NOT NULL,
  server TEXT NOT NULL,
  tool TEXT NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (domain, server, tool)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  domain INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  task TEXT,
  bytes BLOB NOT NULL,
  leaf BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_idx ON entry (domain, idx);

-- The entries of each task. Entries of many tasks at once would dirty a page for each task in every commit, so this trails behind the log:
-- it holds the entries before `upto`, and a reader looks through the few after it.
CREATE TABLE entry_of_task (
  domain INTEGER NOT NULL,
  task TEXT NOT NULL,
  idx INTEGER NOT NULL,
  PRIMARY KEY (domain, task, idx)
) STRICT, WITHOUT ROWID;
CREATE TABLE entry_of_task_upto (
  domain INTEGER PRIMARY KEY,
  upto INTEGER NOT NULL
) STRICT;

CREATE TABLE head (
  domain INTEGER NOT NULL,
  size INTEGER NOT NULL,
  note BLOB NOT NULL,
  PRIMARY KEY (domain, size)
) STRICT, WITHOUT ROWID;

-- The right edge of the Merkle tree, of the size of the newest head.
CREATE TABLE frontier (
  domain INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
