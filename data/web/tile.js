/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Scrolls to (x, y), waits until that has been drawn, says where the page really stands
 * and how tall it is by now. */
window.scrollTo({top: y, left: x, behavior: 'instant'});
await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
const root = document.scrollingElement || document.documentElement;
return JSON.stringify({x: Math.round(scrollX), y: Math.round(scrollY),
  height: Math.ceil(root.scrollHeight)});
