-- SPDX-FileCopyrightText: Hikae contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 4: evidence records (RFC 4998) of seal lists, each stage of a renewal.
-- Of a stamp that was not renewed there is no row: its record is made of its token. And
-- long seal lists in parts of whole lines, so that neither writing nor opening holds one in
-- memory: such a seal has an empty list in its own row; those of before keep theirs.

CREATE TABLE renewal (
  id INTEGER PRIMARY KEY NOT NULL,
  seal INTEGER NOT NULL CHECK (seal >= 1),
  authority TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('time-stamp', 'hash-tree')),
  made_at INTEGER NOT NULL,
  gen_time INTEGER NOT NULL,
  chain BLOB NOT NULL,
  sha256 BLOB NOT NULL CHECK (length (sha256) = 32),
  record BLOB NOT NULL
) STRICT;

CREATE TRIGGER renewal_stays BEFORE DELETE ON renewal
BEGIN SELECT RAISE (ABORT, 'a renewal is never removed'); END;
CREATE TRIGGER renewal_record_stays BEFORE UPDATE ON renewal
BEGIN SELECT RAISE (ABORT, 'a renewal is never changed'); END;

-- id is the seal's number shifted left by 24 bits, plus the part's place from 0.
CREATE TABLE seal_part (
  id INTEGER PRIMARY KEY NOT NULL,
  seal INTEGER NOT NULL CHECK (seal = id >> 24),
  bytes BLOB NOT NULL
) STRICT;

CREATE TRIGGER seal_part_stays BEFORE DELETE ON seal_part
BEGIN SELECT RAISE (ABORT, 'a seal list is never removed'); END;
CREATE TRIGGER seal_part_bytes_stay BEFORE UPDATE ON seal_part
BEGIN SELECT RAISE (ABORT, 'a seal list is never changed'); END;
