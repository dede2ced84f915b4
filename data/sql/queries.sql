-- SPDX-FileCopyrightText: Hikae contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Every statement of the store, each under its name. A test prepares them all.

-- More lines than a case has: enough to tell that they are too many.
-- name: schema-list
SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce (sql, '')
FROM main.sqlite_schema ORDER BY type, name LIMIT 500;

-- name: meta-get
SELECT value FROM meta WHERE name = ?1;
-- name: meta-set
INSERT INTO meta (name, value) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: item-last
SELECT coalesce (max (number), 0) FROM item;
-- name: item-total-size
SELECT coalesce (sum (size), 0) FROM item WHERE deleted = 0;
-- name: item-insert
INSERT INTO item (number, size, sha256, sha512, record) VALUES (?1, ?2, ?3, ?4, ?5);
-- name: item-get
SELECT number, seal, deleted, size, sha256, sha512, record FROM item WHERE number = ?1;
-- name: item-list
SELECT number, seal, deleted, record FROM item WHERE number > ?1 ORDER BY number LIMIT ?2;
-- name: item-list-unsealed
SELECT number, seal, deleted, record FROM item WHERE seal = 0 AND number > ?1
ORDER BY number LIMIT ?2;
-- name: item-next
SELECT number FROM item WHERE number > ?1 ORDER BY number LIMIT 1;
-- name: item-set-seal
UPDATE item SET seal = ?1 WHERE seal = 0;
-- name: item-set-deleted
UPDATE item SET deleted = 1 WHERE number = ?1 AND deleted = 0;

-- name: chunk-insert
INSERT INTO chunk (id, sha256, bytes) VALUES (?1, ?2, ?3);
-- name: chunk-get
SELECT sha256, bytes FROM chunk WHERE id = ?1;
-- name: chunk-count
SELECT count (*) FROM chunk WHERE id >= ?1 AND id < ?2;
-- name: chunk-orphans
SELECT count (*) FROM chunk
WHERE (id >> 24) NOT IN (SELECT number FROM item WHERE deleted = 0);
-- name: chunk-delete
DELETE FROM chunk WHERE id >= ?1 AND id < ?2;

-- name: event-last
SELECT seq, line FROM event ORDER BY seq DESC LIMIT 1;
-- name: event-last-seq
SELECT coalesce (max (seq), 0) FROM event;
-- name: event-insert
INSERT INTO event (seq, line) VALUES (?1, ?2);
-- name: event-list
SELECT seq, line FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2;
-- name: event-next
SELECT seq FROM event WHERE seq > ?1 ORDER BY seq LIMIT 1;
-- name: event-get
SELECT seq, line FROM event WHERE seq = ?1;

-- name: seal-last
SELECT coalesce (max (number), 0) FROM seal;
-- name: seal-insert
INSERT INTO seal (number, created_at, list, head) VALUES (?1, ?2, ?3, ?4);
-- name: seal-list
SELECT number, created_at, list, head FROM seal WHERE number > ?1 ORDER BY number LIMIT ?2;
-- name: seal-next
SELECT number FROM seal WHERE number > ?1 ORDER BY number LIMIT 1;
-- name: seal-get
SELECT number, created_at, list, head FROM seal WHERE number = ?1;

-- name: seal-get-list
SELECT list FROM seal WHERE number = ?1;
-- name: seal-part-insert
INSERT INTO seal_part (id, seal, bytes) VALUES (?1, ?2, ?3);
-- name: seal-part-list
SELECT id, bytes FROM seal_part WHERE id >= ?1 AND id < ?2 ORDER BY id;

-- name: stamp-insert
INSERT INTO stamp (seal, authority, url, state, query, response, sent_at, received_at,
  transport, token, chain, gen_time, signer, codes, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);
-- name: stamp-list
SELECT id, seal, authority, url, state, query, response, sent_at, received_at, transport,
  token, chain, gen_time, signer, codes, detail
FROM stamp WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: revocation-insert
INSERT INTO revocation (kind, url, fetched_at, issued_at, sha256, bytes)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);
-- name: revocation-list
SELECT id, kind, url, fetched_at, issued_at, sha256, bytes
FROM revocation WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: renewal-insert
INSERT INTO renewal (seal, authority, kind, made_at, gen_time, chain, sha256, record)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);
-- name: renewal-list
SELECT id, seal, authority, kind, made_at, gen_time, chain, sha256, record
FROM renewal WHERE id > ?1 ORDER BY id LIMIT ?2;

-- name: print-replace
INSERT OR REPLACE INTO print (item, bytes, form)
SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM item WHERE number = ?1 AND deleted = 0);
-- name: print-list
SELECT item, bytes FROM print WHERE form = ?1 ORDER BY item;

-- name: request-last
SELECT coalesce (max (number), 0) FROM request;
-- name: request-insert
INSERT INTO request (number, state, changed_at, record) VALUES (?1, ?2, ?3, ?4);
-- name: request-get
SELECT number, state, changed_at, record FROM request WHERE number = ?1;
-- name: request-list
SELECT number, state, changed_at, record FROM request WHERE number > ?1
ORDER BY number LIMIT ?2;
-- name: request-set-state
UPDATE request SET state = ?2, changed_at = ?3 WHERE number = ?1;

-- A rescue puts rows back as they were, whatever their order, each at most once.
-- name: rescue-meta
INSERT OR IGNORE INTO meta (name, value) VALUES (?1, ?2);
-- name: rescue-item
INSERT OR IGNORE INTO item (number, seal, deleted, size, sha256, sha512, record)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
-- name: rescue-chunk
INSERT OR IGNORE INTO chunk (id, sha256, bytes) VALUES (?1, ?2, ?3);
-- name: rescue-event
INSERT OR IGNORE INTO event (seq, line) VALUES (?1, ?2);
-- name: rescue-seal
INSERT OR IGNORE INTO seal (number, created_at, list, head) VALUES (?1, ?2, ?3, ?4);
-- name: rescue-seal-part
INSERT OR IGNORE INTO seal_part (id, seal, bytes) VALUES (?1, ?2, ?3);
-- name: rescue-stamp
INSERT OR IGNORE INTO stamp (id, seal, authority, url, state, query, response, sent_at,
  received_at, transport, token, chain, gen_time, signer, codes, detail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16);
-- name: rescue-revocation
INSERT OR IGNORE INTO revocation (id, kind, url, fetched_at, issued_at, sha256, bytes)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);
-- name: rescue-renewal
INSERT OR IGNORE INTO renewal (id, seal, authority, kind, made_at, gen_time, chain, sha256,
  record)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);
-- name: rescue-request
INSERT OR IGNORE INTO request (number, state, changed_at, record) VALUES (?1, ?2, ?3, ?4);
-- name: rescue-counts
SELECT (SELECT count (*) FROM event), (SELECT count (*) FROM seal),
  (SELECT count (*) FROM stamp), (SELECT count (*) FROM request);
-- name: rescue-chunk-ids
SELECT id FROM chunk WHERE id >= ?1 AND id < ?2 ORDER BY id;
-- Numbers of items that have a payload and no record.
-- name: rescue-nameless
SELECT id >> 24 FROM chunk
WHERE id >= (?1 + 1) << 24 AND (id >> 24) NOT IN (SELECT number FROM item)
ORDER BY id LIMIT 1;
-- name: rescue-item-set-seal
UPDATE item SET seal = ?2 WHERE number = ?1 AND seal = 0;
-- name: rescue-event-seqs
SELECT seq FROM event ORDER BY seq;

-- Nothing is the same as an empty payload.
-- name: same-fill
INSERT INTO temp.same (number, sha256)
SELECT number, sha256 FROM main.item
WHERE number > (SELECT coalesce (max (number), 0) FROM temp.same) AND size > 0;
-- name: same-find
SELECT same.number FROM temp.same JOIN main.item ON item.number = same.number
WHERE same.sha256 = ?1 AND same.number < ?2 AND item.deleted = 0
ORDER BY same.number LIMIT 1;

-- name: same-other
SELECT coalesce (min (other.number), 0) FROM temp.same AS one
JOIN temp.same AS other ON other.sha256 = one.sha256 AND other.number <> one.number
JOIN main.item ON item.number = other.number
WHERE one.number = ?1 AND item.deleted = 0;

-- name: search-last
SELECT coalesce (max (number), 0) FROM temp.found;
-- name: search-insert
INSERT INTO temp.found (number, kind, address, account, text, site)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);
-- ?7: which of them, as HikaeItemStanding; ?8: the order, as HikaeItemOrder.
-- name: search
SELECT number, CASE ?8 WHEN 1 THEN site WHEN 2 THEN account END AS set_of
FROM temp.found
WHERE number < ?1 AND (?2 IS NULL OR kind = ?2)
  AND (?3 IS NULL OR instr (address, ?3) > 0)
  AND (?4 IS NULL OR instr (account, ?4) > 0)
  AND (?5 IS NULL OR instr (text, ?5) > 0)
  AND (?7 <> 1 OR number IN (SELECT item.number FROM main.item WHERE deleted = 0
    AND seal NOT IN (SELECT stamp.seal FROM main.stamp WHERE state = 'valid')))
  AND (?7 <> 2 OR number IN (SELECT item.number FROM main.item WHERE deleted = 1))
ORDER BY CASE ?8 WHEN 1 THEN site = '' WHEN 2 THEN account = '' END,
  set_of, number DESC
LIMIT ?6;
