-- Every activation with its number: only ever a greater one. A release may be in force several times.
CREATE TABLE activation (
  domain INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  release TEXT NOT NULL,
  PRIMARY KEY (domain, sequence)
) STRICT, WITHOUT ROWID;

-- What was in force before there were numbers has the first.
INSERT INTO activation (domain, sequence, release) SELECT domain, 1, release FROM in_force;
ALTER TABLE in_force ADD COLUMN sequence INTEGER NOT NULL DEFAULT 1;

-- What the folder held when an operator put another release in force; empty for nothing.
ALTER TABLE in_force ADD COLUMN passed_over TEXT NOT NULL DEFAULT '';

-- The signatures that came with a release, a line each.
ALTER TABLE release ADD COLUMN signatures TEXT NOT NULL DEFAULT '';
