-- A firm answers again after some months, in rounds that the same keys open, and
-- colleagues answer beside its owner. Comments of added columns stand inside
-- their statement, so that the schema keeps them.

ALTER TABLE assessments ADD COLUMN
    appetite TEXT NOT NULL DEFAULT '' /* how much change at a time the firm wants; empty when not said */;
ALTER TABLE assessments ADD COLUMN
    founded INTEGER NOT NULL DEFAULT 0 /* year the firm was founded, to find support; 0 when not said */;
ALTER TABLE assessments ADD COLUMN
    firm_id TEXT NOT NULL DEFAULT '' /* what keys open: the id of the firm's first assessment; of a colleague's sheet its own */;
ALTER TABLE assessments ADD COLUMN
    round INTEGER NOT NULL DEFAULT 1 /* turn among the assessments of the firm, from 1 */;
ALTER TABLE assessments ADD COLUMN
    first_items TEXT /* JSON list of items to ask before others; NULL for none */;
ALTER TABLE assessments ADD COLUMN
    host_id TEXT NOT NULL DEFAULT '' /* of a colleague's sheet: the owner's assessment; else empty */;
ALTER TABLE assessments ADD COLUMN
    label TEXT NOT NULL DEFAULT '' /* of a colleague's sheet: who answers, as they typed it; optional */;
UPDATE assessments SET firm_id = id;
CREATE INDEX assessments_firm ON assessments (firm_id, round);
CREATE INDEX assessments_host ON assessments (host_id);
