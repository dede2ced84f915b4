// check-warc.mjs: warcio, a reader that is not ours, judges a WARC
// SPDX-FileCopyrightText: Hikae contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Usage: node check-warc.mjs FILE. Prints one line of JSON: counts by kind of record, and
// how many payload digests it found right and wrong.
import { createHash } from "node:crypto";
import fs from "node:fs";
import { WARCParser } from "warcio";

const found = { kinds: {}, right: 0, wrong: [], none: 0, uris: [] };
for await (const record of new WARCParser(fs.createReadStream(process.argv[2]))) {
  const kind = record.warcType;
  const said = record.warcPayloadDigest;
  const body = await record.readFully(false);
  found.kinds[kind] = (found.kinds[kind] ?? 0) + 1;
  if (kind === "response") found.uris.push(record.warcTargetURI);
  if (!said) {
    found.none += 1;
    continue;
  }
  const hex = createHash("sha256").update(body).digest("hex");
  if (said === `sha256:${hex}`) found.right += 1;
  else found.wrong.push(record.warcTargetURI);
}
console.log(JSON.stringify(found));
