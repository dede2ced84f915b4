-- SPDX-FileCopyrightText: Hikae contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- By which digest the payloads of the case can be found. In memory only, filled when the
-- first item is kept: the case file holds nothing that is derived.

CREATE TEMP TABLE IF NOT EXISTS same (
  number INTEGER PRIMARY KEY NOT NULL,
  sha256 BLOB NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS temp.same_sha256 ON same (sha256, number);
