-- Rapporteur, decision=DATABASE: in this table the transactions of the data source leave their proof that they have committed.
-- A row lives for seconds. The data source's user needs:
--   GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO the_user;
-- The engine must be InnoDB, which undoes what is rolled back. For MySQL, too.
-- Never empty or restore it alone: what was pending then must be decided by an operator.
CREATE TABLE IF NOT EXISTS ${table} (
  journal_id VARCHAR(36) NOT NULL,
  opening    BIGINT      NOT NULL,
  branch     BIGINT      NOT NULL,  -- the transaction's number; 0 is the opening's anchor
  writer     CHAR(1)     NOT NULL,  -- 'B' the business transaction, 'R' recovery in its place, 'A' the anchor
  deleted    BIGINT      NOT NULL,  -- of an anchor: all below may have been deleted
  PRIMARY KEY (journal_id, opening, branch)
) ENGINE = InnoDB CHARACTER SET ascii;
