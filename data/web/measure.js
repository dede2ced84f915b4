/* SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a picture of the whole page needs to know, after two frames have been drawn. */
await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
const root = document.scrollingElement || document.documentElement;
const own = document.documentElement;
return JSON.stringify({
  width: Math.ceil(Math.max(root.scrollWidth, innerWidth)),
  height: Math.ceil(Math.max(root.scrollHeight, own.getBoundingClientRect().height,
    innerHeight)),
  view_width: innerWidth,
  view_height: innerHeight,
  pixel_ratio_percent: Math.round(devicePixelRatio * 100),
});
