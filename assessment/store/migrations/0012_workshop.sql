-- Firms answer in workshops too.

ALTER TABLE assessments ADD COLUMN
    workshop_id TEXT NOT NULL DEFAULT '' /* workshop it was made in; empty outside one */;
CREATE INDEX assessments_workshop ON assessments (workshop_id);
