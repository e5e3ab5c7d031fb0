-- In which order items were first answered, and why they were asked: back walks
-- along it, and learning from answers must tell random questions from chosen ones.

ALTER TABLE responses ADD COLUMN place INTEGER NOT NULL DEFAULT 0; -- turn among the answers of the assessment, from 1; 0 when not known
ALTER TABLE responses ADD COLUMN reason TEXT NOT NULL DEFAULT '';  -- why it was asked; empty when nobody asked
