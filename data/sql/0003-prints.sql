-- SPDX-FileCopyrightText: Hikae contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 3: fingerprints of pictures and films, so that a search need not decode
-- them again. Derived: no evidence, in no event, not rescued; they can be made anew.

CREATE TABLE print (
  item INTEGER PRIMARY KEY NOT NULL,
  bytes BLOB NOT NULL,
  form INTEGER NOT NULL
) STRICT;

CREATE TRIGGER print_goes AFTER UPDATE OF deleted ON item WHEN NEW.deleted = 1
BEGIN DELETE FROM print WHERE item = NEW.number; END;
