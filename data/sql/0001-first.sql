-- SPDX-FileCopyrightText: Hikae contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 1. Never edited after release: a change is a new file.
--
-- Rows of item, event, seal, stamp and request stay for the life of the case, so that a
-- number is never used twice; the triggers make a mistake in our own code an error.

CREATE TABLE meta (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- record is the truth; size and digests stand beside it so that a check can compare them.
CREATE TABLE item (
  number INTEGER PRIMARY KEY NOT NULL CHECK (number BETWEEN 1 AND 9999999),
  seal INTEGER NOT NULL DEFAULT 0,
  deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  size INTEGER NOT NULL CHECK (size >= 0),
  sha256 BLOB NOT NULL CHECK (length (sha256) = 32),
  sha512 BLOB NOT NULL CHECK (length (sha512) = 64),
  record BLOB NOT NULL
) STRICT;

CREATE INDEX item_unsealed ON item (number) WHERE seal = 0;

-- id is the item's number shifted left by 24 bits, plus the chunk's place from 0: an
-- item's payload lies together, in order, without an index of its own.
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY NOT NULL,
  sha256 BLOB NOT NULL CHECK (length (sha256) = 32),
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE event (
  seq INTEGER PRIMARY KEY NOT NULL CHECK (seq >= 1),
  line BLOB NOT NULL
) STRICT;

CREATE TABLE seal (
  number INTEGER PRIMARY KEY NOT NULL CHECK (number >= 1),
  created_at INTEGER NOT NULL,
  list BLOB NOT NULL,
  head BLOB NOT NULL
) STRICT;

CREATE TABLE stamp (
  id INTEGER PRIMARY KEY NOT NULL,
  seal INTEGER NOT NULL REFERENCES seal (number),
  authority TEXT NOT NULL,
  url TEXT,
  state TEXT NOT NULL,
  query BLOB,
  response BLOB,
  sent_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  transport TEXT,
  token BLOB,
  chain BLOB,
  gen_time INTEGER NOT NULL,
  signer TEXT,
  codes TEXT,
  detail TEXT
) STRICT;

CREATE TABLE request (
  number INTEGER PRIMARY KEY NOT NULL CHECK (number >= 1),
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL,
  record BLOB NOT NULL
) STRICT;

CREATE TRIGGER item_stays BEFORE DELETE ON item
BEGIN SELECT RAISE (ABORT, 'an item record is never removed'); END;
CREATE TRIGGER item_record_stays BEFORE UPDATE OF number, size, sha256, sha512, record ON item
BEGIN SELECT RAISE (ABORT, 'an item record is never changed'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE (ABORT, 'an event is never removed'); END;
CREATE TRIGGER event_line_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE (ABORT, 'an event is never changed'); END;
CREATE TRIGGER seal_stays BEFORE DELETE ON seal
BEGIN SELECT RAISE (ABORT, 'a seal list is never removed'); END;
CREATE TRIGGER seal_list_stays BEFORE UPDATE ON seal
BEGIN SELECT RAISE (ABORT, 'a seal list is never changed'); END;
CREATE TRIGGER stamp_stays BEFORE DELETE ON stamp
BEGIN SELECT RAISE (ABORT, 'a stamp is never removed'); END;
CREATE TRIGGER request_stays BEFORE DELETE ON request
BEGIN SELECT RAISE (ABORT, 'a request is never removed'); END;
