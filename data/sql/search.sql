-- SPDX-FileCopyrightText: Hikae contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the search looks in. In memory only, filled at the first search: the case file holds
-- nothing that is derived, and a case on a read-only disk can be searched too.

CREATE TEMP TABLE found (
  number INTEGER PRIMARY KEY NOT NULL,
  kind TEXT NOT NULL,
  address TEXT NOT NULL,
  account TEXT NOT NULL,
  site TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
