-- 1 for a notification that is held back. NULL in every other row: the index holds only ones.
ALTER TABLE notifications ADD COLUMN held INTEGER;
CREATE INDEX notifications_held ON notifications (held) WHERE held IS NOT NULL;
