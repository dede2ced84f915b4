/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What sticks to the screen would appear once in every tile. It is put where it stands in
 * the page; how many were is told. Only after everything else has been read. */
let count = 0;
const all = document.querySelectorAll('*');
for (let i = 0; i < all.length && i < 100000; i++) {
  const position = getComputedStyle(all[i]).position;
  if (position !== 'fixed' && position !== 'sticky')
    continue;
  all[i].style.setProperty('position', position === 'fixed' ? 'absolute' : 'static',
    'important');
  count++;
}
const style = document.createElement('style');
style.textContent = 'html{scroll-behavior:auto !important}' +
  '::-webkit-scrollbar{display:none !important}';
document.documentElement.append(style);
return count;
