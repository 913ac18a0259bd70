-- How much was taken of each counter. Like a spent value it stays taken in every epoch. The limit stands in the signed writ that names the counter.
CREATE TABLE uses (
  domain INTEGER NOT NULL,
  kind TEXT NOT NULL,
  digest BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (domain, kind, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX uses_until ON uses (domain, until);
