-- The fault that struck an attempt, by its name; NULL where it went as it should.
ALTER TABLE attempts ADD COLUMN fault TEXT;
