/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of the page as a reader sees them, frames of the same site included. */
const parts = [];
const add = (doc, depth) => {
  if (!doc || !doc.body || depth > 3 || parts.length > 50)
    return;
  parts.push(doc.body.innerText);
  for (const frame of doc.querySelectorAll('iframe')) {
    let inner = null;
    try { inner = frame.contentDocument; } catch (e) { inner = null; }
    add(inner, depth + 1);
  }
};
add(document, 0);
return parts.join('\n\n').slice(0, limit);
