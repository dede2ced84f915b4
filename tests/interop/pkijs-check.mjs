// pkijs-check.mjs: PKI.js judges one time-stamp token
// SPDX-FileCopyrightText: Hikae contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Usage: node pkijs-check.mjs TOKEN CA UNTRUSTED DATA. Prints "good" or "bad: why".
// Run it in a folder whose node_modules has pkijs and asn1js.
import fs from "node:fs";
import { webcrypto } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.cwd() + "/"));
const pkijs = require("pkijs");

pkijs.setEngine("node", new pkijs.CryptoEngine({ name: "node", crypto: webcrypto }));

function toBuffer(bytes) {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

function loadCertificates(path) {
  const text = fs.readFileSync(path, "utf8");
  const blocks = text.matchAll(/-----BEGIN CERTIFICATE-----(.*?)-----END/gs);

  return [...blocks].map((block) =>
    pkijs.Certificate.fromBER(toBuffer(Buffer.from(block[1], "base64"))));
}

async function judge(token, ca, untrusted, data) {
  const info = pkijs.ContentInfo.fromBER(toBuffer(fs.readFileSync(token)));
  const signed = new pkijs.SignedData({ schema: info.content });
  const stamp = pkijs.TSTInfo.fromBER(signed.encapContentInfo.eContent.getValue());

  signed.certificates = [...(signed.certificates || []), ...loadCertificates(untrusted)];
  return signed.verify({
    signer: 0,
    checkChain: true,
    data: toBuffer(fs.readFileSync(data)),
    checkDate: stamp.genTime,
    trustedCerts: loadCertificates(ca),
    extendedMode: true,
  });
}

try {
  const result = await judge(...process.argv.slice(2, 6));

  console.log(result.signatureVerified && result.signerCertificateVerified
    ? "good" : "bad: " + result.message);
} catch (error) {
  console.log("bad: " + (error.message || JSON.stringify(error)));
}
