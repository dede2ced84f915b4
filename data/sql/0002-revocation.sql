-- SPDX-FileCopyrightText: Hikae contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Schema version 2: what the authorities said about revoked certificates, as fetched.

CREATE TABLE revocation (
  id INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('crl', 'ocsp')),
  url TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  sha256 BLOB NOT NULL CHECK (length (sha256) = 32),
  bytes BLOB NOT NULL
) STRICT;

CREATE TRIGGER revocation_stays BEFORE DELETE ON revocation
BEGIN SELECT RAISE (ABORT, 'a revocation list is never removed'); END;
CREATE TRIGGER revocation_bytes_stay BEFORE UPDATE ON revocation
BEGIN SELECT RAISE (ABORT, 'a revocation list is never changed'); END;
