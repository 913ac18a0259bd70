-- Questions to humans about one action each. Fixed when it opens, but for its state. What is pending is in `sealed`, under a key of its own that is in `wrapped_key`:
-- both are null from the moment the approval is settled. The key stands before the bytes, in the row itself, so that it is overwritten in place.
CREATE TABLE approval (
  domain INTEGER NOT NULL,
  id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  state INTEGER NOT NULL,
  wrapped_key BLOB,
  task TEXT NOT NULL,
  request BLOB NOT NULL,
  definition BLOB NOT NULL,
  release TEXT NOT NULL,
  context BLOB NOT NULL,
  instance TEXT NOT NULL,
  agent TEXT NOT NULL,
  assurance INTEGER NOT NULL,
  intent TEXT NOT NULL,
  server TEXT NOT NULL,
  tool TEXT NOT NULL,
  effects INTEGER NOT NULL,
  approvers TEXT NOT NULL,
  rules TEXT NOT NULL,
  requested INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  sealed BLOB
) STRICT;
CREATE UNIQUE INDEX approval_id ON approval (domain, id);
CREATE INDEX approval_request ON approval (domain, epoch, task, request, id);
CREATE INDEX approval_open ON approval (domain, epoch, agent, id) WHERE state IN (1, 2);
CREATE INDEX approval_expires ON approval (domain, expires);

CREATE TABLE approval_vote (
  domain INTEGER NOT NULL,
  approval TEXT NOT NULL,
  voter TEXT NOT NULL,
  method INTEGER NOT NULL,
  edge INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (domain, approval, voter)
) STRICT, WITHOUT ROWID;
