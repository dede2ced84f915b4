/* c2pa-judge.cjs: what the native library of c2pa-node says of one file, as JSON
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * node c2pa-judge.cjs INDEX.NODE FILE MEDIA-TYPE. Nothing is fetched. */
'use strict';

const [library, path, mimeType] = process.argv.slice(2);
const native = require(library);
const settings = JSON.stringify({
  verify: { remote_manifest_fetch: false, ocsp_fetch: false },
});

async function judge () {
  const reader = await native.readerFromAsset({ path, mimeType }, settings);
  if (!reader)
    return null;
  const store = JSON.parse(native.readerJson.call(reader));
  const failures = (store.validation_status || []).map((entry) => entry.code);
  const results = (store.validation_results || {}).activeManifest || {};
  for (const entry of results.failure || [])
    failures.push(entry.code);
  const partly = (store.validation_status || []).some(
    (entry) => /exclusion does not match/.test(entry.explanation || ''));
  return {
    partly,
    active: store.active_manifest,
    manifests: Object.keys(store.manifests || {}).length,
    codes: [...new Set(failures)],
  };
}

judge().then((said) => {
  if (said)
    process.stdout.write(JSON.stringify(said));
}, () => process.exit(1));
